"""Fields that were deleted longer than 30 days ago go for ever, with the values that records still hold."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from crm.fields.actions.sweeps import PART, holding
from crm.fields.models import CustomField
from crm.fields.takers import takers
from crm.kernel.db import db

KEPT: Final = timedelta(days=30)


def forget_some(after: int = 0) -> int | None:
    """Take the values of one such field from the records after this one, at the end the field itself.

    Returns the record to go on after; None when there is nothing more to forget.
    """
    old = select(CustomField).where(CustomField.deleted_at < func.now() - KEPT)
    field = db.session.scalar(old.order_by(CustomField.id).limit(1).with_for_update(skip_locked=True))
    if field is None:
        return None
    ids: list[int] = list(db.session.scalars(holding(field, after=after).limit(PART)))
    if ids:
        takers.of(field.record).rewrite(field.key, dict.fromkeys(ids))
        return ids[-1]
    if after == 0:
        db.session.delete(field)
    return 0
