"""The blueprint that all routes of contacts hang on, and how a route finds its contact."""

from flask import abort, redirect, url_for

from crm.contacts.models.contact import Contact
from crm.contacts.queries.merging import survivor_of
from crm.contacts.queries.records import WHOLE
from crm.kernel.access import found
from crm.kernel.errors import NotFound
from crm.web.api.resources import Resource
from crm.web.here import actor

api = Resource("contacts_api", "crm.contacts", tag="Contacts")
bulk = Resource("bulk_api", "crm.contacts", tag="Selection and bulk")
duplicates = Resource("duplicates_api", "crm.contacts", tag="Duplicates and merging")
lists = Resource("lists_api", "crm.contacts", tag="Types and classes")
tags = Resource("tags_api", "crm.contacts", tag="Tags")


def seen(contact_id: int) -> Contact:
    """The contact, visible and whole; where it was merged, the reader is sent to the survivor.

    Only for reading: what was meant for one contact is never done to another.
    """
    try:
        contact: Contact = found(Contact.visible_to(actor()).options(*WHOLE), id=contact_id)
    except NotFound:
        survivor_id = survivor_of(contact_id, to=actor())
        if survivor_id is None:
            raise
        abort(redirect(url_for("contacts_api.get_contact", contact_id=survivor_id), code=308))
    return contact


def the(contact_id: int) -> Contact:
    """The contact, visible: for what hangs on it."""
    contact: Contact = found(Contact.visible_to(actor()), id=contact_id)
    return contact


def held(contact_id: int) -> Contact:
    """The contact, visible and locked: of two changes at once the second merges into the first's."""
    visible = Contact.visible_to(actor()).options(*WHOLE).with_for_update(of=Contact)
    contact: Contact = found(visible, id=contact_id)
    return contact
