"""Taking a deletion back from the toast."""

from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.journal.actions import undo
from crm.journal.models import Act, Change
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.timeline.actions.noting import RECORD
from crm.timeline.models import Entry


def take_back_deletion(entry_id: int, *, by: Actor) -> Contact:
    """Undo the last deletion of the entry; returns the contact that it is about.

    Raises:
        NotFound: it is not deleted, its contact is hidden, or somebody else deleted it.
        Gone: that was more than 30 days ago.
        Conflict: it has been taken back already.
    Records: EntryRestored.
    """
    entry = db.session.get(Entry, entry_id)
    if entry is None or entry.deleted_at is None:
        raise NotFound
    contact: Contact = found(Contact.visible_to(by), id=entry.about_id)
    of_entry = Change.record_kind == RECORD, Change.record_id == entry_id
    acts = select(Act).join(Change, Change.act_id == Act.id).where(*of_entry, Act.kind == "timeline.deleted")
    act = db.session.scalar(acts.order_by(Act.id.desc()).limit(1))
    if act is None:
        raise NotFound
    undo(act, by=by)
    return contact
