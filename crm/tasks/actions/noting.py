"""A task's columns as the journal keeps them."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select

from crm.journal.actions import keep
from crm.journal.models import Act
from crm.journal.restorers import Noted
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import NotFound, Stale
from crm.tasks.models import Task, order_of

RECORD: Final = "task"
COLUMNS: Final = (
    "title", "text", "category_id", "priority", "due_on", "due_at", "zone", "assignee_ids", "about_kind",
    "about_id", "recurrence", "repeats", "reminders", "checklist", "next_id", "done_at", "done_by",
    "deleted_at", "deleted_by",
)  # fmt: skip
INSTANTS: Final = ("due_at", "done_at", "deleted_at")


def held(task: Task, *, version: int | None = None) -> Task:
    """The task, locked, as it is now.

    Raises:
        NotFound: it was deleted meanwhile.
        Stale: it was changed since ``version``.
    """
    fresh = select(Task).where(Task.id == task.id, Task.deleted_at.is_(None)).with_for_update()
    found: Task | None = db.session.scalar(fresh.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    if version is not None and found.version != version:
        raise Stale
    return found


def kept_columns(task: Task) -> dict[str, Any]:
    """The columns that an act may change; instants and days as ISO texts."""
    return {name: _kept(getattr(task, name)) for name in COLUMNS}


def changed_columns(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only those that differ, before and after."""
    names = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def put_back(task: Task, name: str, value: Any) -> None:
    """Give a column the value that the journal kept."""
    if value is not None and name in INSTANTS:
        value = datetime.fromisoformat(value)
    elif value is not None and name == "due_on":
        value = date.fromisoformat(value)
    setattr(task, name, value)


def settled(task: Task) -> None:
    """Count one change, and keep the order in step with the date; loads what PostgreSQL filled in."""
    task.due_order = order_of(task.due_on, task.due_at)
    task.version += 1
    task.changed_at = func.now()
    db.session.flush()
    db.session.refresh(task, ["changed_at", "done_at", "deleted_at"])


def kept(
    kind: str, task: Task, before: dict[str, Any], *, also: tuple[Noted, ...] = (), by: Actor
) -> Act | None:
    """Count one change and keep what it changed; None if nothing differs."""
    if kept_columns(task) == before:
        return None
    settled(task)
    was, now = changed_columns(before, kept_columns(task))
    return keep(kind, [Noted(RECORD, task.id, was, now), *also], about=(RECORD, task.id), by=by)


def _kept(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    return (
        [dict(one) if isinstance(one, dict) else one for one in value] if isinstance(value, list) else value
    )
