"""The workspace's categories of tasks."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select, update

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.lists import moved, unique_name
from crm.tasks.access import MANAGE_TASK_LISTS
from crm.tasks.facts import TaskCategoryAdded, TaskCategoryDeleted, TaskCategoryEdited
from crm.tasks.forms import TaskCategoryShape
from crm.tasks.models import Task, TaskCategory
from crm.tasks.queries.settings import categories

MOST: Final = 50
TAKEN: Final = lazy("There is a category of this name already.")


def add_category(shape: TaskCategoryShape, *, by: Actor) -> TaskCategory:
    """Add a category at the end of the list.

    Raises:
        Invalid: the name is taken.
        Conflict: the list is full.
    Records: TaskCategoryAdded.
    """
    by.must(MANAGE_TASK_LISTS)
    present = categories()
    if len(present) >= MOST:
        raise Conflict(lazy("There can be at most %(most)s categories.", most=MOST))
    added = TaskCategory(**shape.values(), position=len(present))
    with unique_name(TAKEN):
        db.session.add(added)
    record(TaskCategoryAdded(task_category_id=added.id), by=by)
    return added


def edit_category(category: TaskCategory, shape: TaskCategoryShape, *, by: Actor) -> TaskCategory:
    """Rename or colour a category anew.

    Raises:
        Invalid: the name is taken.
    Records: TaskCategoryEdited, if anything differs.
    """
    by.must(MANAGE_TASK_LISTS)
    typed = shape.values()
    if all(getattr(category, name) == value for name, value in typed.items()):
        return category
    with unique_name(TAKEN):
        for name, value in typed.items():
            setattr(category, name, value)
    record(TaskCategoryEdited(task_category_id=category.id), by=by)
    return category


def move_category(category: TaskCategory, *, to: int, by: Actor) -> None:
    """Put a category at this place of the list, counted from 0; places beyond the ends mean the ends.

    Records: TaskCategoryEdited, if the order differs.
    """
    by.must(MANAGE_TASK_LISTS)
    if moved(category, categories(), to=to):
        record(TaskCategoryEdited(task_category_id=category.id), by=by)


def delete_category(category: TaskCategory, *, by: Actor) -> int:
    """Delete a category; its tasks have none from now on. Returns how many they are.

    Records: TaskCategoryDeleted.
    """
    by.must(MANAGE_TASK_LISTS)
    of_it = update(Task).where(Task.category_id == category.id).values(category_id=None)
    tasks = int(db.session.execute(of_it).rowcount)  # type: ignore[attr-defined] # as a cursor counts
    db.session.delete(category)
    db.session.flush()
    record(TaskCategoryDeleted(task_category_id=category.id, tasks=tasks), by=by)
    return tasks


def furnish_categories(first: Sequence[tuple[str, int]]) -> None:
    """Give a new workspace its first categories, each a name in its language and a hue (TEN-3)."""
    if db.session.scalar(select(func.count()).select_from(TaskCategory)):
        return
    db.session.add_all(
        TaskCategory(name=name, labels={}, hue=hue, position=position)
        for position, (name, hue) in enumerate(first)
    )
    db.session.flush()
