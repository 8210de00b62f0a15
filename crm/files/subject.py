"""Files and photos of a person: listed with their bytes for the export, erased with them (CON-22)."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, delete, func, select

from crm.files.actions.files import KIND
from crm.files.models import StoredFile
from crm.files.store import store
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _, lazy
from crm.kernel.subjects import Holding, Item, Subject, columns_of

AT_ONCE: Final = 50
MOVED: Final = "stored_file.about"
SUFFIXES: Final = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


def items(subject: Subject, after: int, by: Actor) -> Sequence[Item]:
    """Files and photos, earlier photos and deleted files too, each with its bytes."""
    rows = _of(subject).where(StoredFile.id > after).order_by(StoredFile.id).limit(AT_ONCE)
    return [_item(row) for row in db.session.scalars(rows)]


def count(subject: Subject) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(_of(subject).subquery())) or 0


def erase(subject: Subject) -> int:
    """Remove some with their bytes.

    The bytes go first: if the rows' transaction then fails, they go again with nothing left to remove; the
    other way round they would stay without a row.
    """
    rows = db.session.scalars(_of(subject).order_by(StoredFile.id).limit(AT_ONCE)).all()
    store().delete([row.key for row in rows])
    db.session.execute(delete(StoredFile).where(StoredFile.id.in_([row.id for row in rows])))
    return len(rows)


def ids(subject: Subject) -> Select[Any]:
    """The ids of all of them."""
    return _of(subject).with_only_columns(StoredFile.id)


def _of(subject: Subject) -> Select[Any]:
    return select(StoredFile).where(
        StoredFile.about_kind == subject.kind, StoredFile.about_id.in_(subject.ids)
    )


def _item(row: StoredFile) -> Item:
    name = row.name if row.use == "file" else f"photo{SUFFIXES.get(row.media_type, '')}"
    told = [(_("File"), name), (_("Added"), moments.exact(row.made_at))]
    if row.deleted_at is not None:
        told.append((_("Deleted"), moments.exact(row.deleted_at)))
    return Item(row.id, columns_of(row, without=("key", "version")), told, key=row.key, name=name)


HOLDING: Final = Holding(
    "files", lazy("Files and photos"), StoredFile.__tablename__, items, count,
    erase=erase, weight=40, owned={KIND: ids, MOVED: ids},
)  # fmt: skip
