"""The workspace's list of contact types (CON-2)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select

from crm.contacts.access import MANAGE_TYPES
from crm.contacts.actions import retyping
from crm.contacts.facts import (
    ContactTypeAdded,
    ContactTypeDeleted,
    ContactTypeEdited,
    ContactTypesReordered,
)
from crm.contacts.forms.types import TypeShape
from crm.contacts.models.lists import ContactType
from crm.contacts.queries.records import types
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.lists import moved, unique_name
from crm.kernel.runs import Run

MOST_TYPES: Final = 100
TAKEN: Final = lazy("There is a type of this name already.")


def add_type(shape: TypeShape, *, reserved: int | None = None, by: Actor) -> ContactType:
    """Add a type at the end of the list, with an id that was ``reserved`` for it.

    Raises:
        Invalid: the name is taken.
        Conflict: the list is full.
    Records: ContactTypeAdded.
    """
    by.must(MANAGE_TYPES)
    present = types()
    if len(present) >= MOST_TYPES:
        raise Conflict(lazy("There can be at most %(most)s types.", most=MOST_TYPES))
    added = ContactType(id=reserved, **shape.values(), position=len(present))
    with unique_name(TAKEN):
        db.session.add(added)
    record(ContactTypeAdded(contact_type_id=added.id), by=by)
    return added


def edit_type(contact_type: ContactType, shape: TypeShape, *, by: Actor) -> ContactType:
    """Rename or colour a type anew.

    Raises:
        Invalid: the name is taken.
    Records: ContactTypeEdited, if anything differs.
    """
    by.must(MANAGE_TYPES)
    typed = shape.values()
    fields = [name for name, value in typed.items() if getattr(contact_type, name) != value]
    if not fields:
        return contact_type
    with unique_name(TAKEN):
        for name in fields:
            setattr(contact_type, name, typed[name])
    record(ContactTypeEdited(contact_type_id=contact_type.id, fields=fields), by=by)
    return contact_type


def move_type(contact_type: ContactType, *, to: int, by: Actor) -> None:
    """Put a type at this place of the list, counted from 0; places beyond the ends mean the ends.

    Records: ContactTypesReordered, if the order differs.
    """
    by.must(MANAGE_TYPES)
    order = moved(contact_type, types(), to=to)
    if order is not None:
        record(ContactTypesReordered(type_ids=[other.id for other in order]), by=by)


def delete_type(
    contact_type: ContactType, *, replacement: ContactType | None, by: Actor
) -> tuple[int, Run | None]:
    """Delete a type; its contacts, those in the bin too, get the replacement, or none: at once, or by the
    returned run. Returns how many they are, too.

    Raises:
        Invalid: the replacement is the type itself.
        Conflict: one of the two is being deleted.
        NotFound: one went meanwhile.
    Records: ContactTypeDeleted, and a part for each transaction.
    """
    by.must(MANAGE_TYPES)
    if replacement is not None and replacement.id == contact_type.id:
        raise Invalid({"replacement_id": lazy("Choose another type.")})
    new_id = replacement.id if replacement else None
    retyping.must_rest(contact_type.id, new_id)
    contacts = retyping.holders(contact_type.id)
    fact = ContactTypeDeleted(contact_type_id=contact_type.id, replacement_id=new_id, contacts=contacts)
    record(fact, by=by)
    return contacts, retyping.start(contact_type.id, new_id, by=by)


def furnish_types(first: Sequence[tuple[str, int]]) -> None:
    """Give a new workspace its first types, each a name in its language and a hue (TEN-3)."""
    if db.session.scalar(select(func.count()).select_from(ContactType)):
        return
    db.session.add_all(
        ContactType(name=name, labels={}, hue=hue, position=position)
        for position, (name, hue) in enumerate(first)
    )
    db.session.flush()
