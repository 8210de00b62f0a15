"""The blueprint that all routes of contacts hang on, and how a route finds its contact."""

from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import WHOLE
from crm.kernel.access import found
from crm.web.api.resources import Resource
from crm.web.here import actor

api = Resource("contacts_api", "crm.contacts", tag="Contacts")


def held(contact_id: int) -> Contact:
    """The contact, visible and locked: of two changes at once the second merges into the first's."""
    visible = Contact.visible_to(actor()).options(*WHOLE).with_for_update(of=Contact)
    contact: Contact = found(visible, id=contact_id)
    return contact
