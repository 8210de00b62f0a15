"""What becomes of tasks when the record that they are about is merged or goes for good, and in the end."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func, select

from crm.journal.relinking import Relinked
from crm.kernel.db import db
from crm.tasks.models import Task

KEEPS: Final = timedelta(days=30)
AT_ONCE: Final = 500
TASKS: Final = Relinked(
    "task.about", Task, Task.about_id, of="contact", where=Task.about_kind == "contact",
    watched=(Task.version,),
)  # fmt: skip
"""Merging: what is to be done about the losers, done and deleted tasks too, goes to the survivor and back."""


def purge(contact_ids: Collection[int]) -> None:
    """Delete for good the tasks about contacts that go for good."""
    db.session.execute(delete(Task).where(Task.about_kind == "contact", Task.about_id.in_(contact_ids)))


def forget() -> bool:
    """Delete for good some of what was deleted more than 30 days ago; whether there may be more."""
    old = select(Task.id).where(Task.deleted_at < func.now() - KEEPS).order_by(Task.id).limit(AT_ONCE)
    ids = db.session.scalars(old.with_for_update(skip_locked=True)).all()
    db.session.execute(delete(Task).where(Task.id.in_(ids)))
    return len(ids) == AT_ONCE
