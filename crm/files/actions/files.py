"""Files on a record: added, renamed, deleted, brought back. Who may change the record may do all of it."""

import hashlib
from typing import IO, Any, Final

from sqlalchemy import func

from crm.files.facts import FileAdded, FileDeleted, FileRenamed, FileRestored
from crm.files.kinds import HEAD_BYTES, media_type
from crm.files.models import StoredFile
from crm.files.names import harmless
from crm.files.store import CHUNK_BYTES, store
from crm.journal.actions import keep
from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.errors import Forbidden, Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import LazyText, lazy
from crm.web import here

KIND: Final = "file"
ACTS: Final = {
    "files.renamed": lazy("File renamed"),
    "files.deleted": lazy("File deleted"),
    "files.restored": lazy("File restored"),
}
NOT_WRITABLE: Final = lazy("You can see this but not change its files.")


def add_file(content: IO[bytes], *, name: str, kind: str, record_id: int, by: Actor) -> StoredFile:
    """Keep a file on this record. What it is says its content; its name is made harmless.

    Raises:
        NotFound: there is no such record, or it is hidden.
        Forbidden: the actor may not change it.
        Invalid: the file is empty or too large (under ``file``).
        NoRoom, StorageAway: nothing of it was kept.
    Records: FileAdded.
    """
    must_be_editable(kind, record_id, by=by)
    size, digest, head = _measured(content)
    called = harmless(name)
    if refused := _refusal(called, size):
        raise Invalid({"file": refused})
    file = StoredFile(
        key=store().put(content), use="file", about_kind=kind, about_id=record_id, name=called,
        media_type=media_type(head), size=size, sha256=digest, made_by=by.user_id,
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    record(FileAdded(about_kind=kind, about_id=record_id, file_id=file.id), by=by)
    return file


def rename_file(file: StoredFile, name: str, *, by: Actor) -> None:
    """Call the file otherwise; nothing happens if it is called so already.

    Raises:
        Forbidden: the actor may not change the record.
        Invalid: the name is empty.
    Records: FileRenamed.
    """
    must_be_editable(file.about_kind, file.about_id, by=by)
    if not name.strip():
        raise Invalid({"name": lazy("Fill this in.")})
    before, file.name = file.name, harmless(name)
    if file.name != before:
        file.version += 1
        act_id = _noted(file, "files.renamed", {"name": before}, {"name": file.name}, by)
        record(FileRenamed(**_about(file), act_id=act_id), by=by)


def delete_file(file: StoredFile, *, by: Actor) -> None:
    """Take the file off its record; it can be brought back for 30 days.

    Raises:
        Forbidden: the actor may not change the record.
    Records: FileDeleted.
    """
    must_be_editable(file.about_kind, file.about_id, by=by)
    put_away(file, by=by)
    gone = {"deleted_at": file.deleted_at.isoformat() if file.deleted_at else None, "deleted_by": by.user_id}
    act_id = _noted(file, "files.deleted", dict.fromkeys(gone), gone, by)
    record(FileDeleted(**_about(file), act_id=act_id), by=by)


def restore_file(file: StoredFile, *, by: Actor) -> None:
    """Bring a deleted file back; nothing happens to one that is there.

    Raises:
        NotFound: its record is hidden or gone.
        Forbidden: the actor may not change the record.
    Records: FileRestored.
    """
    must_be_editable(file.about_kind, file.about_id, by=by)
    if file.deleted_at is None:
        return
    was = {"deleted_at": file.deleted_at.isoformat(), "deleted_by": file.deleted_by}
    bring_back(file)
    act_id = _noted(file, "files.restored", was, dict.fromkeys(was), by)
    record(FileRestored(**_about(file), act_id=act_id), by=by)


def put_away(file: StoredFile, *, by: Actor) -> None:
    """Mark the file as deleted now, and load the instant."""
    file.deleted_at, file.deleted_by = func.now(), by.user_id
    file.version += 1
    db.session.flush()
    db.session.refresh(file, ["deleted_at"])


def bring_back(file: StoredFile) -> None:
    """Take the mark off again."""
    file.deleted_at = file.deleted_by = None
    file.version += 1
    db.session.flush()


def must_be_editable(kind: str, record_id: int, *, by: Actor) -> None:
    """Refuse whoever may not change the files of this record.

    Raises:
        NotFound: there is no such record, or it is hidden.
        Forbidden: the actor sees it, but may not change it.
    """
    anchors.found(kind, record_id, by)
    if not anchors.is_editable(kind, record_id, by):
        raise Forbidden(NOT_WRITABLE)


def _refusal(name: str, size: int) -> LazyText | None:
    if not size:
        return lazy("“%(name)s” is empty.", name=name)
    if size > here.settings().largest_file_bytes:
        return lazy("“%(name)s” is larger than %(num)s MB.", name=name, num=here.settings().largest_file_mb)
    return None


def _measured(content: IO[bytes]) -> tuple[int, bytes, bytes]:
    """Size, SHA-256 and first bytes, read in chunks; the stream stands at its beginning again."""
    content.seek(0)
    size, digest, head = 0, hashlib.sha256(), b""
    while chunk := content.read(CHUNK_BYTES):
        head = head or chunk[:HEAD_BYTES]
        size += len(chunk)
        digest.update(chunk)
    content.seek(0)
    return size, digest.digest(), head


def _about(file: StoredFile) -> dict[str, Any]:
    return {"about_kind": file.about_kind, "about_id": file.about_id, "file_id": file.id}


def _noted(file: StoredFile, kind: str, before: dict[str, Any], after: dict[str, Any], by: Actor) -> int:
    about = (file.about_kind, file.about_id)
    return keep(kind, [Noted(KIND, file.id, before, after)], about=about, by=by).id
