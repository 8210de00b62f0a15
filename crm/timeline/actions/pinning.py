"""Pinning an entry to the top of the history, for everybody."""

from sqlalchemy import func, select

from crm.contacts.models.contact import Contact
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.timeline import access
from crm.timeline.facts import EntryPinned, EntryUnpinned
from crm.timeline.models import Entry
from crm.timeline.queries.entries import MOST_PINNED, about

ENOUGH = lazy("There can be at most %(most)s pinned entries. Unpin another first.", most=MOST_PINNED)


def pin(entry: Entry, contact: Contact, *, by: Actor) -> None:
    """Pin the entry; nothing happens if it is.

    Raises:
        Forbidden: the actor may not write about the contact.
        Conflict: ten are pinned.
    Records: EntryPinned.
    """
    access.must_write(contact, by=by)
    if entry.pinned_at is not None:
        return
    # the contact's row is locked, so that two who pin at once count one after the other
    db.session.execute(select(Contact.id).where(Contact.id == contact.id).with_for_update())
    others = select(func.count()).where(*about(contact.id), Entry.pinned_at.is_not(None))
    if (db.session.scalar(others) or 0) >= MOST_PINNED:
        raise Conflict(ENOUGH)
    entry.pinned_at, entry.pinned_by = func.now(), by.user_id
    record(EntryPinned(contact_id=contact.id, entry_id=entry.id, kind=entry.kind), by=by)


def unpin(entry: Entry, contact: Contact, *, by: Actor) -> None:
    """Unpin the entry; nothing happens if it isn't pinned.

    Raises:
        Forbidden: the actor may not write about the contact.
    Records: EntryUnpinned.
    """
    access.must_write(contact, by=by)
    if entry.pinned_at is None:
        return
    entry.pinned_at = entry.pinned_by = None
    record(EntryUnpinned(contact_id=contact.id, entry_id=entry.id, kind=entry.kind), by=by)
