"""Finding files and photos through the person."""

from typing import Any

from sqlalchemy import Select, select

from crm.files.models import StoredFile
from crm.kernel.access import Actor, found
from crm.kernel.anchors import anchors
from crm.kernel.errors import NotFound
from crm.team.queries import users


def photos() -> Select[Any]:
    """All photos, in use or not."""
    return select(StoredFile).where(StoredFile.use == "photo")


def photo_in_use(key: str, *, to: Actor) -> StoredFile:
    """The photo with this key, if somebody wears it whom the person may see.

    Everybody in a workspace may see what their colleagues look like.

    Raises:
        NotFound: there is none, nobody wears it any more, or its record is hidden.
    """
    photo: StoredFile = found(photos(), key=key)
    if photo.about_kind == "user":
        wearer = found(users(), id=photo.about_id)
    else:
        wearer = anchors.found(photo.about_kind, photo.about_id, to)
    if wearer.photo_id != photo.id:
        raise NotFound
    return photo


def own_photos(actor: Actor) -> Select[Any]:
    """One's own photos, earlier ones too."""
    return photos().where(StoredFile.about_kind == "user", StoredFile.about_id == actor.user_id)
