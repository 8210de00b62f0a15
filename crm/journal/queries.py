"""Reading acts and what they changed."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from crm.journal.models import Act, Change
from crm.kernel.db import db


def changes_of(act_id: int) -> Sequence[Change]:
    """What the act changed, in the order in which it did."""
    return db.session.scalars(select(Change).where(Change.act_id == act_id).order_by(Change.id)).all()


def changes_of_record(act_ids: Collection[int], *, kind: str, record_id: int) -> dict[int, Change]:
    """What each of these acts changed of this one record, by act; one query."""
    if not act_ids:
        return {}
    of_record = Change.record_kind == kind, Change.record_id == record_id, Change.skipped.is_(None)
    chosen = select(Change).where(Change.act_id.in_(act_ids), *of_record).order_by(Change.id)
    return {change.act_id: change for change in db.session.scalars(chosen)}


def undo_of(act_id: int) -> int | None:
    """The id of the act that undid this one; None if it stands."""
    return db.session.scalar(select(Act.id).where(Act.undoes_id == act_id))
