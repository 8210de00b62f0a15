"""What becomes of tasks when the record that they are about is merged or goes for good."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete

from crm.journal.relinking import Relinked
from crm.kernel.db import db
from crm.tasks.models import Task

TASKS: Final = Relinked(
    "task.about", Task, Task.about_id, of="contact", where=Task.about_kind == "contact",
    watched=(Task.version,),
)  # fmt: skip
"""Merging: what is to be done about the losers, done and deleted tasks too, goes to the survivor and back."""


def purge(contact_ids: Collection[int]) -> None:
    """Delete for good the tasks about contacts that go for good."""
    db.session.execute(delete(Task).where(Task.about_kind == "contact", Task.about_id.in_(contact_ids)))
