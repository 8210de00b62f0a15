"""What a column may mean: the targets by their keys, in the order in which they are offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crm.contacts.presenters.fields import COMM_LABELS, LABELS
from crm.contacts.presenters.reach import LABELS as CATEGORIES
from crm.fields.models import CustomField
from crm.kernel import handles
from crm.kernel.i18n import LazyText, lazy

SKIP: Final = "skip"
MANAGERS: Final = frozenset({"manager", "lead"})
"""Columns of these may fill who may choose managers."""
ACCESS: Final = frozenset({"class", "access", "restricted"})
"""Columns of these say who else reaches contacts: for those who may choose it."""
OWN: Final = "field:"
"""Before the key of one of the workspace's own fields."""


@dataclass(frozen=True, slots=True)
class Target:
    """One of them. ``path`` is where ``ContactShape`` tells what is wrong with it; several columns may mean
    the same where they are ``many``; ``more``: few files have it.
    """

    key: str
    label: LazyText | str
    path: str = ""
    many: bool = False
    more: bool = False


OF_CATEGORY: Final = {
    ("email", "work"): lazy("E-mail (work)"),
    ("email", "home"): lazy("E-mail (home)"),
}
"""Said as a whole, where the category's own word doesn't agree with the way's in every language."""


def _of_category(way: str, category: str) -> Target:
    """A way to reach that the column itself says the category of: a work phone."""
    # Translators: a way to reach somebody with its category, as what a column of a file becomes: Phone (work)
    label = lazy("%(way)s (%(category)s)", way=COMM_LABELS[way], category=CATEGORIES[category])
    return Target(f"{way}.{category}", OF_CATEGORY.get((way, category), label), many=True, more=True)


def _category(key: str, way: str) -> Target:
    label = lazy("%(way)s: category of the one beside it", way=COMM_LABELS[way])
    return Target(f"{key}.label", label, many=True, more=True)


def _at_services(way: str, services: Sequence[handles.Service]) -> tuple[Target, ...]:
    return tuple(
        Target(
            f"{way}.{one.key}",
            lazy("%(way)s (%(category)s)", way=COMM_LABELS[way], category=one.title),
            many=True,
            more=True,
        )
        for one in services
    )


TARGETS: Final = (
    Target("full_name", lazy("Full name, to be taken apart"), "first_name"),
    Target("last_name", LABELS["last_name"], "last_name"),
    Target("first_name", LABELS["first_name"], "first_name"),
    Target("middle_name", LABELS["middle_name"], "middle_name"),
    Target("company", LABELS["name"], "name", many=True),
    Target("job_title", LABELS["job_title"], "job_title"),
    Target("email", COMM_LABELS["email"], many=True),
    Target("phone", COMM_LABELS["phone"], many=True),
    Target("url", COMM_LABELS["site"], many=True),
    Target("messenger", COMM_LABELS["messenger"], many=True),
    Target("social", COMM_LABELS["social"], many=True),
    Target("address", lazy("Address in one line"), many=True),
    Target("address.street", lazy("Address: street and house"), many=True),
    Target("address.extra", lazy("Address: second line"), many=True),
    Target("address.city", lazy("Address: city"), many=True),
    Target("address.region", lazy("Address: region"), many=True),
    Target("address.postal_code", lazy("Address: postal code"), many=True),
    Target("address.country", lazy("Address: country"), many=True),
    Target("type", LABELS["type_id"], "type_id"),
    Target("tags", lazy("Tags"), "tag_ids", many=True),
    Target("manager", lazy("Manager"), "manager_ids", many=True),
    Target("lead", lazy("Lead manager"), "manager_ids"),
    Target("class", lazy("Class"), "class_id"),
    Target("access", lazy("Access"), "sharing"),
    Target("restricted", lazy("Restricted: yes or no"), "restricted"),
    Target("birthday", LABELS["born_on"], "born_on"),
    Target("source", LABELS["source"], "source"),
    Target("language", LABELS["language"], "language"),
    Target("currency", LABELS["currency"], "currency"),
    Target("id", lazy("Artel ID"), more=True),
    Target("external_id", LABELS["external_id"], "external_id"),
    Target("note", LABELS["description"], "description", many=True),
    Target("kind", lazy("Person or company"), "kind"),
    Target("legal_form", LABELS["requisites.legal_form"], "requisites.legal_form"),
    Target("full_legal_name", lazy("Full legal name"), "requisites.full_name"),
    Target("inn", LABELS["requisites.inn"], "requisites.inn"),
    Target("kpp", LABELS["requisites.kpp"], "requisites.kpp"),
    Target("ogrn", LABELS["requisites.ogrn"], "requisites.ogrn"),
    Target("okpo", LABELS["requisites.okpo"], "requisites.okpo"),
    Target("account.account", lazy("Bank account: number"), many=True),
    Target("account.bik", lazy("Bank account: BIK"), many=True),
    Target("account.bank", lazy("Bank account: bank"), many=True),
    Target("account.correspondent", lazy("Bank account: correspondent account"), many=True),
    *(_of_category("email", category) for category in ("work", "home")),
    *(_of_category("phone", category) for category in ("work", "mobile", "home", "fax")),
    *_at_services("messenger", handles.MESSENGERS),
    *_at_services("social", handles.NETWORKS),
    _category("email", "email"),
    _category("phone", "phone"),
    _category("url", "site"),
    _category("messenger", "messenger"),
    _category("social", "social"),
    _category("address", "address"),
)
STANDARD: Final = {target.key: target for target in TARGETS}


def all_targets(fields: Sequence[CustomField]) -> Mapping[str, Target]:
    """All of them by their keys, at the end these own fields of contacts."""
    return {**STANDARD, **{target.key: target for target in map(_own, fields)}}


def called_by_path(
    keys: Sequence[str], columns: Sequence[str], fields: Sequence[CustomField]
) -> dict[str, LazyText | str]:
    """By the path of a fault the heading of the column that means it; where none does, the field's label."""
    targets = all_targets(fields)
    mapped = [(targets[key].path, told) for key, told in zip(keys, columns, strict=False) if key in targets]
    own = {target.path: target.label for target in map(_own, fields)}
    return {**LABELS, **own, **{path: told for path, told in reversed(mapped) if path}}


def _own(field: CustomField) -> Target:
    return Target(OWN + field.key, field.shown, f"custom.{field.key}")
