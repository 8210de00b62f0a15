"""Reading acts and what they changed, and the bin."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from crm.journal.access import UNDO_ACTS_OF_OTHERS
from crm.journal.bins import BinKind, Binned, Key, bins
from crm.journal.models import UNDO_LASTS, Act, Change
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID
from crm.kernel.i18n import lazy
from crm.kernel.paging import COUNT_CAP, Count

PAGE: Final = 50
SHOWN: Final = 200
"""So many changes of an act are told one by one."""


def changes_of(act_id: int) -> Sequence[Change]:
    """What the act changed, in the order in which it did."""
    return db.session.scalars(select(Change).where(Change.act_id == act_id).order_by(Change.id)).all()


def some_changes(act_id: int, *, are_skipped: bool, most: int = SHOWN) -> Sequence[Change]:
    """What the act changed, or, of an undo, what it left alone; no more than so many and one."""
    skipped = Change.skipped.is_not(None) if are_skipped else Change.skipped.is_(None)
    of_act = select(Change).where(Change.act_id == act_id, skipped)
    return db.session.scalars(of_act.order_by(Change.id).limit(most + 1)).all()


def changes_of_record(act_ids: Collection[int], *, kind: str, record_id: int) -> dict[int, Change]:
    """What each of these acts changed of this one record, by act; one query."""
    if not act_ids:
        return {}
    of_record = Change.record_kind == kind, Change.record_id == record_id, Change.skipped.is_(None)
    chosen = select(Change).where(Change.act_id.in_(act_ids), *of_record).order_by(Change.id)
    return {change.act_id: change for change in db.session.scalars(chosen)}


def readable_by(actor: Actor) -> Select[Any]:
    """The acts that this person may read and, in time, undo: their own, or everybody's."""
    if actor.may(UNDO_ACTS_OF_OTHERS):
        return select(Act)
    return select(Act).where(Act.made_by == actor.user_id)


def undoable(act_ids: Collection[int], *, by: Actor) -> dict[int, bool]:
    """Those of these acts that stand, are young enough and may be undone by this person; one query.

    Each with whether it was done to many at once: then it is about no single record. Whether anything will
    be left to put back shows when it is tried.
    """
    if not act_ids:
        return {}
    reversal = aliased(Act)
    stands = ~exists().where(reversal.undoes_id == Act.id)
    young = Act.made_at > func.now() - UNDO_LASTS
    chosen = readable_by(by).where(Act.id.in_(act_ids), young, stands)
    rows = db.session.execute(chosen.with_only_columns(Act.id, Act.about_kind))
    return {row.id: row.about_kind is None for row in rows}


def number_of_records(act_id: int) -> Count:
    """How many records the act changed, up to 1,000; one query."""
    which = select(Change.record_kind, Change.record_id).where(Change.act_id == act_id)
    each = which.where(Change.skipped.is_(None)).distinct().limit(COUNT_CAP + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(each)) or 0
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def undo_of(act_id: int) -> int | None:
    """The id of the act that undid this one; None if it stands."""
    return db.session.scalar(select(Act.id).where(Act.undoes_id == act_id))


@dataclass(frozen=True, slots=True)
class BinPage:
    """Some of what a person may bring back, and the key that the next page starts after."""

    rows: Sequence[Binned]
    next_key: list[Any] | None


def binned(*, q: str = "", after: Sequence[Any] | None = None, limit: int = PAGE, to: Actor) -> BinPage:
    """A page of the bin; a statement for each kind. ``after`` is an earlier ``next_key``.

    Of those deleted at one instant, kinds stand in the order of their keys.
    """
    rows: list[Binned] = []
    for kind in bins.all():
        rows += kind.rows(to, q, _before(kind, after), limit + 1)
    rows.sort(key=lambda row: (-row.deleted_at.timestamp(), row.kind, -row.id))
    last = rows[limit - 1] if len(rows) > limit else None
    return BinPage(rows[:limit], [last.deleted_at.isoformat(), last.kind, last.id] if last else None)


def _before(kind: BinKind, after: Sequence[Any] | None) -> Key | None:
    """Where this kind goes on after the key of a row of any kind."""
    if after is None:
        return None
    try:
        at, key, record_id = datetime.fromisoformat(after[0]), str(after[1]), int(after[2])
    except (ValueError, TypeError, IndexError):
        raise Invalid(
            {"cursor": lazy("This page marker is not valid; start again from the first page.")}
        ) from None
    if kind.key == key:
        return at, record_id
    return at, LARGEST_ID if kind.key > key else 0
