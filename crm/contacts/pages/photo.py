"""A contact's photo: set and removed on its profile, and a field of its form."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from crm.contacts.access import EDIT_CONTACTS
from crm.contacts.actions.photos import NOT_WRITABLE, remove_photo, set_photo
from crm.contacts.models.contact import Contact
from crm.contacts.pages.plane import ONE, pages, the
from crm.files.posted import PhotoWish, chosen_photo, kept_photo
from crm.journal.pages.plane import undo_url
from crm.kernel.errors import Invalid
from crm.kernel.i18n import _
from crm.web.answers import go, page, toast
from crm.web.here import actor


@pages.get(f"{ONE}/photo", can=EDIT_CONTACTS)
def photo(contact_id: int) -> Response:
    """The page that does what the profile's dialog does."""
    contact = the(contact_id)
    actor().must(EDIT_CONTACTS, contact, why=NOT_WRITABLE)
    return page("contacts/photo.html", contact=contact, errors={})


@pages.post(f"{ONE}/photo", can=EDIT_CONTACTS)
def save_photo(contact_id: int) -> Response:
    """Take another photo."""
    contact = the(contact_id)
    try:
        set_photo(contact, chosen_photo(), by=actor())
    except Invalid as error:
        return page("contacts/photo.html", status=422, contact=contact, errors=error.fields)
    toast(_("The photo is saved."), undo=undo_url())
    return go("contacts.show", contact_id=contact.id)


@pages.post(f"{ONE}/photo/removal", can=EDIT_CONTACTS)
def drop_photo(contact_id: int) -> Response:
    """Do without a photo."""
    contact = the(contact_id)
    remove_photo(contact, by=actor())
    toast(_("The photo is removed."), undo=undo_url())
    return go("contacts.show", contact_id=contact.id)


def carry_out(wish: PhotoWish, contact: Contact) -> Contact:
    """Do with the photo what the form wanted that has just been saved."""
    if wish.picture is not None:
        return set_photo(contact, wish.picture, by=actor(), is_allowed=True)
    return remove_photo(contact, by=actor(), is_allowed=True) if wish.removes else contact


def field(contact: Contact | None, errors: Mapping[str, Any]) -> dict[str, Any]:
    """The photo as a field of the form: what is shown now, and what was chosen before the form came back."""
    return {
        "src": contact.photo_url if contact else "",
        "initials": contact.initials if contact else "",
        "id": contact.id if contact else 0,
        "kept": kept_photo(),
        "error": errors.get("photo", ""),
    }
