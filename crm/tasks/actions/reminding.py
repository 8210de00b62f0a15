"""Reminders: sent once, and late ones say so (TSK-2)."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FactRow, record
from crm.tasks.actions import planning
from crm.tasks.actions.saving import by_id
from crm.tasks.facts import TaskReminded, TaskRemindedLate
from crm.tasks.models import Task

IN_TIME: Final = timedelta(minutes=5)
"""So much later than wanted a reminder still counts as in time."""


def remind(task_id: int, user_id: int, minutes: int, due: str, at: str) -> None:
    """Remind somebody of a task (job ``tasks.remind``), if it is still theirs, open, and due as planned.

    Repeatable: the fact, the notice and the job's end are one transaction. If the moment is another one
    by now, as they live by another clock, the reminder is set for that: once, by the key of its timer.
    Whoever was reminded by an earlier clock already is not reminded again.

    Records: TaskReminded or TaskRemindedLate, which reactions tell.
    """
    task = by_id(task_id)
    if task is None or not _still_wanted(task, user_id, minutes, due):
        return
    moment = planning.moment_of(task, minutes, planning.zones_of(task).get(user_id, "UTC"))
    if moment is not None and moment != datetime.fromisoformat(at):
        planning.plan_reminder(task, user_id, minutes, moment)
        return
    if _was_sent(task, user_id, minutes, due):
        return
    late = planning.present() - moment if moment is not None else timedelta()
    by = Actor.system("tasks")
    told = TaskReminded(task_id=task.id, user_id=user_id, minutes=minutes, due=due)
    if late > IN_TIME:
        record(TaskRemindedLate(**told.model_dump(), late=hours(late)), by=by)
    else:
        record(told, by=by)


def hours(late: timedelta) -> str:
    """Hours and minutes, such as 3:05."""
    whole, rest = divmod(int(late.total_seconds()) // 60, 60)
    return f"{whole}:{rest:02}"


def is_over(task: Task, now: datetime) -> bool:
    """Whether the task's instant, or the whole of its day, has passed."""
    return task.due_order <= now


def _was_sent(task: Task, user_id: int, minutes: int, due: str) -> bool:
    """Whether this reminder came already, on another clock."""
    names = (TaskReminded.name(), TaskRemindedLate.name())
    said = {"user_id": user_id, "minutes": minutes, "due": due}
    of_task = FactRow.subject_kind == TaskReminded.about, FactRow.subject_id == task.id
    same = select(FactRow.id).where(*of_task, FactRow.name.in_(names), FactRow.body.contains(said))
    return db.session.scalar(select(same.exists())) is True


def _still_wanted(task: Task, user_id: int, minutes: int, due: str) -> bool:
    is_open = task.done_at is None and task.deleted_at is None
    return is_open and user_id in planning.zones_of(task) and minutes in task.reminders and (
        planning.stamp(task) == due
    )  # fmt: skip
