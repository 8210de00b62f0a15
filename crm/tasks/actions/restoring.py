"""Taking back what an act did to tasks: the journal's ``Restorer`` for them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import exists, func, select

from crm.journal.models import Act, Change
from crm.journal.restorers import Noted, Reason, Restorer
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.tasks.access import DELETE_TASKS, EDIT_TASKS, deleted_within, reached
from crm.tasks.actions import planning
from crm.tasks.actions.for_each import ADD_EACH
from crm.tasks.actions.noting import RECORD, changed_columns, kept_columns, put_back, settled
from crm.tasks.actions.unmaking import unmake
from crm.tasks.facts import TaskRestored
from crm.tasks.models import Task, TaskCategory


def restore(changes: Sequence[Change], *, undo: Act, by: Actor) -> Iterator[Noted]:
    """Put back each column that still holds what the act gave it; the rest is told as skipped.

    A task that the act made goes, unless somebody has changed it since.

    Records: TaskRestored for each task that changed.
    """
    rows = select(Task).where(Task.id.in_([change.record_id for change in changes])).order_by(Task.id)
    held = db.session.scalars(rows.with_for_update().execution_options(populate_existing=True))
    tasks = {task.id: task for task in held}
    for change in changes:
        task = tasks.get(change.record_id)
        if task is None or change.after is None:
            yield Noted(RECORD, change.record_id, None, change.before, Reason.GONE)
        elif not _may(task, by):
            yield Noted(RECORD, task.id, None, change.before, Reason.FORBIDDEN)
        elif change.before is None:
            yield from _unmade(task, change.after, undo=undo, by=by)
        else:
            yield from _restored(task, change.before, change.after, undo=undo, by=by)


ACTS: Final = {
    "tasks.edited": lazy("Task changed"),
    "tasks.moved": lazy("Task moved"),
    "tasks.done": lazy("Task done"),
    "tasks.reopened": lazy("Task reopened"),
    "tasks.deleted": lazy("Task deleted"),
    "tasks.restored": lazy("Task restored"),
    "tasks.made": lazy("Tasks added"),
    ADD_EACH.act: lazy("Tasks added for contacts"),
}
RESTORER: Final = Restorer((RECORD,), restore, weight=55, acts=ACTS, restore_alike=unmake)


def _may(task: Task, by: Actor) -> bool:
    among = deleted_within(by) if task.deleted_at is not None else reached(by, EDIT_TASKS)
    row = among.where(Task.id == task.id).with_only_columns(Task.id).order_by(None)
    return bool(db.session.scalar(select(exists(row))))


def _unmade(task: Task, left: dict[str, Any], *, undo: Act, by: Actor) -> Iterator[Noted]:
    now = kept_columns(task)
    if now != left:
        yield Noted(RECORD, task.id, None, None, Reason.CHANGED)
        return
    if not by.may(DELETE_TASKS, task):
        yield Noted(RECORD, task.id, None, None, Reason.FORBIDDEN)
        return
    task.deleted_at, task.deleted_by = func.now(), by.user_id
    yield _told(task, now, undo=undo, by=by)


def _restored(
    task: Task, was: dict[str, Any], left: dict[str, Any], *, undo: Act, by: Actor
) -> Iterator[Noted]:
    now = kept_columns(task)
    same = [name for name in was if now.get(name) == left.get(name) and _is_there(name, was[name])]
    for name in same:
        put_back(task, name, was[name])
    if same:
        yield _told(task, now, undo=undo, by=by)
        planning.plan(task)
    if others := {name: value for name, value in was.items() if name not in same}:
        yield Noted(RECORD, task.id, None, others, Reason.CHANGED)


def _is_there(name: str, value: Any) -> bool:
    """Whether what is to be put back still exists: a category may have been deleted."""
    return name != "category_id" or value is None or db.session.get(TaskCategory, value) is not None


def _told(task: Task, before: dict[str, Any], *, undo: Act, by: Actor) -> Noted:
    settled(task)
    record(TaskRestored(task_id=task.id, act_id=undo.id), by=by)
    return Noted(RECORD, task.id, *changed_columns(before, kept_columns(task)))
