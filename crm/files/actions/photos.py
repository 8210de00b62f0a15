"""Photos: drawn anew, kept, put in use and retired (CON-6)."""

import hashlib
from typing import Final

from sqlalchemy import func, update

from crm.files.facts import UserPhotoChanged
from crm.files.models import StoredFile
from crm.files.store import store
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Forbidden, Invalid
from crm.kernel.facts import record
from crm.kernel.pictures import Picture, UnfitPicture, fitted
from crm.team.models import User

WIDTH: Final = 200
HEIGHT: Final = 300


def drawn(content: bytes) -> Picture:
    """What was uploaded as a photo: within 200 × 300 pixels, without a trace of camera or place.

    Raises:
        Invalid: it is no picture that can be taken; the sentence stands under ``photo``.
    """
    try:
        return fitted(content, width=WIDTH, height=HEIGHT)
    except UnfitPicture as error:
        raise Invalid({"photo": error.text}) from None


def keep_photo(picture: Picture, *, kind: str, record_id: int, by: Actor) -> StoredFile:
    """Keep a drawn picture as a photo of this record; whoever wears it puts its id into use."""
    photo = StoredFile(
        key=store().put(picture.content),
        use="photo",
        about_kind=kind,
        about_id=record_id,
        name="photo",
        media_type=picture.media_type,
        size=len(picture.content),
        sha256=hashlib.sha256(picture.content).digest(),
        width=picture.width,
        height=picture.height,
        made_by=by.user_id,
    )
    db.session.add(photo)
    db.session.flush()
    return photo


def retire(photo_id: int | None, *, by: Actor) -> None:
    """Have this photo swept in 30 days, unless it is in use again by then (Undo)."""
    gone = update(StoredFile).where(StoredFile.id == photo_id)
    db.session.execute(gone.values(deleted_at=func.now(), deleted_by=by.user_id))


def set_own_photo(user: User, picture: Picture, *, by: Actor) -> None:
    """Make this picture the user's own photo; the one before is kept for Undo.

    Raises:
        Forbidden: it is somebody else's.
    Records: UserPhotoChanged.
    """
    _must_be_own(user, by)
    _put_in_use(user, keep_photo(picture, kind="user", record_id=user.id, by=by).id, by=by)


def remove_own_photo(user: User, *, by: Actor) -> None:
    """Do without a photo; it is kept for Undo.

    Raises:
        Forbidden: it is somebody else's.
    Records: UserPhotoChanged, if there was one.
    """
    _must_be_own(user, by)
    _put_in_use(user, None, by=by)


def restore_own_photo(user: User, photo: StoredFile, *, by: Actor) -> None:
    """Put one of the user's earlier photos in use again.

    Raises:
        Forbidden: it is somebody else's.
    Records: UserPhotoChanged, if it is not in use already.
    """
    if (photo.about_kind, photo.about_id, photo.use) != ("user", user.id, "photo"):
        raise Forbidden
    _must_be_own(user, by)
    _put_in_use(user, photo.id, by=by)


def _must_be_own(user: User, by: Actor) -> None:
    if user.id != by.user_id:
        raise Forbidden


def _put_in_use(user: User, photo_id: int | None, *, by: Actor) -> None:
    before, user.photo_id = user.photo_id, photo_id
    if photo_id == before:
        return
    retire(before, by=by)
    record(UserPhotoChanged(user_id=user.id, photo_id=photo_id), by=by)
