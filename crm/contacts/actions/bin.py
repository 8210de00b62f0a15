"""Into the bin and back (CON-18)."""

from sqlalchemy import func

from crm.contacts.access import DELETE_CONTACTS, derive_access, restorable_by
from crm.contacts.actions import custom, writing
from crm.contacts.actions.noting import noting
from crm.contacts.facts import ContactDeleted, ContactRestored
from crm.contacts.models.contact import Contact
from crm.fields.actions.claims import claim, release
from crm.fields.queries import fields_of
from crm.kernel.access import Actor, found
from crm.kernel.errors import Conflict
from crm.kernel.facts import record
from crm.kernel.i18n import lazy


def delete_contact(contact: Contact, *, version: int | None = None, by: Actor) -> Contact:
    """Put the contact into the bin with everything attached; from then on nobody reaches it.

    Raises:
        Forbidden: the actor is not in charge of the contact.
        Stale: it was changed since ``version``.
    Records: ContactDeleted.
    """
    by.must(DELETE_CONTACTS, contact, why=lazy("Only the contact's managers can delete it."))
    contact = writing.hold(contact, version=version)
    with noting(contact, "contacts.deleted", by=by) as note:
        contact.deleted_at, contact.deleted_by = func.now(), by.user_id
        contact.version += 1
        release([contact.id], record=custom.RECORD)
        derive_access([contact.id])
        fact = ContactDeleted(contact_id=contact.id, version=contact.version, act_id=note.act_id)
        record(fact, by=by)
    return contact


def restore_contact(contact: Contact, *, by: Actor) -> Contact:
    """Bring the contact back from the bin as it was; nothing happens to one that is back already.

    Raises:
        NotFound: the actor neither deleted it nor may delete every contact.
        Invalid: another contact has one of its unique values by now.
        Conflict: it did not go there by itself, but by a merge.
    Records: ContactRestored.
    """
    if contact.deleted_at is None:
        return contact
    contact = found(restorable_by(by).with_for_update(), id=contact.id)
    if contact.merged_into is not None:
        raise Conflict(lazy("This contact was merged into another one. Undo the merge to bring it back."))
    with noting(contact, "contacts.restored", by=by) as note:
        contact.deleted_at = contact.deleted_by = None
        claim(contact.id, fields_of(custom.RECORD), contact.custom, by=by)
        writing.touch(contact)
        fact = ContactRestored(contact_id=contact.id, version=contact.version, act_id=note.act_id)
        record(fact, by=by)
    return contact
