"""Between the form's fields and the shape of a contact: rows of one kind stand together on the page."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from crm.contacts.forms.contact import PLAIN_FIELDS, values_of
from crm.contacts.models.contact import COMM_KINDS, Contact
from crm.contacts.pages import custom
from crm.contacts.presenters.cards import label_text, reach
from crm.fields.presenters.inputs import PREFIX
from crm.kernel.i18n import LazyText, lazy

ROWS: Final = 100
"""Rows of each kind are numbered from a hundred of their own, so that numbers don't meet."""


@dataclass(frozen=True, slots=True)
class _Look:
    label: LazyText
    add: LazyText
    type: str = "text"
    categories: tuple[str, ...] = ()


LOOKS: Final[dict[str, _Look]] = {
    "email": _Look(lazy("E-mail"), lazy("Add e-mail"), "email", ("work", "personal", "other")),
    "phone": _Look(lazy("Phone"), lazy("Add phone"), "tel", ("mobile", "work", "home", "fax", "other")),
    "site": _Look(lazy("Site"), lazy("Add site")),
    "messenger": _Look(lazy("Messenger"), lazy("Add messenger")),
    "social": _Look(lazy("Social network"), lazy("Add social network")),
    "address": _Look(lazy("Address"), lazy("Add address"), categories=("work", "home", "other")),
}
USUAL: Final = ("email", "phone")


def values_shown(contact: Contact) -> dict[str, Any]:
    """The contact's values for the form, its phones as people write them; saved so, they stay the same."""
    values = values_of(contact)
    for comm, row in zip(contact.comms, values["comms"], strict=True):
        row["value"] = reach(comm).text
    return {**values, "custom": custom.texts_of(contact)}


def contact_values(posted: Mapping[str, Any]) -> dict[str, Any]:
    """The posted form in the words of ``ContactShape``. Rows left blank are gone."""
    values = {name: posted[name] for name in PLAIN_FIELDS if name in posted}
    rows = posted.get("comms")
    values["custom"] = custom.typed(posted)
    values["comms"] = [row for row in rows if _is_filled(row)] if isinstance(rows, list) else []
    if "choose_people" in posted:
        values["manager_ids"] = listed(posted.get("manager_ids", []))
        values["sharing"] = posted.get("sharing")
    return values


def listed(value: Any) -> list[Any]:
    """The values of boxes of one name, of which a single checked one comes alone."""
    return value if isinstance(value, list) else [value]


def blocks(comms: list[Any]) -> list[dict[str, Any]]:
    """The ways to reach, one block of rows for each kind: what the macro ``comms`` draws."""
    of_kind = _by_kind(comms)
    return [
        {
            "kind": kind,
            "label": str(look.label),
            "add": str(look.add),
            "type": look.type,
            "start": _start(kind),
            "items": [comms[position] for position in of_kind[kind]],
            "categories": _categories(look, [comms[position] for position in of_kind[kind]]),
            "usual": kind in USUAL or bool(of_kind[kind]),
        }
        for kind, look in LOOKS.items()
    ]


def errors_on_page(errors: Mapping[str, Any], comms: list[Any]) -> dict[str, str]:
    """The errors under the names that the fields have on the page."""
    place = {
        position: _start(kind) + number
        for kind, positions in _by_kind(comms).items()
        for number, position in enumerate(positions)
    }
    return {_renamed(path.split("."), place): str(sentence) for path, sentence in errors.items()}


def _renamed(path: list[str], place: dict[int, int]) -> str:
    if path[0] == "custom" and len(path) > 1:
        return f"{PREFIX}{path[1]}"
    if path[0] != "comms" or len(path) < 2:
        return path[0]
    return f"comms.{place.get(int(path[1]), 0)}.value"


def _by_kind(comms: list[Any]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position, comm in enumerate(comms):
        found[comm.get("kind", "")].append(position)
    return found


def _start(kind: str) -> int:
    return COMM_KINDS.index(kind) * ROWS if kind in LOOKS else 0


def _categories(look: _Look, items: list[Any]) -> list[tuple[str, str]]:
    """The usual categories, and those that a row has besides."""
    own = dict.fromkeys(str(item.get("label") or "") for item in items)
    if not look.categories and not any(own):
        return []
    keys = dict.fromkeys([*look.categories, *own])
    return [(key, label_text(key) if key else "—") for key in keys]


def _is_filled(row: Any) -> bool:
    return isinstance(row, dict) and bool(str(row.get("value", "")).strip())
