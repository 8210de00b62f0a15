"""Adding tasks and changing them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from crm.journal.actions import keep
from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.errors import Invalid, NotFound
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.tasks.access import CREATE_TASKS, EDIT_TASKS, NOT_YOURS
from crm.tasks.actions import planning
from crm.tasks.actions.noting import RECORD, held, kept, kept_columns
from crm.tasks.facts import TaskAdded, TaskEdited
from crm.tasks.forms import TaskShape, check
from crm.tasks.models import Task, TaskCategory, order_of
from crm.tasks.queries.people import impossible

PLAIN = ("title", "text", "category_id", "priority", "due_on", "due_at", "recurrence", "repeats", "reminders")


def add_task(shape: TaskShape, *, by: Actor) -> Task:
    """Add a task; whoever else is to do it is told. Without assignees it is the actor's own.

    Raises:
        Invalid: it doesn't fit together, or names somebody, a category or a record that isn't there.
    Records: TaskAdded.
    """
    task = make(shape, by=by)
    keep("tasks.made", [Noted(RECORD, task.id, None, kept_columns(task))], about=(RECORD, task.id), by=by)
    return task


def make(shape: TaskShape, *, by: Actor) -> Task:
    """The same without an act of its own: for what makes several.

    Raises:
        Invalid: as ``add_task``.
    Records: TaskAdded.
    """
    by.must(CREATE_TASKS)
    check(shape)
    must_exist(shape, present=None, by=by)
    task = Task(made_by=by.user_id, zone=by.time_zone)
    _write(task, shape, by=by)
    task.due_order = order_of(task.due_on, task.due_at)
    db.session.add(task)
    db.session.flush()
    planning.plan(task)
    record(TaskAdded(task_id=task.id, assigned=_others(task.assignee_ids, by)), by=by)
    return task


def edit_task(task: Task, shape: TaskShape, *, version: int | None = None, by: Actor) -> Task:
    """Change a task to what was typed; nothing happens if nothing differs. Who is new to it is told.

    Raises:
        Forbidden: the actor may not.
        Stale: it was changed since ``version``.
        Invalid: as ``add_task``.
    Records: TaskEdited.
    """
    by.must(EDIT_TASKS, task, why=NOT_YOURS)
    task = held(task, version=version)
    check(shape)
    must_exist(shape, present=task, by=by)
    before, known = kept_columns(task), set(task.assignee_ids)
    was_due = (task.due_on, task.due_at)
    _write(task, shape, by=by)
    if (task.due_on, task.due_at) != was_due:
        task.zone = by.time_zone
    act = kept("tasks.edited", task, before, by=by)
    if act is None:
        return task
    planning.plan(task)
    after = kept_columns(task)
    fields = [name for name in before if before[name] != after[name]]
    new = _others(set(task.assignee_ids) - known, by)
    record(TaskEdited(task_id=task.id, act_id=act.id, fields=fields, assigned=new), by=by)
    return task


def _write(task: Task, shape: TaskShape, *, by: Actor) -> None:
    for name in PLAIN:
        setattr(task, name, getattr(shape, name))
    task.assignee_ids = shape.assignee_ids or ([by.user_id] if by.user_id else [])
    task.about_kind = shape.about.kind if shape.about else None
    task.about_id = shape.about.id if shape.about else None
    task.checklist = [step.model_dump() for step in shape.checklist]


def must_exist(shape: TaskShape, *, present: Task | None, by: Actor) -> None:
    """Refuse what the task names and what isn't there; what it names already may stay.

    Raises:
        Invalid: with the field.
    """
    kept_ids = set(present.assignee_ids) if present else set()
    if impossible(set(shape.assignee_ids) - kept_ids):
        raise Invalid({"assignee_ids": lazy("One of these people can't be given tasks.")})
    if shape.category_id is not None and db.session.get(TaskCategory, shape.category_id) is None:
        raise Invalid({"category_id": lazy("There is no such category.")})
    about = (shape.about.kind, shape.about.id) if shape.about else None
    if about and (present is None or (present.about_kind, present.about_id) != about):
        try:
            anchors.found(*about, by)
        except NotFound:
            raise Invalid({"about": lazy("There is no such record, or you have no access to it.")}) from None


def _others(user_ids: Collection[int], by: Actor) -> list[int]:
    return sorted(user_id for user_id in user_ids if user_id != by.user_id)


def copied(task: Task, **values: Any) -> Task:
    """A new task like this one, with other values; its checklist not ticked."""
    names = ("title", "text", "category_id", "priority", "zone", "assignee_ids", "about_kind", "about_id",
             "repeats", "reminders", "made_by")  # fmt: skip
    copy = Task(**{name: getattr(task, name) for name in names}, **values)
    copy.checklist = [{**step, "done": False} for step in task.checklist]
    copy.due_order = order_of(copy.due_on, copy.due_at)
    db.session.add(copy)
    db.session.flush()
    return copy


def by_id(task_id: int) -> Task | None:
    """The task, also a deleted one, locked: for jobs, which come as the system."""
    found: Task | None = db.session.scalar(select(Task).where(Task.id == task_id).with_for_update())
    return found
