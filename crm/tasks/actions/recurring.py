"""The next task of those that recur: made when the last one is done, or when its time has come."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func

from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.tasks.actions import planning
from crm.tasks.actions.noting import RECORD, changed_columns, kept_columns, settled
from crm.tasks.actions.saving import by_id, copied
from crm.tasks.facts import TaskDeleted, TaskFollowed
from crm.tasks.models import Task
from crm.tasks.recurrence import Rule, parse


def next_of(task: Task) -> Task | None:
    """Make the task that follows this one; None where it does not recur, has ended, or was followed already.

    Those whose day has passed by now are not made up for.
    """
    if not task.recurrence or task.next_id is not None or not planning.stamp(task):
        return None
    zone = ZoneInfo(task.zone)
    here = task.due_at.astimezone(zone) if task.due_at is not None else None
    found = _coming(parse(task.recurrence), here.date() if here else task.due_on, task)
    if found is None:
        return None
    rule, day = found
    due: dict[str, Any] = {"due_on": day}
    if here is not None:
        due = {"due_at": datetime.combine(day, here.time(), zone).astimezone(UTC)}
    following = copied(task, recurrence=str(rule), **due)
    planning.plan(following)
    return following


def follow(task_id: int, due: str) -> None:
    """The clock says that the task's time has come (job ``tasks.follow``). Repeatable.

    Records: TaskFollowed.
    """
    task = by_id(task_id)
    if task is None or task.deleted_at is not None or task.repeats != "clock" or planning.stamp(task) != due:
        return
    following = next_of(task)
    if following is not None:
        task.next_id = following.id
        db.session.flush()
        followed(task, following, by=Actor.system("tasks"))


def followed(task: Task, following: Task, *, by: Actor) -> None:
    """Keep that one task followed another. Nobody is told: it is theirs already.

    Records: TaskFollowed.
    """
    record(TaskFollowed(task_id=following.id, after_id=task.id), by=by)


def take_back(task_id: int, *, by: Actor) -> tuple[Noted, ...]:
    """Delete the task that followed one, if nobody has changed it since; what the journal is to keep of that.

    Records: TaskDeleted.
    """
    task = by_id(task_id)
    if task is None or task.deleted_at is not None or task.done_at is not None or task.version != 1:
        return ()
    before = kept_columns(task)
    task.deleted_at, task.deleted_by = func.now(), by.user_id
    settled(task)
    record(TaskDeleted(task_id=task.id), by=by)
    was, now = changed_columns(before, kept_columns(task))
    return (Noted(RECORD, task.id, was, now),)


def _coming(rule: Rule, day: date | None, task: Task) -> tuple[Rule, date] | None:
    """The first day of the rule after this one that has not passed, and what is left of the rule by then."""
    today = planning.present().astimezone(ZoneInfo(task.zone)).date()
    while day is not None:
        day = rule.after(day)
        rule = rule.passed_on()
        if day is not None and day >= today:
            return rule, day
    return None
