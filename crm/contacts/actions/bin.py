"""Into the bin and back (CON-18)."""

from collections.abc import Collection

from sqlalchemy import func, select

from crm.contacts.access import DELETE_CONTACTS, derive_access, restorable_by
from crm.contacts.actions import custom, people, writing
from crm.contacts.actions.noting import noting
from crm.contacts.facts import ContactDeleted, ContactRestored
from crm.contacts.models.contact import Contact, ContactManager
from crm.contacts.models.kinds import CONTACT, MANAGERS
from crm.contacts.queries.binned import binned_for, questions
from crm.fields.actions.claims import claim, release
from crm.fields.queries import fields_of
from crm.journal.bins import Unsettled
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.deletion import guards
from crm.kernel.errors import Conflict
from crm.kernel.facts import record
from crm.kernel.i18n import lazy


def delete_contact(contact: Contact, *, version: int | None = None, by: Actor) -> Contact:
    """Put the contact into the bin with everything attached; from then on nobody reaches it.

    Raises:
        Forbidden: the actor is not in charge of the contact.
        Stale: it was changed since ``version``.
        Needed: other records need it.
    Records: ContactDeleted.
    """
    by.must(DELETE_CONTACTS, contact, why=lazy("Only the contact's managers can delete it."))
    contact = writing.hold(contact, version=version)
    guards.must_be_free(CONTACT, contact.id, by=by)
    with noting(contact, "contacts.deleted", by=by) as note:
        contact.deleted_at, contact.deleted_by = func.now(), by.user_id
        contact.version += 1
        release([contact.id], record=custom.RECORD)
        derive_access([contact.id])
        fact = ContactDeleted(contact_id=contact.id, version=contact.version, act_id=note.act_id)
        record(fact, by=by)
    return contact


def restore_contact(contact: Contact, *, leave_out: Collection[str] = (), by: Actor) -> Contact:
    """Bring the contact back from the bin as it was; nothing happens to one that is back already.

    What can't come back is asked first: ``leave_out`` names the ``questions`` that are answered by leaving
    that value out.

    Raises:
        NotFound: the actor neither deleted it nor may delete every contact.
        Unsettled: something can't come back, and is not among ``leave_out``.
        Conflict: it did not go there by itself, but by a merge.
    Records: ContactRestored.
    """
    if contact.deleted_at is None:
        return contact
    mine = restorable_by(by).with_for_update().execution_options(populate_existing=True)
    contact = found(mine, id=contact.id)
    if contact.merged_into is not None:
        raise Conflict(lazy("This contact was merged into another one. Undo the merge to bring it back."))
    asked = questions(contact, to=by)
    if open_questions := {name: asked[name] for name in asked if name not in leave_out}:
        raise Unsettled(open_questions)
    with noting(contact, "contacts.restored", by=by) as note:
        contact.deleted_at = contact.deleted_by = None
        _leave_out(contact, asked)
        claim(contact.id, fields_of(custom.RECORD), contact.custom, by=by)
        writing.touch(contact)
        fact = ContactRestored(contact_id=contact.id, version=contact.version, act_id=note.act_id)
        record(fact, by=by)
    return contact


def restore_binned(contact_id: int, leave_out: Collection[str], by: Actor) -> None:
    """Bring back the contact of this id, as the bin asks for it.

    Raises: as ``restore_contact``.
    """
    restore_contact(found(binned_for(by), id=contact_id), leave_out=leave_out, by=by)


def _leave_out(contact: Contact, names: Collection[str]) -> None:
    """Without the values that others have by now, and without managers who can't be any more."""
    keys = {name.removeprefix("custom.") for name in names}
    if keys & set(contact.custom):
        contact.custom = {key: value for key, value in contact.custom.items() if key not in keys}
    if MANAGERS in names:
        rows = select(ContactManager).where(ContactManager.contact_id == contact.id)
        present = db.session.scalars(rows.order_by(ContactManager.user_id)).all()
        able = people.able_among([manager.user_id for manager in present])
        lead = next((manager.user_id for manager in present if manager.lead), None)
        staying = [manager.user_id for manager in present if manager.user_id in able]
        people.write_managers(contact, staying, lead_id=lead)
