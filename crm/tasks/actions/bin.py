"""Tasks out of the bin: back as they were, or for good (CON-18)."""

from collections.abc import Collection

from sqlalchemy import delete

from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.deletion import guards
from crm.kernel.facts import record
from crm.tasks.access import deleted_within
from crm.tasks.actions import planning
from crm.tasks.actions.noting import RECORD, kept, kept_columns
from crm.tasks.facts import TaskPurged, TaskRestored
from crm.tasks.models import Task


def restore_binned(task_id: int, leave_out: Collection[str], by: Actor) -> None:
    """Bring the task of this id back as it was, with the timers that are still ahead. Nothing is left out.

    Raises:
        NotFound: it is not in the bin, or the actor may not delete such a task.
    Records: TaskRestored.
    """
    mine = deleted_within(by).with_for_update(of=Task).execution_options(populate_existing=True)
    task: Task = found(mine, id=task_id)
    before = kept_columns(task)
    task.deleted_at = task.deleted_by = None
    act = kept("tasks.restored", task, before, by=by)
    planning.plan(task)
    record(TaskRestored(task_id=task.id, act_id=act.id if act else None), by=by)


def purge_tasks(task_ids: Collection[int], by: Actor) -> int:
    """Delete these tasks of the bin for good; returns how many went. Those that came back meanwhile stay.

    Records: TaskPurged for each.
    """
    gone = delete(Task).where(Task.id.in_(task_ids), Task.deleted_at.is_not(None)).returning(Task.id)
    went = db.session.scalars(gone).all()
    if went:
        guards.purge(RECORD, went)
    for task_id in went:
        record(TaskPurged(task_id=task_id), by=by)
    return len(went)
