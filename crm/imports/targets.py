"""What a column may mean: the targets by their keys, in the order in which they are offered."""

from dataclasses import dataclass
from typing import Final

from crm.contacts.presenters.fields import COMM_LABELS, LABELS
from crm.kernel.i18n import LazyText, lazy

SKIP: Final = "skip"


@dataclass(frozen=True, slots=True)
class Target:
    """One of them. ``path`` is where ``ContactShape`` tells what is wrong with it; several columns may mean
    the same where they are ``many``."""

    key: str
    label: LazyText
    path: str = ""
    many: bool = False


TARGETS: Final = (
    Target("full_name", lazy("Full name, to be taken apart"), "first_name"),
    Target("last_name", LABELS["last_name"], "last_name"),
    Target("first_name", LABELS["first_name"], "first_name"),
    Target("middle_name", LABELS["middle_name"], "middle_name"),
    Target("company", LABELS["name"], "name"),
    Target("job_title", LABELS["job_title"], "job_title"),
    Target("email", COMM_LABELS["email"], many=True),
    Target("phone", COMM_LABELS["phone"], many=True),
    Target("url", COMM_LABELS["site"], many=True),
    Target("address", lazy("Address in one line"), many=True),
    Target("address.street", lazy("Address: street and house")),
    Target("address.city", lazy("Address: city")),
    Target("address.region", lazy("Address: region")),
    Target("address.postal_code", lazy("Address: postal code")),
    Target("address.country", lazy("Address: country")),
    Target("type", LABELS["type_id"], "type_id"),
    Target("tags", lazy("Tags"), "tag_ids", many=True),
    Target("manager", lazy("Manager"), "manager_ids", many=True),
    Target("birthday", LABELS["born_on"], "born_on"),
    Target("source", LABELS["source"], "source"),
    Target("language", LABELS["language"], "language"),
    Target("currency", LABELS["currency"], "currency"),
    Target("external_id", LABELS["external_id"], "external_id"),
    Target("note", LABELS["description"], "description", many=True),
    Target("legal_form", LABELS["requisites.legal_form"], "requisites.legal_form"),
    Target("inn", LABELS["requisites.inn"], "requisites.inn"),
    Target("kpp", LABELS["requisites.kpp"], "requisites.kpp"),
    Target("ogrn", LABELS["requisites.ogrn"], "requisites.ogrn"),
)
BY_KEY: Final = {target.key: target for target in TARGETS}
