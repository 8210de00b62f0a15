"""Timers of tasks: reminders, and the next task of those that recur by the clock.

A timer is a job that is due then; it reads the task when it fires and does nothing if the date has changed
meanwhile. Its key says what it is for, so that planning again changes nothing.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from crm.kernel.db import db
from crm.kernel.jobs import later
from crm.tasks.models import Task
from crm.team.models import User
from crm.team.queries import workspace_settings

REMIND: Final = "tasks.remind"
FOLLOW: Final = "tasks.follow"
MORNING: Final = time(9)
"""When somebody is reminded of a task that is due on a day."""


def plan(task: Task) -> None:
    """Set the timers of the task as it stands; those whose time has passed already are not set."""
    if task.done_at is not None or task.deleted_at is not None:
        return
    if task.recurrence and task.repeats == "clock" and task.next_id is None:
        key = f"{task.id}:{stamp(task)}:{task.version}"  # one that came meanwhile did nothing
        later(FOLLOW, key=key, due_at=due_moment(task), task_id=task.id, due=stamp(task))
    if not task.reminders or not stamp(task):
        return
    now = present()
    for user_id, zone in zones_of(task).items():
        for minutes in task.reminders:
            moment = moment_of(task, minutes, zone)
            if moment is not None and moment >= now:
                plan_reminder(task, user_id, minutes, moment)


def plan_reminder(task: Task, user_id: int, minutes: int, moment: datetime) -> None:
    """Set the timer of one reminder, unless there is or was one for this moment."""
    at = moment.astimezone(UTC).isoformat()
    key = f"{task.id}:{user_id}:{minutes}:{stamp(task)}:{at}"
    later(REMIND, key=key, due_at=moment, task_id=task.id, user_id=user_id, minutes=minutes,
          due=stamp(task), at=at)  # fmt: skip


def stamp(task: Task) -> str:
    """When the task is due, as timers know it; empty without a date."""
    due = task.due_at.astimezone(UTC) if task.due_at is not None else task.due_on
    return due.isoformat() if due is not None else ""


def moment_of(task: Task, minutes: int, zone: str) -> datetime | None:
    """When somebody in this zone is to be reminded; None for a task without a date."""
    if task.due_at is not None:
        return task.due_at - timedelta(minutes=minutes)
    if task.due_on is None:
        return None
    return datetime.combine(task.due_on, MORNING, ZoneInfo(zone)).astimezone(UTC) - timedelta(minutes=minutes)


def due_moment(task: Task) -> datetime | None:
    """When the clock says that the task's time has come: its instant, or the beginning of its day."""
    if task.due_at is not None or task.due_on is None:
        return task.due_at
    return datetime.combine(task.due_on, time(), ZoneInfo(task.zone)).astimezone(UTC)


def zones_of(task: Task) -> dict[int, str]:
    """Whose the task is, as far as they still work here, each with the zone they live in."""
    rows = select(User.id, User.time_zone).where(
        User.id.in_(task.assignee_ids), User.deactivated_at.is_(None)
    )
    found = {row.id: row.time_zone for row in db.session.execute(rows)}
    here = workspace_settings().time_zone if None in found.values() else ""
    return {user_id: zone or here for user_id, zone in found.items()}


def present() -> datetime:
    """The present instant by PostgreSQL's clock."""
    return db.session.execute(select(func.now())).scalar_one()
