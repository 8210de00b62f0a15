"""Custom fields as contacts have them: what is given, who holds a unique value, what is found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from crm.contacts.forms.contact import ContactShape
from crm.contacts.models.contact import Contact
from crm.contacts.models.drafts import Draft
from crm.fields.actions.claims import claim
from crm.fields.models import CustomField
from crm.fields.queries import fields_of, searched_keys
from crm.fields.values import Faults, checked
from crm.kernel.access import Actor
from crm.kernel.errors import Invalid

RECORD: Final = "contact"
LONGEST_SEARCHED: Final = 200


@dataclass(frozen=True, slots=True)
class Given:
    """The custom values that a contact shall have, or why it can't; ``fields`` are all that contacts have."""

    fields: Sequence[CustomField]
    values: Mapping[str, Any]
    faults: Faults = field(default_factory=dict)


def given(shape: ContactShape, contact: Contact | None, *, by: Actor) -> Given:
    """What is given, on top of what the contact has; ``contact`` None for a new one."""
    fields = fields_of(RECORD)
    present = contact.custom if contact is not None else None
    if not fields and not shape.custom:
        return Given(fields, present or {})
    try:
        return Given(fields, checked(fields, shape.custom, present, kind=shape.kind, by=by))
    except Invalid as error:
        return Given(fields, present or {}, error.fields)


def put(contact: Contact, custom: Given) -> list[str]:
    """Put the values into the contact; returns the keys of those that differ."""
    before = contact.custom or {}
    keys = sorted({*before, *custom.values}, key=int)
    changed = [key for key in keys if before.get(key) != custom.values.get(key)]
    if changed:
        contact.custom = dict(custom.values)
    return changed


def hold_unique(contact: Contact, custom: Given, *, by: Actor) -> None:
    """Hold the contact's unique values against all others outside the bin.

    Raises:
        Invalid: another contact holds one of them.
    """
    claim(contact.id, custom.fields, custom.values, by=by)


def searched(contact: Contact | Draft, keys: Sequence[str] | None = None) -> Iterator[str]:
    """The values that the contact is found by; ``keys`` None asks which, if it has any values."""
    if contact.custom:
        for key in searched_keys(RECORD) if keys is None else keys:
            if isinstance(value := contact.custom.get(key), str):
                yield value[:LONGEST_SEARCHED]
