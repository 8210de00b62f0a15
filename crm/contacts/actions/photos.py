"""A contact's photo (CON-6)."""

from crm.contacts.access import EDIT_CONTACTS
from crm.contacts.actions import writing
from crm.contacts.actions.noting import noting
from crm.contacts.facts import ContactPhotoChanged
from crm.contacts.models.contact import Contact
from crm.files.actions.photos import keep_photo, retire
from crm.kernel.access import Actor
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.pictures import Picture

NOT_WRITABLE = lazy("You can see this contact but not change it.")


def set_photo(
    contact: Contact, picture: Picture, *, version: int | None = None, by: Actor, is_allowed: bool = False
) -> Contact:
    """Make this picture the contact's photo; the one before is kept for Undo. It comes back whole.

    ``is_allowed``: the same form has just been saved by them, may be so that it is hidden from them now.

    Raises:
        Forbidden: the actor may not change the contact.
        Stale: it was changed since ``version``.
    Records: ContactPhotoChanged.
    """
    if not is_allowed:
        by.must(EDIT_CONTACTS, contact, why=NOT_WRITABLE)
    photo = keep_photo(picture, kind="contact", record_id=contact.id, by=by)
    contact = writing.hold(contact, version=version)
    return _put_in_use(contact, photo.id, by=by)


def remove_photo(
    contact: Contact, *, version: int | None = None, by: Actor, is_allowed: bool = False
) -> Contact:
    """Do without a photo; it is kept for Undo. Nothing happens if there is none. ``is_allowed``: as above.

    Raises:
        Forbidden: the actor may not change the contact.
        Stale: it was changed since ``version``.
    Records: ContactPhotoChanged, if there was one.
    """
    if not is_allowed:
        by.must(EDIT_CONTACTS, contact, why=NOT_WRITABLE)
    contact = writing.hold(contact, version=version)
    return _put_in_use(contact, None, by=by) if contact.photo_id else contact


def _put_in_use(contact: Contact, photo_id: int | None, *, by: Actor) -> Contact:
    with noting(contact, "contacts.photo", by=by) as note:
        before, contact.photo_id = contact.photo_id, photo_id
        retire(before, by=by)
        writing.touch(contact)
        told = {"contact_id": contact.id, "version": contact.version, "act_id": note.act_id}
        record(ContactPhotoChanged(**told, photo_id=photo_id), by=by)
    return writing.hold(contact)
