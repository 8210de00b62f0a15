"""Templates: several tasks at once, each some days after the day that they are made for."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from crm.journal.actions import keep
from crm.journal.restorers import Noted
from crm.kernel import clock
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid, Stale
from crm.kernel.facts import record
from crm.kernel.forms import read
from crm.kernel.i18n import lazy
from crm.kernel.lists import unique_name
from crm.tasks.access import CREATE_TASKS, MANAGE_TASK_LISTS
from crm.tasks.actions.noting import RECORD, kept_columns
from crm.tasks.actions.saving import make
from crm.tasks.facts import TaskTemplateAdded, TaskTemplateDeleted, TaskTemplateEdited
from crm.tasks.forms import TaskShape, TaskTemplateShape, TaskTemplateUseShape
from crm.tasks.models import Task, TaskCategory, TaskTemplate

MOST: Final = 100
TAKEN: Final = lazy("There is a template of this name already.")


def add_template(shape: TaskTemplateShape, *, by: Actor) -> TaskTemplate:
    """Add a template.

    Raises:
        Invalid: the name is taken.
        Conflict: there are too many.
    Records: TaskTemplateAdded.
    """
    by.must(MANAGE_TASK_LISTS)
    if (db.session.scalar(select(func.count()).select_from(TaskTemplate)) or 0) >= MOST:
        raise Conflict(lazy("There can be at most %(most)s templates.", most=MOST))
    added = TaskTemplate(made_by=by.user_id, **_columns(shape))
    with unique_name(TAKEN):
        db.session.add(added)
    record(TaskTemplateAdded(task_template_id=added.id), by=by)
    return added


def edit_template(
    template: TaskTemplate, shape: TaskTemplateShape, *, version: int | None = None, by: Actor
) -> TaskTemplate:
    """Change a template; tasks that were made by it stay as they are.

    Raises:
        Invalid: the name is taken.
        Stale: it was changed since ``version``.
    Records: TaskTemplateEdited, if anything differs.
    """
    by.must(MANAGE_TASK_LISTS)
    db.session.refresh(template, with_for_update=True)
    if version is not None and template.version != version:
        raise Stale
    typed = _columns(shape)
    if all(getattr(template, name) == value for name, value in typed.items()):
        return template
    with unique_name(TAKEN):
        for name, value in typed.items():
            setattr(template, name, value)
        template.version += 1
    record(TaskTemplateEdited(task_template_id=template.id), by=by)
    return template


def delete_template(template: TaskTemplate, *, by: Actor) -> None:
    """Delete a template; tasks that were made by it stay.

    Records: TaskTemplateDeleted.
    """
    by.must(MANAGE_TASK_LISTS)
    db.session.delete(template)
    db.session.flush()
    record(TaskTemplateDeleted(task_template_id=template.id), by=by)


def use_template(template: TaskTemplate, shape: TaskTemplateUseShape, *, by: Actor) -> list[Task]:
    """Make the template's tasks, for a day and a record; undone by one act.

    Raises:
        Invalid: as ``add_task``; or a day is too far away.
    Records: TaskAdded for each.
    """
    by.must(CREATE_TASKS)
    first = shape.on or clock.now().astimezone(ZoneInfo(by.time_zone)).date()
    made = [make(task, by=by) for task in _tasks(template, shape, first)]
    noted = [Noted(RECORD, task.id, None, kept_columns(task)) for task in made]
    keep("tasks.made", noted, about=(RECORD, made[0].id), by=by)
    return made


def _tasks(template: TaskTemplate, shape: TaskTemplateUseShape, first: date) -> Iterator[TaskShape]:
    known = set(db.session.scalars(select(TaskCategory.id)))
    for item in template.items:
        category = item.get("category_id")
        values: dict[str, Any] = {"title": item["title"], "text": item.get("text", "")}
        values["category_id"] = category if category in known else None
        values["assignee_ids"] = shape.assignee_ids
        values["about"] = shape.about.model_dump() if shape.about else None
        yield read(TaskShape, {**values, **_due(item, first)})


def _due(item: dict[str, Any], first: date) -> dict[str, Any]:
    try:
        day = first + timedelta(days=item.get("days", 0))
    except OverflowError:
        raise Invalid({"on": lazy("This date is too far away.")}) from None
    return {"due_at": f"{day.isoformat()}T{item['at']}"} if item.get("at") else {"due_on": day}


def _columns(shape: TaskTemplateShape) -> dict[str, Any]:
    return {"name": shape.name, "items": [item.model_dump() for item in shape.items]}
