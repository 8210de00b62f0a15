"""What others changed while somebody was typing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from crm.contacts.facts import ContactEdited
from crm.contacts.forms.contact import PLAIN_FIELDS, values_of
from crm.contacts.models.contact import Contact
from crm.contacts.presenters.cards import KIND_LABELS, Moment, moment
from crm.contacts.queries.records import facts_since
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
SHOWN_VALUE: Final = 200


@dataclass(frozen=True, slots=True)
class Changes:
    """What others changed while a form was open: who was the last, when, and how the fields stand now."""

    by: str
    at: Moment
    fields: list[tuple[str, str]]


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


def _shown(contact: Contact, name: str) -> str:
    if name == "comms":
        return ", ".join(comm.value for comm in contact.comms)[:SHOWN_VALUE]
    if name == "type_id":
        return contact.type.shown if contact.type else ""
    if name == "kind":
        return str(KIND_LABELS[contact.kind])
    return str(getattr(contact, name))[:SHOWN_VALUE]
