"""A contact goes for ever because the person asked for it (CON-22): out of sight first, deleted last."""

from sqlalchemy import delete, func, select

from crm.contacts.access import derive_access
from crm.contacts.actions.purging import with_merged
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.fields.actions.claims import release
from crm.kernel.db import db
from crm.kernel.deletion import guards
from crm.kernel.subjects import Subject


def parts(contact_id: int) -> list[int]:
    """The ids of those that were merged into it."""
    return with_merged([contact_id])[1:]


def withdraw(contact_id: int) -> None:
    """Take it into the bin as no act that could be undone; nobody reaches it from now on."""
    contact = db.session.scalars(select(Contact).where(Contact.id == contact_id).with_for_update()).one()
    if contact.deleted_at is None:
        contact.deleted_at = func.now()
    contact.version += 1
    release([contact_id], record=CONTACT)
    derive_access([contact_id])
    db.session.flush()


def erase(subject: Subject) -> int:
    """Delete the rows, with what packages purge along and what the database deletes along: ways to be
    reached, managers, links, consents, pairs of lookalikes. Returns how many contacts went.
    """
    guards.purge(CONTACT, subject.ids)
    release(subject.ids, record=CONTACT)
    db.session.execute(delete(ContactAcl).where(ContactAcl.contact_id.in_(subject.ids)))
    gone = db.session.execute(delete(Contact).where(Contact.id.in_(subject.ids)))
    return int(gone.rowcount)  # type: ignore[attr-defined] # a cursor counts
