"""Forgetting files that have been deleted for long, and bytes that no row names."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, exists, false, func, or_, select

from crm.files.holders import holders
from crm.files.models import StoredFile
from crm.files.store import store
from crm.kernel.db import db

KEPT_DELETED: Final = timedelta(days=30)
ORPHANS_LEFT: Final = timedelta(days=3)
"""Longer than any upload takes, and than clocks of a store and of PostgreSQL are apart."""
CHUNK: Final = 500


def forget_some() -> int:
    """Delete a chunk of the rows that have been deleted for 30 days; their bytes are orphans from then on.

    A photo that somebody wears again stays: Undo puts it back without coming by here.
    """
    worn = [exists().where(photo_id == StoredFile.id) for photo_id in holders]
    old = select(StoredFile.id).where(StoredFile.deleted_at < func.now() - KEPT_DELETED, ~or_(false(), *worn))
    old = old.limit(CHUNK)
    gone = db.session.execute(delete(StoredFile).where(StoredFile.id.in_(old)))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def purge(about_kind: str, about_ids: Collection[int]) -> None:
    """Delete the rows of the files and photos of records that go for good; their bytes are orphans then."""
    of_records = StoredFile.about_kind == about_kind, StoredFile.about_id.in_(about_ids)
    db.session.execute(delete(StoredFile).where(*of_records))


def remove_orphans(kept_since: Mapping[str, datetime]) -> list[str]:
    """Remove those of these bytes that no row names and that are not new; returns their keys."""
    now = db.session.scalar(select(func.now()))
    assert now is not None
    old = {key for key, since in kept_since.items() if since < now - ORPHANS_LEFT}
    named = set(db.session.scalars(select(StoredFile.key).where(StoredFile.key.in_(old)))) if old else set()
    orphans = sorted(old - named)
    store().delete(orphans)
    return orphans
