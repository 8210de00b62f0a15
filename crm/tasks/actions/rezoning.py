"""Reminders of days follow whoever moves to another clock, to an earlier one, too."""

from typing import Any, Final

from sqlalchemy import func, select

from crm.kernel.db import db
from crm.kernel.jobs import later
from crm.tasks.actions import planning
from crm.tasks.models import Task
from crm.tasks.queries.lists import belongs_to
from crm.team.models import User

REZONE: Final = "tasks.rezone"
AT_ONCE: Final = 200


def rezone_later(fact_id: int, *, user_id: int | None) -> None:
    """Have the timers set anew for this user; None: for everybody who lives by the workspace's clock."""
    later(REZONE, key=str(fact_id), user_id=user_id)


def rezone(user_id: int | None, *, after: int) -> int | None:
    """Set the timers of some tasks anew; the id to go on after, None at the end. Repeatable.

    Timers of the old clock find, when they fire, that the moment is another one by now. One that is earlier
    and has passed already comes when the old timer fires, and says that it is late.
    """
    tasks = db.session.scalars(
        _of_days(user_id).where(Task.id > after).order_by(Task.id).limit(AT_ONCE)
    ).all()
    for task in tasks:
        planning.plan(task)
    return tasks[-1].id if len(tasks) == AT_ONCE else None


def _of_days(user_id: int | None) -> Any:
    """Open tasks of days with reminders. Those whose day is long over have no timers."""
    here = select(User.id).where(User.time_zone.is_(None))
    whose = [user_id] if user_id is not None else list(db.session.scalars(here))
    return select(Task).where(
        Task.done_at.is_(None), Task.deleted_at.is_(None), Task.due_on >= func.current_date() - 2,
        func.cardinality(Task.reminders) > 0, belongs_to(whose),
    )  # fmt: skip
