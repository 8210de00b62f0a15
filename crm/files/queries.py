"""Finding files and photos through the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select, true

from crm.files.models import StoredFile
from crm.kernel.access import Actor, found
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.team.queries import users

PAGE: Final = 50


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


# ── files ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class FilesPage:
    """Some files of a record, the newest first, and the id before which the next page starts, if any."""

    files: Sequence[StoredFile]
    next_id: int | None


def files_of(kind: str, record_id: int) -> Select[Any]:
    """The files that hang on a record, deleted ones left out. Ask its anchor first."""
    return select(StoredFile).where(
        StoredFile.about_kind == kind,
        StoredFile.about_id == record_id,
        StoredFile.use == "file",
        StoredFile.deleted_at.is_(None),
    )


def page_of(kind: str, record_id: int, *, before: int | None = None, limit: int = PAGE) -> FilesPage:
    """A page of a record's files, older than the one with the id ``before``."""
    chosen = files_of(kind, record_id).order_by(StoredFile.id.desc()).limit(limit + 1)
    if before is not None:
        chosen = chosen.where(StoredFile.id < before)
    files = db.session.scalars(chosen).all()
    return FilesPage(files[:limit], files[limit - 1].id if len(files) > limit else None)


def count_of(kind: str, record_id: int, *, most: int) -> int:
    """How many files hang on a record, counted up to ``most``."""
    counted = files_of(kind, record_id).with_only_columns(StoredFile.id).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(counted)) or 0


def file_seen(file_id: int, *, to: Actor) -> StoredFile:
    """The file, if the person may see the record that it hangs on.

    Raises:
        NotFound: there is none, it is deleted, or its record is hidden.
    """
    return _seen(StoredFile.deleted_at.is_(None), file_id, to)


def deleted_file(file_id: int, *, to: Actor) -> StoredFile:
    """The deleted file, or the one that is back already, if the person may see its record.

    Raises:
        NotFound: there is none, or its record is hidden.
    """
    return _seen(true(), file_id, to)


def _seen(where: ColumnElement[bool], file_id: int, to: Actor) -> StoredFile:
    files = select(StoredFile).where(StoredFile.use == "file", where)
    file: StoredFile = found(files, id=file_id)
    anchors.found(file.about_kind, file.about_id, to)
    return file
