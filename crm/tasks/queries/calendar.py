"""The tasks of some days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_
from sqlalchemy.orm import joinedload

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.tasks.models import SOME_TIME, Task
from crm.tasks.queries.lists import Wish, belongs_to, of_whom

MOST_SHOWN: Final = 500


def of_days(wish: Wish, first: date, last: date, *, to: Actor) -> Sequence[Task]:
    """What is due from the first of these days to the last, on the reader's clock; done ones too.

    At most 500, what is due first. One statement.
    """
    zone = ZoneInfo(to.time_zone)
    begins = datetime.combine(first, time(), zone).astimezone(UTC)
    ends = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    rows: Any = Task.visible_to(to).where(
        or_(
            and_(Task.due_at >= begins, Task.due_at < ends),
            and_(Task.due_on >= first, Task.due_on <= last),
        )
    )
    rows = rows.where(Task.made_by == to.user_id if wish.whose == "given" else of_whom(wish, to))
    rows = rows.options(joinedload(Task.category)).order_by(Task.due_order, Task.id).limit(MOST_SHOWN)
    return list(db.session.scalars(rows))


def for_feed(*, to: Actor, most: int = 1_000) -> Sequence[Task]:
    """The dated tasks of this person that calendars elsewhere show: open ones, and those done lately."""
    rows: Any = Task.visible_to(to).where(
        belongs_to({to.user_id} if to.user_id else set()),
        Task.due_order < SOME_TIME,
        or_(Task.done_at.is_(None), Task.done_at > func.now() - timedelta(days=30)),
    )
    return list(db.session.scalars(rows.order_by(Task.due_order, Task.id).limit(most)))
