"""Files that Artel makes itself, such as archives: kept like uploads, but listed on no record."""

import hashlib
from typing import IO

from crm.files.models import StoredFile
from crm.files.store import CHUNK_BYTES, store
from crm.kernel.access import Actor
from crm.kernel.db import db


def keep_made(
    content: IO[bytes], *, name: str, media_type: str, kind: str, record_id: int, by: Actor
) -> StoredFile:
    """Keep what was made. ``kind`` is its own kind of anchor, so that no record lists it among its files.

    Raises:
        NoRoom, StorageAway: nothing of it was kept.
    """
    content.seek(0)
    size, digest = 0, hashlib.sha256()
    while chunk := content.read(CHUNK_BYTES):
        size += len(chunk)
        digest.update(chunk)
    content.seek(0)
    file = StoredFile(
        key=store().put(content), use="file", about_kind=kind, about_id=record_id, name=name,
        media_type=media_type, size=size, sha256=digest.digest(), made_by=by.user_id,
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    return file


def remove_made(files: list[StoredFile]) -> None:
    """Remove them now, their bytes first: whatever happens, nothing is left without a row."""
    store().delete([file.key for file in files])
    for file in files:
        db.session.delete(file)
    db.session.flush()
