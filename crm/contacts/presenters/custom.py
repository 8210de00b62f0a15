"""Custom fields of contacts: as the API tells them, as facts of a profile."""

from collections.abc import Sequence
from typing import Any

from crm.contacts.models.contact import Contact
from crm.fields.presenters import telling
from crm.fields.presenters.telling import Told
from crm.fields.queries import fields_of, sections_of
from crm.fields.values import applies_to
from crm.kernel.access import Actor

RECORD = "contact"


def as_json(contacts: Sequence[Contact], *, to: Actor) -> dict[int, dict[str, Any]]:
    """The custom values of each contact, by its id; at most two statements."""
    if not any(contact.custom for contact in contacts):
        return {contact.id: {} for contact in contacts}
    fields = fields_of(RECORD)
    names = telling.names_in(fields, [contact.custom for contact in contacts], to=to)
    return {contact.id: telling.as_json(fields, contact.custom, names) for contact in contacts}


def facts(contact: Contact, *, to: Actor) -> list[tuple[str, list[tuple[str, Told]]]]:
    """The fields that this kind of contact has, empty ones too: (heading of the section, (key, value) pairs).

    At most four statements.
    """
    fields = [field for field in fields_of(RECORD) if applies_to(field, contact.kind)]
    if not fields:
        return []
    names = telling.names_in(fields, [contact.custom], to=to)
    titles = {section.id: section.shown for section in sections_of(RECORD)}
    blocks: dict[str, list[tuple[str, Told]]] = {}
    for field in fields:
        value = contact.custom.get(field.key)
        told = telling.one_told(field, value, names) if value is not None else Told(field.shown, "")
        blocks.setdefault(titles.get(field.section_id or 0, ""), []).append((field.key, told))
    return list(blocks.items())
