"""What happened to a contact, told in sentences; and what others changed while somebody was typing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from crm.contacts.facts import ContactEdited, LinkFact, ManagersAssigned, SharingChanged
from crm.contacts.forms.contact import PLAIN_FIELDS, values_of
from crm.contacts.models.contact import Contact
from crm.contacts.presenters.cards import KIND_LABELS, SHARING_LABELS, Moment, moment
from crm.contacts.queries.records import facts_since
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.facts import Fact, FactRow, tellable
from crm.kernel.i18n import LazyText, _, lazy
from crm.notifications.presenters import actor_name
from crm.team.queries import names_of

FIELDS: Final[dict[str, LazyText]] = {
    "kind": lazy("Kind"),
    "last_name": lazy("Last name"),
    "first_name": lazy("First name"),
    "middle_name": lazy("Patronymic"),
    "name": lazy("Company name"),
    "type_id": lazy("Type"),
    "description": lazy("About"),
    "comms": lazy("How to reach"),
}
ICONS: Final = {
    "ContactCreated": "plus", "ContactEdited": "pencil", "ContactPhotoChanged": "camera",
    "ManagersAssigned": "user-check",
    "SharingChanged": "lock-open", "ContactDeleted": "trash", "ContactRestored": "arrow-back-up",
    "ContactLinked": "link", "LinkEdited": "link", "ContactUnlinked": "link",
}  # fmt: skip
SHOWN_VALUE: Final = 200


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history. ``detail`` says more in a line of its own, or is empty."""

    icon: str
    text: str
    detail: str
    at: Moment
    time: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What others changed while a form was open: who was the last, when, and how the fields stand now."""

    by: str
    at: Moment
    fields: list[tuple[str, str]]


def days(rows: Sequence[FactRow], *, to: Actor) -> Iterator[tuple[str, list[Event]]]:
    """The facts that this person may be told, newest first, by days of the reader's zone.

    One query for the names of the people; where links are told, two for the contacts at their other ends.
    """
    rows = tellable(rows, to=to)
    people = names_of([*(row.actor_id for row in rows), *_named(rows)])
    others = anchors.visible("contact", _others(rows), to)
    names = {contact_id: contact.shown_name for contact_id, contact in others.items()}
    for day, of_day in groupby(rows, key=lambda row: moments.day(row.at)):
        yield day, [_event(row, people, names) for row in of_day]


def changes(contact: Contact, typed: Mapping[str, Any], *, since: int) -> Changes:
    """The fields that were changed since that version and are not as typed."""
    rows = facts_since(contact.id, since)
    edits = [fact for row in rows if isinstance(fact := row.fact(), ContactEdited)]
    touched = {name for fact in edits for name in fact.fields} or {*PLAIN_FIELDS, "comms"}
    now = values_of(contact)
    fields = [
        (str(label), _shown(contact, name))
        for name, label in FIELDS.items()
        if name in touched and now[name] != typed.get(name)
    ]
    last = rows[0] if rows else None
    by = actor_name(last, names_of([last.actor_id])) if last else _("Artel")
    return Changes(by, moment(last.at if last else contact.changed_at), fields)


def _event(row: FactRow, people: dict[int, str], others: dict[int, str]) -> Event:
    fact = row.fact()
    return Event(
        icon=ICONS.get(type(fact).__name__, "point"),
        text=str(fact.sentence) % {**fact.model_dump(), "actor": actor_name(row, people)},
        detail=_detail(fact, people, others),
        at=moment(row.at),
        time=moments.time_of(row.at),
    )


def _detail(fact: Fact, people: dict[int, str], others: dict[int, str]) -> str:
    if isinstance(fact, LinkFact):
        return others[fact.other_id]
    if isinstance(fact, ContactEdited):
        return ", ".join(str(FIELDS[name]) for name in fact.fields if name in FIELDS)
    if isinstance(fact, SharingChanged):
        before, now = str(SHARING_LABELS[fact.before]), str(SHARING_LABELS[fact.sharing])
        return _("%(before)s → %(after)s", before=before, after=now)
    if isinstance(fact, ManagersAssigned):
        added, removed = (
            ", ".join(people.get(user_id, "") for user_id in ids) for ids in (fact.added, fact.removed)
        )
        told = [_("Added: %(names)s", names=added)] if added else []
        return " · ".join([*told, *([_("Removed: %(names)s", names=removed)] if removed else [])])
    return ""


def _others(rows: Sequence[FactRow]) -> list[int]:
    return [fact.other_id for row in rows if isinstance(fact := row.fact(), LinkFact)]


def _named(rows: Sequence[FactRow]) -> Iterator[int]:
    for row in rows:
        yield from (*row.body.get("added", ()), *row.body.get("removed", ()))


def _shown(contact: Contact, name: str) -> str:
    if name == "comms":
        return ", ".join(comm.value for comm in contact.comms)[:SHOWN_VALUE]
    if name == "type_id":
        return contact.type.shown if contact.type else ""
    if name == "kind":
        return str(KIND_LABELS[contact.kind])
    return str(getattr(contact, name))[:SHOWN_VALUE]
