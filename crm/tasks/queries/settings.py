"""The workspace's lists for tasks."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from crm.kernel.db import db
from crm.tasks.models import TaskCategory, TaskTemplate


def all_categories() -> Select[Any]:
    """The categories in their order."""
    return select(TaskCategory).order_by(TaskCategory.position, TaskCategory.id)


def categories() -> Sequence[TaskCategory]:
    """The same as a list; a workspace has at most fifty."""
    return db.session.scalars(all_categories()).all()


def all_templates() -> Select[Any]:
    """The templates by name."""
    return select(TaskTemplate).order_by(func.lower(TaskTemplate.name), TaskTemplate.id)


def templates() -> Sequence[TaskTemplate]:
    """The same as a list; a workspace has at most a hundred."""
    return db.session.scalars(all_templates()).all()
