"""The open tasks of somebody who leaves go to another (TEN-7)."""

from sqlalchemy import ARRAY, BigInteger, func, literal, select, update

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.tasks.actions import planning
from crm.tasks.facts import TasksHandedOver
from crm.tasks.models import Task


def hand_over_all(user_id: int, *, to: int, by: Actor) -> int:
    """Put ``to`` in the user's place in every open task; returns how many. Two statements, and the timers.

    Whether the actor may is the caller's question (managing users, not tasks).

    Records: TasksHandedOver, if there are any.
    """
    theirs = Task.assignee_ids.bool_op("&&")(literal([user_id], ARRAY(BigInteger)))
    is_open = (Task.done_at.is_(None), Task.deleted_at.is_(None))
    without = func.array_remove(Task.assignee_ids, literal(to, BigInteger))
    heirs = func.array_replace(without, literal(user_id, BigInteger), literal(to, BigInteger))
    changed = update(Task).where(theirs, *is_open)
    changed = changed.values(assignee_ids=heirs, version=Task.version + 1, changed_at=func.now())
    ids = list(db.session.scalars(changed.returning(Task.id)))
    if not ids:
        return 0
    reminding = select(Task).where(Task.id.in_(ids), func.cardinality(Task.reminders) > 0)
    for task in db.session.scalars(reminding.execution_options(populate_existing=True)):
        planning.plan(task)
    record(TasksHandedOver(user_id=user_id, heir_id=to, tasks=len(ids)), by=by)
    return len(ids)
