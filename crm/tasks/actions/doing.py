"""Ticking tasks off, taking that back, moving and deleting them."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func

from crm.journal.models import Act
from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid, NotFound
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.tasks.access import DELETE_TASKS, EDIT_TASKS, NOT_YOURS
from crm.tasks.actions import planning, recurring
from crm.tasks.actions.noting import RECORD, held, kept, kept_columns
from crm.tasks.facts import TaskDeleted, TaskDone, TaskEdited, TaskReopened
from crm.tasks.forms import MoveShape
from crm.tasks.models import Task


def finish(task: Task, *, version: int | None = None, by: Actor) -> Task:
    """Tick a task off; of one that recurs the next is made. Nothing happens to one that is done.

    Raises:
        Forbidden: the actor may not.
        Stale: it was changed since ``version``.
    Records: TaskDone, TaskFollowed.
    """
    by.must(EDIT_TASKS, task, why=NOT_YOURS)
    task = held(task, version=version)
    if task.done_at is not None:
        return task
    before = kept_columns(task)
    following = recurring.next_of(task) if task.repeats == "done" else None
    task.done_at, task.done_by = func.now(), by.user_id
    task.next_id = following.id if following else task.next_id
    db.session.flush()
    db.session.refresh(task, ["done_at"])
    made = (Noted(RECORD, following.id, None, kept_columns(following)),) if following else ()
    act = kept("tasks.done", task, before, also=made, by=by)
    record(TaskDone(task_id=task.id, act_id=act.id if act else None, next_id=task.next_id), by=by)
    if following:
        recurring.followed(task, following, by=by)
    return task


def reopen(task: Task, *, by: Actor) -> Task:
    """Take back that a task is done. What followed it goes, unless somebody has changed it.

    Raises:
        Forbidden: the actor may not.
    Records: TaskReopened.
    """
    by.must(EDIT_TASKS, task, why=NOT_YOURS)
    task = held(task)
    if task.done_at is None:
        return task
    before = kept_columns(task)
    gone = recurring.take_back(task.next_id, by=by) if task.repeats == "done" and task.next_id else ()
    task.done_at = task.done_by = None
    task.next_id = None if gone else task.next_id
    act = kept("tasks.reopened", task, before, also=tuple(gone), by=by)
    planning.plan(task)
    record(TaskReopened(task_id=task.id, act_id=act.id if act else None), by=by)
    return task


def move(task: Task, shape: MoveShape, *, version: int | None = None, by: Actor) -> Task:
    """Put a task on another day, or at another time of day on the actor's clock, or at none.

    Raises:
        Forbidden: the actor may not.
        Stale: it was changed since ``version``.
        Invalid: neither a day nor a time is said, or there is no such time.
    Records: TaskEdited.
    """
    by.must(EDIT_TASKS, task, why=NOT_YOURS)
    task = held(task, version=version)
    before = kept_columns(task)
    _put(task, shape, zone=by.time_zone)
    act = kept("tasks.moved", task, before, by=by)
    if act is not None:
        planning.plan(task)
        fact = TaskEdited(task_id=task.id, act_id=act.id, fields=["due_on", "due_at"], assigned=[])
        record(fact, by=by)
    return task


def tick(task: Task, place: int, *, done: bool, by: Actor) -> Task:
    """Tick one line of the checklist, counted from 0, or take that back.

    Raises:
        Forbidden: the actor may not.
        NotFound: there is no such line.
    Records: TaskEdited, if it differs.
    """
    by.must(EDIT_TASKS, task, why=NOT_YOURS)
    task = held(task)
    if not 0 <= place < len(task.checklist):
        raise NotFound
    before = kept_columns(task)
    task.checklist = [
        {**step, "done": done} if at == place else step for at, step in enumerate(task.checklist)
    ]
    act = kept("tasks.edited", task, before, by=by)
    if act is not None:
        record(TaskEdited(task_id=task.id, act_id=act.id, fields=["checklist"], assigned=[]), by=by)
    return task


def delete_task(task: Task, *, version: int | None = None, by: Actor) -> Act:
    """Delete a task; returns the act by which it can be taken back.

    Raises:
        Forbidden: the actor may not.
        Stale: it was changed since ``version``.
    Records: TaskDeleted.
    """
    by.must(DELETE_TASKS, task, why=NOT_YOURS)
    task = held(task, version=version)
    before = kept_columns(task)
    task.deleted_at, task.deleted_by = func.now(), by.user_id
    db.session.flush()
    db.session.refresh(task, ["deleted_at"])
    act = kept("tasks.deleted", task, before, by=by)
    assert act is not None
    record(TaskDeleted(task_id=task.id, act_id=act.id), by=by)
    return act


def _put(task: Task, shape: MoveShape, *, zone: str) -> None:
    here = task.due_at.astimezone(ZoneInfo(zone)) if task.due_at is not None else None
    day = shape.on or (here.date() if here else task.due_on)
    if day is None:
        raise Invalid({"on": lazy("Say the day first.")})
    clock = _clock(shape, here)
    try:
        due_at = datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC) if clock else None
    except OverflowError:
        raise Invalid({"on": lazy("This date is too far away.")}) from None
    task.due_at, task.due_on = due_at, None if due_at else day
    task.zone = zone


def _clock(shape: MoveShape, here: datetime | None) -> time | None:
    """The time of day: the new one, else the present one; none on a whole day."""
    if shape.whole_day:
        return None
    if shape.at:
        return time.fromisoformat(shape.at)
    return here.time() if here else None


def followed_by(task: Task) -> Task | None:
    """The task that came after this one, if there is one."""
    return db.session.get(Task, task.next_id) if task.next_id is not None else None
