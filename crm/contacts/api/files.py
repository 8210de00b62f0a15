"""A contact's files and its photo in the JSON API (CON-6)."""

from typing import Final

from flask import Response, url_for

from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.actions import photos
from crm.contacts.api.plane import api, held, the
from crm.contacts.api.shapes import ContactOut, shown
from crm.files import queries
from crm.files.api.shapes import (
    DRAWN,
    FileIn,
    FileListing,
    FileOut,
    PhotoIn,
    added,
    listed,
    photo_served,
    picture_of,
)
from crm.kernel.access import found
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Paged
from crm.web.here import actor

FILES: Final = "/contacts/<int:contact_id>/files"
PHOTO: Final = "/contacts/<int:contact_id>/photo"


class FileQuery(Paged):
    """Which page of the files is wanted."""


@api.get(FILES, can=VIEW_CONTACTS, asks=FileQuery, gives=FileListing)
def list_contact_files(contact_id: int, asked: FileQuery) -> FileListing:
    """List the files of a contact, the newest first."""
    return listed("contact", the(contact_id).id, asked)


@api.post(FILES, can=EDIT_CONTACTS, takes=FileIn, gives=FileOut)
def add_contact_file(contact_id: int, form: FileIn) -> Answer:
    """Add a file to a contact.

    As a form (`multipart/form-data`) with one `file`. With an Idempotency-Key the fields of the form and the
    content of the file tell bodies apart, not its boundary.
    """
    file = added(form, kind="contact", record_id=the(contact_id).id)
    return created(file, at=url_for("files_api.get_file", file_id=file.id))


@api.get(PHOTO, can=VIEW_CONTACTS, gives=DRAWN)
def get_contact_photo(contact_id: int) -> Response:
    """Read a contact's photo.

    404 if it has none.
    """
    return photo_served(found(queries.photos(), id=the(contact_id).photo_id))


@api.put(PHOTO, can=EDIT_CONTACTS, takes=PhotoIn, gives=ContactOut)
def put_contact_photo(contact_id: int, form: PhotoIn, if_match: str | None) -> ContactOut:
    """Make a picture the photo of a contact.

    As a form with one `photo`, or as the body itself. It is drawn anew within 200 × 300 pixels.
    """
    contact = held(contact_id)
    preconditions.expect(contact.version, if_match)
    return shown(photos.set_photo(contact, picture_of(form), by=actor()))


@api.delete(PHOTO, can=EDIT_CONTACTS)
def remove_contact_photo(contact_id: int, if_match: str | None) -> None:
    """Take the photo off a contact; it can be undone for 30 days."""
    contact = held(contact_id)
    preconditions.expect(contact.version, if_match)
    photos.remove_photo(contact, by=actor())
