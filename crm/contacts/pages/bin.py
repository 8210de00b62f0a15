"""Into the bin; the toast's Undo brings it back, and so does the bin's page."""

from flask import Response

from crm.contacts.access import DELETE_CONTACTS
from crm.contacts.actions.bin import delete_contact
from crm.contacts.pages.plane import ONE, pages, the
from crm.contacts.presenters.cards import url
from crm.journal.pages.plane import needed, undo_url
from crm.kernel.deletion import Needed
from crm.kernel.i18n import _
from crm.web.answers import go, toast
from crm.web.here import actor


@pages.post(f"{ONE}/deletion", can=DELETE_CONTACTS)
def delete(contact_id: int) -> Response:
    """Put the contact into the bin."""
    contact = the(contact_id)
    try:
        contact = delete_contact(contact, by=actor())
    except Needed as refusal:
        return needed(refusal, title=contact.shown_name, back=url(contact.id))
    toast(_("Deleted: %(name)s", name=contact.shown_name), undo=undo_url())
    return go("contacts.index")
