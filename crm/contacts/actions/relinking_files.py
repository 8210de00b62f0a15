"""Files and photos go along when contacts are merged, and back when that is undone (CON-16)."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.files.actions.photos import keep_photo
from crm.files.models import StoredFile
from crm.files.store import BytesMissing, store
from crm.journal.models import Act, Change
from crm.journal.relinking import Relinked
from crm.journal.restorers import Noted, Reason, Restorer
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.pictures import Picture

RELINKED: Final = Relinked(
    "stored_file.about",
    StoredFile,
    StoredFile.about_id,
    of="contact",
    where=StoredFile.about_kind == "contact",
    watched=(StoredFile.version,),
)
"""All of them; which photo the survivor wears is chosen with its other values."""


def put_files_back(changes: Sequence[Change], *, undo: Act, by: Actor) -> list[Noted]:
    """Hang each on whose it was.

    A photo that the survivor of a later merge still wears stays there; whoever wore it first gets a copy.
    """
    worn = _worn({change.record_id for change in changes})
    back = [change for change in changes if change.record_id not in worn]
    noted = [*RELINKED.restorer().restore(back, undo=undo, by=by)]
    for change in (change for change in changes if change.record_id in worn):
        was = dict(change.before or {})
        _give_copy(worn[change.record_id], to=was["about_id"], by=by)
        noted.append(Noted(RELINKED.kind, change.record_id, None, was, Reason.CHANGED))
    return noted


FILES: Final = Restorer((RELINKED.kind,), put_files_back, RELINKED.weight)


def _worn(ids: set[int]) -> dict[int, StoredFile]:
    """Those of these photos that the contact on which they hang wears now."""
    wears = (Contact.id == StoredFile.about_id) & (Contact.photo_id == StoredFile.id)
    photos = select(StoredFile).join(Contact, wears)
    photos = photos.where(StoredFile.id.in_(ids), StoredFile.use == "photo", Contact.deleted_at.is_(None))
    return {photo.id: photo for photo in db.session.scalars(photos)}


def _give_copy(photo: StoredFile, *, to: int, by: Actor) -> None:
    """Bytes that are missing are missing for both."""
    contact = db.session.get(Contact, to)
    if contact is None or contact.photo_id != photo.id or contact.deleted_at is not None:
        return
    with suppress(BytesMissing):
        content = b"".join(store().read(photo.key))
        picture = Picture(content, photo.media_type, photo.width or 0, photo.height or 0)
        contact.photo_id = keep_photo(picture, kind="contact", record_id=to, by=by).id
