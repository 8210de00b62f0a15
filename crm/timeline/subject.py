"""What people wrote down about a person: listed for the export, gone with the erasure (CON-22)."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, delete, func, select

from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _, lazy
from crm.kernel.subjects import PART, Holding, Item, Subject, columns_of
from crm.team.queries import names_of
from crm.timeline.actions.noting import RECORD
from crm.timeline.models import Entry
from crm.timeline.presenters.lines import KIND_NAMES

MOVED: Final = "timeline_entry.about"


def items(subject: Subject, after: int, by: Actor) -> Sequence[Item]:
    """Notes, calls, meetings and mails, deleted ones too."""
    rows = db.session.scalars(_of(subject).where(Entry.id > after).order_by(Entry.id).limit(PART)).all()
    people = names_of(row.made_by for row in rows)
    return [_item(row, people.get(row.made_by or 0) or _("Artel")) for row in rows]


def count(subject: Subject) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(_of(subject).subquery())) or 0


def erase(subject: Subject) -> int:
    """Delete some for good."""
    some = _of(subject).with_only_columns(Entry.id).limit(PART)
    return int(db.session.execute(delete(Entry).where(Entry.id.in_(some))).rowcount)  # type: ignore[attr-defined] # as a cursor counts


def ids(subject: Subject) -> Select[Any]:
    """The ids of all of them."""
    return _of(subject).with_only_columns(Entry.id)


def _of(subject: Subject) -> Select[Any]:
    return select(Entry).where(Entry.about_kind == subject.kind, Entry.about_id.in_(subject.ids))


def _item(row: Entry, author: str) -> Item:
    told = [
        (str(KIND_NAMES[row.kind]), moments.exact(row.happened_at)),
        (_("Written by"), author),
        *((_("Details"), str(value)) for value in row.details.values()),
        (_("Text"), row.body),
    ]
    if row.deleted_at is not None:
        told.append((_("Deleted"), moments.exact(row.deleted_at)))
    return Item(row.id, columns_of(row, without=("about_kind", "mention_ids", "version")), told)


HOLDING: Final = Holding(
    "entries", lazy("Notes, calls, meetings and mails"), Entry.__tablename__, items, count,
    erase=erase, weight=30, owned={RECORD: ids, MOVED: ids},
)  # fmt: skip
