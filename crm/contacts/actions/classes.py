"""The workspace's classes of contacts, and who reaches their contacts (ACC-4)."""

from collections.abc import Mapping
from typing import Final

from crm.contacts.access import MANAGE_CLASSES
from crm.contacts.actions import granting, reclassing
from crm.contacts.facts_of_access import (
    ClassAdded,
    ClassDeleted,
    ClassEdited,
    ClassesReordered,
    ClassGrantsChanged,
)
from crm.contacts.forms.classes import ClassShape
from crm.contacts.models.classes import ContactClass
from crm.contacts.queries.classes import classes, grants_of_class
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.lists import moved, unique_name
from crm.kernel.runs import Run

MOST_CLASSES: Final = 100
TAKEN: Final = lazy("There is a class of this name already.")
UNKNOWN: Final = lazy("There is no such class.")


def add_class(shape: ClassShape, *, by: Actor) -> ContactClass:
    """Add a class at the end of the list; nobody is granted it yet.

    Raises:
        Invalid: the name is taken.
        Conflict: the list is full.
    Records: ClassAdded.
    """
    by.must(MANAGE_CLASSES)
    present = classes()
    if len(present) >= MOST_CLASSES:
        raise Conflict(lazy("There can be at most %(most)s classes.", most=MOST_CLASSES))
    added = ContactClass(**shape.values(), position=len(present))
    with unique_name(TAKEN):
        db.session.add(added)
    record(ClassAdded(contact_class_id=added.id), by=by)
    return added


def edit_class(contact_class: ContactClass, shape: ClassShape, *, by: Actor) -> ContactClass:
    """Rename or colour a class anew; nothing happens if nothing differs.

    Raises:
        Invalid: the name is taken.
    Records: ClassEdited.
    """
    by.must(MANAGE_CLASSES)
    typed = shape.values()
    fields = [name for name, value in typed.items() if getattr(contact_class, name) != value]
    if not fields:
        return contact_class
    with unique_name(TAKEN):
        for name in fields:
            setattr(contact_class, name, typed[name])
    contact_class.version += 1
    record(ClassEdited(contact_class_id=contact_class.id, fields=fields), by=by)
    return contact_class


def grant_class(
    contact_class: ContactClass, levels: Mapping[str, int], *, version: int | None = None, by: Actor
) -> None:
    """Let exactly these users and groups (``u7``, ``g3``) reach the contacts of the class, at these levels.

    No row of the access list changes: who stands behind a class comes with the person (ACC-4).

    Raises:
        Invalid: one who is new can't be granted anything.
        Stale: the class was changed since ``version``.
    Records: ClassGrantsChanged, if they differ.
    """
    by.must(MANAGE_CLASSES)
    db.session.refresh(contact_class, with_for_update=True)
    if version is not None and version != contact_class.version:
        raise Stale
    before, after = grants_of_class(contact_class.id), dict(levels)
    if before == after:
        return
    if not granting.can_be_granted(after.keys() - before.keys()):
        raise Invalid({"grants": granting.STRANGE})
    granting.write_class_grants(contact_class, after)
    contact_class.version += 1
    record(ClassGrantsChanged(contact_class_id=contact_class.id, before=before, after=after), by=by)


def move_class(contact_class: ContactClass, *, to: int, by: Actor) -> None:
    """Put a class at this place of the list, counted from 0; places beyond the ends mean the ends.

    Records: ClassesReordered, if the order differs.
    """
    by.must(MANAGE_CLASSES)
    order = moved(contact_class, classes(), to=to)
    if order is not None:
        record(ClassesReordered(class_ids=[other.id for other in order]), by=by)


def delete_class(contact_class: ContactClass, *, replacement: ContactClass | None, by: Actor) -> Run | None:
    """Delete a class; its contacts, those in the bin too, get the replacement, or none: at once, or by the
    returned run.

    Raises:
        Invalid: the replacement is the class itself.
        Conflict: one of the two is being deleted.
        NotFound: one went meanwhile.
    Records: ClassDeleted, and a part for each transaction.
    """
    by.must(MANAGE_CLASSES)
    if replacement is not None and replacement.id == contact_class.id:
        raise Invalid({"replacement_id": lazy("Choose another class.")})
    new_id = replacement.id if replacement else None
    reclassing.must_rest(contact_class.id, new_id)
    record(ClassDeleted(contact_class_id=contact_class.id, replacement_id=new_id), by=by)
    return reclassing.start(contact_class.id, new_id, by=by)
