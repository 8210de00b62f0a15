"""Between the form's fields and the shape of a contact: rows of one kind stand together on the page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from crm.contacts.forms.contact import PLAIN_FIELDS, values_of
from crm.contacts.forms.tags import split
from crm.contacts.models.contact import COMM_KINDS, Contact
from crm.contacts.pages import custom
from crm.contacts.presenters.reach import label_of, label_text, written
from crm.contacts.queries.records import region
from crm.contacts.queries.tags import tags_of
from crm.fields.presenters.inputs import PREFIX
from crm.kernel import addresses, codes, handles, phones
from crm.kernel.i18n import LazyText, lazy

ROWS: Final = 1000
"""Rows of each kind are numbered from a thousand of their own, so that numbers don't meet."""
OWN: Final = "*"
"""The category that says: in words of one's own, in the field beside."""
ONLY_OF: Final = {
    "person": ("first_name", "last_name", "middle_name", "job_title", "born_on"),
    "company": ("name",),
}
REQUISITES: Final = "requisites-"
ACCOUNTS: Final = "accounts"


@dataclass(frozen=True, slots=True)
class _Look:
    label: LazyText
    add: LazyText
    type: str = "text"
    categories: Iterable[str] = ()


LOOKS: Final[dict[str, _Look]] = {
    "email": _Look(lazy("E-mail"), lazy("Add e-mail"), "email", ("work", "personal", "other")),
    "phone": _Look(lazy("Phone"), lazy("Add phone"), "tel", ("mobile", "work", "home", "fax", "other")),
    "site": _Look(lazy("Site"), lazy("Add site"), categories=("work", "personal")),
    "messenger": _Look(
        lazy("Messenger"), lazy("Add messenger"), categories=[service.key for service in handles.MESSENGERS]
    ),
    "social": _Look(
        lazy("Social network"),
        lazy("Add social network"),
        categories=[service.key for service in handles.NETWORKS],
    ),
    "address": _Look(
        lazy("Address"), lazy("Add address"), categories=("legal", "postal", "delivery", "work", "home")
    ),
}
USUAL: Final = ("email", "phone")
PARTS: Final[dict[str, LazyText]] = {
    "street": lazy("Street, house, flat"),
    "city": lazy("City"),
    "region": lazy("Region"),
    "postal_code": lazy("Postal code"),
    "country": lazy("Country"),
}


def values_shown(contact: Contact) -> dict[str, Any]:
    """The contact's values for the form, its phones as people write them; saved so, they stay the same."""
    values = values_of(contact)
    for comm, row in zip(contact.comms, values["comms"], strict=True):
        row["value"] = written(comm)
    leads = (manager.user_id for manager in contact.managers if manager.lead)
    tags = [tag.shown for tag in tags_of([contact])[contact.id]]
    return {**values, "lead_id": next(leads, None), "tags": tags, "custom": custom.texts_of(contact.custom)}


def contact_values(posted: Mapping[str, Any]) -> dict[str, Any]:
    """The posted form in the words of ``ContactShape``, fields of both kinds. Rows left blank are gone."""
    values = {name: posted[name] for name in PLAIN_FIELDS if name in posted}
    values["comms"] = [_comm(row) for row in _rows(posted.get("comms")) if _is_filled(row)]
    values["requisites"] = _requisites(posted)
    values["custom"] = custom.typed(posted)
    if "tags" in posted:
        values["tags"] = split(posted["tags"])
    if "choose_people" in posted:
        values["manager_ids"] = listed(posted.get("manager_ids", []))
        values["lead_id"] = posted.get("lead_id", "")
        values["sharing"] = posted.get("sharing")
    return values


def of_its_kind(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those of the kind that is not chosen: nobody sees them, so nothing comes of them."""
    others = (names for kind, names in ONLY_OF.items() if kind != values.get("kind"))
    unseen = {name for names in others for name in names}
    return {name: value for name, value in values.items() if name not in unseen}


def listed(value: Any) -> list[Any]:
    """The values of boxes of one name, of which a single checked one comes alone."""
    return value if isinstance(value, list) else [value]


def blocks(comms: list[Any]) -> list[dict[str, Any]]:
    """The ways to reach, one block of rows for each kind: what the macro ``comms`` draws."""
    of_kind = _by_kind(comms)
    return [
        _block(kind, look, [comms[position] for position in of_kind[kind]]) for kind, look in LOOKS.items()
    ]


def errors_on_page(errors: Mapping[str, Any], comms: list[Any]) -> dict[str, str]:
    """The errors under the names that the fields have on the page."""
    place = {
        position: start_of(kind) + number
        for kind, positions in _by_kind(comms).items()
        for number, position in enumerate(positions)
    }
    return {_renamed(path.split("."), place): str(sentence) for path, sentence in errors.items()}


def _block(kind: str, look: _Look, items: list[Any]) -> dict[str, Any]:
    return {
        "kind": kind,
        "label": str(look.label),
        "add": str(look.add),
        "type": look.type,
        "start": start_of(kind),
        "items": [_item(kind, item) for item in items],
        "categories": _categories(look, items),
        "parts": [(name, str(label)) for name, label in PARTS.items()] if kind == "address" else (),
        "usual": kind in USUAL or bool(items),
    }


def _item(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    item = dict(row)
    if kind == "address":
        parts: dict[str, Any] = row.get("parts") or {"street": row.get("value", "")}
        item["parts"] = {**parts, "country": codes.country_name(str(parts.get("country") or ""))}
    if kind == "phone":
        item["warning"] = phones.complaint(str(row.get("value") or ""), region=region())
    return item


def _comm(row: Mapping[str, Any]) -> dict[str, Any]:
    """One row of the form in the words of ``CommShape``."""
    values = {name: value for name, value in row.items() if name not in ("word", *addresses.PARTS)}
    if values.get("label") == OWN:
        values["label"] = label_of(str(row.get("word", "")))
    if values.get("kind") == "address":
        values["parts"] = {name: row[name] for name in addresses.PARTS if name in row}
    return values


def _requisites(posted: Mapping[str, Any]) -> dict[str, Any]:
    known = {
        name.removeprefix(REQUISITES): value
        for name, value in posted.items()
        if name.startswith(REQUISITES) and value != ""
    }
    if ACCOUNTS in known:
        known[ACCOUNTS] = [account for account in _rows(known[ACCOUNTS]) if any(map(_said, account.values()))]
    return known


def _renamed(path: list[str], place: dict[int, int]) -> str:
    """Errors of a row stand at the field that they are about, those of the row at its value."""
    if path[0] == "custom" and len(path) > 1:
        return f"{PREFIX}{path[1]}"
    if path[0] in ("tags", "tag_ids"):
        return "tags"
    if path[0] != "comms" or len(path) < 2 or not path[1].isdigit():
        return ".".join(path)
    number = place.get(int(path[1]), 0)
    first = "street" if number >= start_of("address") else "value"
    return f"comms.{number}.{path[-1] if path[-1] in ('label', *addresses.PARTS) else first}"


def _by_kind(comms: list[Any]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position, comm in enumerate(comms):
        found[str(comm.get("kind", ""))].append(position)
    return found


def start_of(kind: str) -> int:
    """The number of the first row of this kind."""
    return COMM_KINDS.index(kind) * ROWS if kind in LOOKS else 0


def _categories(look: _Look, items: list[Any]) -> list[tuple[str, str]]:
    """The usual categories, those that a row has besides, and the way to one's own."""
    own = (str(item.get("label") or "") for item in items)
    keys = dict.fromkeys(["", *look.categories, *own])
    # Translators: the last entry of a list of categories (work, home …); it opens a field for one's own word
    return [*((key, label_text(key) if key else "") for key in keys), (OWN, str(lazy("in your own words…")))]


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _is_filled(row: Mapping[str, Any]) -> bool:
    return any(_said(row.get(name)) for name in ("value", *addresses.PARTS))


def _said(value: Any) -> bool:
    return bool(str(value or "").strip())
