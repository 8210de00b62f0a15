"""Values of custom fields that come back: whether their fields still take them, and who holds them now."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from crm.contacts.actions.custom import RECORD
from crm.contacts.models.contact import Contact
from crm.fields.actions.claims import claim, taken
from crm.fields.models import CustomField
from crm.fields.queries import fields_of
from crm.fields.values import checked, path
from crm.journal.restorers import Noted, Reason
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid

PREFIX: Final = "custom."


def unfit(contact: Contact, wanted: Mapping[str, Any], *, by: Actor) -> dict[str, Reason]:
    """Which of the wanted columns can't be written, and why; asks nothing where none of them is custom.

    A value of a field in the bin goes back unjudged: the field may come back too.
    """
    coming = {name.removeprefix(PREFIX): value for name, value in wanted.items() if name.startswith(PREFIX)}
    filled = {key: value for key, value in coming.items() if value is not None}
    if not filled:
        return {}
    fields = fields_of(RECORD)
    standing = {field.key for field in fields}
    lost = set(filled) - standing - _in_bin(set(filled) - standing)
    refused = {path(key): Reason.UNFIT for key in lost}
    judged = {key: value for key, value in filled.items() if key in standing}
    kind = wanted.get("kind", contact.kind)
    refused |= dict.fromkeys(_refused(fields, judged, contact, kind=kind, by=by), Reason.UNFIT)
    left = {key: value for key, value in filled.items() if path(key) not in refused}
    held = taken(contact.id, fields, left, by=by) if fields else {}
    return refused | dict.fromkeys(held, Reason.TAKEN)


def hold(contact: Contact, *, by: Actor) -> None:
    """Hold the unique values that the contact has now."""
    claim(contact.id, fields_of(RECORD), contact.custom, by=by)


def hold_what_is_free(contact: Contact, *, by: Actor) -> list[Noted]:
    """Hold the unique values of a contact that leaves the bin; returns those left out: others have them."""
    fields = fields_of(RECORD)
    held = taken(contact.id, fields, contact.custom, by=by) if fields else {}
    keys = [name.removeprefix(PREFIX) for name in held]
    left_out = [
        Noted(RECORD, contact.id, {path(key): None}, {path(key): contact.custom[key]}, Reason.TAKEN)
        for key in keys
    ]
    if keys:
        contact.custom = {key: value for key, value in contact.custom.items() if key not in keys}
    claim(contact.id, fields, contact.custom, by=by)
    return left_out


def _refused(
    fields: Sequence[CustomField], values: dict[str, Any], contact: Contact, *, kind: str, by: Actor
) -> set[str]:
    """The values that their fields don't take, or would take for something else: their type was changed."""
    try:
        read = checked(fields, values, contact.custom, kind=kind, by=by)
    except Invalid as error:
        left = {key: value for key, value in values.items() if path(key) not in error.fields}
        others = _refused(fields, left, contact, kind=kind, by=by) if len(left) < len(values) else set()
        return others | error.fields.keys()
    return {path(key) for key, value in values.items() if read.get(key) != value}


def _in_bin(keys: set[str]) -> set[str]:
    ids = {int(key) for key in keys if key.isdecimal()}
    if not ids:
        return set()
    deleted = select(CustomField.id).where(CustomField.id.in_(ids))
    return {str(field_id) for field_id in db.session.scalars(deleted)}
