"""The deleted tasks, as whoever may bring them back sees them in the bin."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, literal, select, tuple_

from crm.journal.bins import Binned, Key
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.i18n import LazyText
from crm.kernel.search_text import patterns
from crm.tasks.access import deleted_within
from crm.tasks.models import Task
from crm.tasks.presenters import when

KIND: Final = "task"


def rows(actor: Actor, q: str, before: Key | None, limit: int) -> Sequence[Binned]:
    """A page of them, those deleted last first; one statement."""
    title = func.replace(func.lower(Task.title), "ё", "е")
    chosen = deleted_within(actor).where(*(title.like(pattern) for pattern in patterns(q)))
    if before is not None:
        last = tuple_(literal(before[0], Task.deleted_at.type), literal(before[1], Task.id.type))
        chosen = chosen.where(tuple_(Task.deleted_at, Task.id) < last)
    ordered = chosen.order_by(Task.deleted_at.desc(), Task.id.desc()).limit(limit)
    return [_binned(task) for task in db.session.scalars(ordered)]


def one(task_id: int, by: Actor) -> Binned:
    """One of them.

    Raises:
        NotFound: it is not in the bin, or the actor may not bring it back.
    """
    return _binned(found(deleted_within(by), id=task_id))


def asked_of(task_id: int, by: Actor) -> Mapping[str, LazyText | str]:
    """Nothing is asked: a task comes back as it was.

    Raises:
        NotFound: it is not in the bin, or the actor may not bring it back.
    """
    found(deleted_within(by), id=task_id)
    return {}


def old(before: datetime, after_id: int, limit: int) -> Sequence[int]:
    """The ids, above ``after_id``, of those that were deleted before that instant."""
    chosen = select(Task.id).where(Task.deleted_at < before, Task.id > after_id)
    return db.session.scalars(chosen.order_by(Task.id).limit(limit)).all()


def _binned(task: Task) -> Binned:
    assert task.deleted_at is not None
    return Binned(
        kind=KIND, id=task.id, title=task.title, second=when.due(task).text, initials="✓", shape="company",
        deleted_at=task.deleted_at, deleted_by=task.deleted_by,
    )  # fmt: skip
