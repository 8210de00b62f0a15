"""Into the bin, and back by the toast's Undo."""

from flask import Response

from crm.contacts.access import DELETE_CONTACTS, restorable_by
from crm.contacts.actions.bin import delete_contact, restore_contact
from crm.contacts.pages.editing import after_saving
from crm.contacts.pages.plane import ONE, pages, the
from crm.journal.pages.plane import undo_url
from crm.kernel.i18n import _
from crm.web.answers import go, toast
from crm.web.here import actor


@pages.post(f"{ONE}/deletion", can=DELETE_CONTACTS)
def delete(contact_id: int) -> Response:
    """Put the contact into the bin."""
    contact = delete_contact(the(contact_id), by=actor())
    toast(_("Deleted: %(name)s", name=contact.shown_name), undo=undo_url())
    return go("contacts.index")


@pages.post(f"{ONE}/restoration", can=DELETE_CONTACTS)
def restore(contact_id: int) -> Response:
    """Bring the contact back."""
    contact = restore_contact(the(contact_id, among=restorable_by(actor())), by=actor())
    toast(_("Restored: %(name)s", name=contact.shown_name))
    return after_saving(contact)
