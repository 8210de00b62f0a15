"""The fields of a case that the list lets one edit in place: what each is called, and what it holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm.cases.models.case import Case
from crm.cases.models.words import PRIORITIES, SOURCES
from crm.cases.presenters import offers
from crm.cases.queries.filterable import OF_BUILT_IN
from crm.cases.queries.records import types
from crm.cases.queries.setup import statuses
from crm.kernel import moments

COLUMNS: Final[Mapping[str, str]] = {
    "status": "status", "priority": "priority", "owner": "owner_id", "due": "due_on", "type": "type_id",
    "source": "source",
}  # fmt: skip
"""A column's code → the field that its cells are edited in."""
CODES: Final = {field: code for code, field in COLUMNS.items()}
IN_MENU: Final = ("owner_id", "priority", "due_on")
"""What the menu of a row leads to besides, for thumbs and for browsers without script."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One of them: without choices a day. ``empty`` is what it is called to have none; None: it has one."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]] = ()
    empty: str | None = None


def slot(one: Case, name: str, *, gives: bool, empty: str) -> Slot | None:
    """The field to be edited; None: there is none of that name. ``gives``: another owner may be chosen."""
    if name not in CODES:
        return None
    label = label_of(name)
    if name == "due_on":
        return Slot(name, label)
    if name == "owner_id":
        every = offers.owners(one.owner_id)
        chosen = every if gives else [choice for choice in every if choice[0] == str(one.owner_id)]
        return Slot(name, label, chosen, empty)
    return Slot(name, label, CHOICES[name](one), empty if name == "type_id" else None)


def label_of(name: str) -> str:
    """What it is called."""
    return str(OF_BUILT_IN[CODES[name]].label)


def told(name: str, value: Any, choices: Sequence[tuple[str, str]]) -> str:
    """What it holds, in words; empty for nothing."""
    if value is None:
        return ""
    return moments.date_of(value) if name == "due_on" else dict(choices).get(str(value), "")


def seal(one: Case, name: str) -> str:
    """Stands for what it holds: another one means that somebody changed it."""
    return str(getattr(one, name))


def _types(one: Case) -> list[tuple[str, str]]:
    kept = [kind for kind in types() if kind.archived_at is None or kind.id == one.type_id]
    return [(str(kind.id), kind.shown) for kind in kept]


CHOICES: Final[dict[str, Callable[[Case], list[tuple[str, str]]]]] = {
    "status": lambda one: [(each.code, each.label) for each in statuses()],
    "priority": lambda one: [(code, str(label)) for code, label in PRIORITIES.items()],
    "source": lambda one: [(code, str(label)) for code, label in SOURCES.items()],
    "type_id": _types,
}
