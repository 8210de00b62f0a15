"""Tasks, what they are sorted into, and templates of several at once."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    func,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.kernel.access import Actor
from crm.kernel.db import TenantModel, id_column, made_at_column
from crm.kernel.i18n import locale

SOME_TIME: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""Where a task without a date stands in the order of what is due."""


class TaskCategory(TenantModel):
    """What a task is: a call, a letter, a meeting … ``labels`` name it per language (L10-2)."""

    __tablename__ = "task_category"
    __table_args__ = (Index("uq_task_category_name", func.lower(sql("name")), unique=True),)

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(Text)
    labels: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}", comment="{language: label}")
    hue: Mapped[int] = mapped_column(SmallInteger)
    position: Mapped[int] = mapped_column(SmallInteger)

    @property
    def shown(self) -> str:
        """What the reader calls it: its label in their language, else its name."""
        return self.labels.get(locale()) or self.name


class Task(TenantModel):
    """Something that somebody is to do: on a day (``due_on``), at an instant (``due_at``), or some time.

    ``zone`` is the zone that an instant was meant in: what recurs keeps its time of day there. ``recurrence``
    is a rule of RFC 5545 (``crm.tasks.recurrence``), counted on from this task; ``next_id`` is the one that
    followed. ``reminders`` are minutes before it is due. ``due_order`` is what lists are sorted by.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("due_on IS NULL OR due_at IS NULL", name="due"),
        CheckConstraint("repeats IN ('done', 'clock')", name="repeats"),
        Index(
            "ix_task_open",
            "due_order",
            "id",
            postgresql_where=sql("done_at IS NULL AND deleted_at IS NULL"),
        ),
        Index(
            "ix_task_assignee_ids",
            "assignee_ids",
            postgresql_using="gin",
            postgresql_where=sql("done_at IS NULL AND deleted_at IS NULL"),
        ),
        Index("ix_task_made_by", "made_by", postgresql_where=sql("done_at IS NULL AND deleted_at IS NULL")),
        Index("ix_task_done_at", "done_at", "id", postgresql_where=sql("done_at IS NOT NULL")),
        Index("ix_task_about", "about_kind", "about_id"),
        Index("ix_task_deleted_at", "deleted_at", postgresql_where=sql("deleted_at IS NOT NULL")),
    )

    id: Mapped[int] = id_column()
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, server_default="")
    category_id: Mapped[int | None] = mapped_column(ForeignKey("task_category.id", ondelete="SET NULL"))
    priority: Mapped[int] = mapped_column(SmallInteger, server_default="0", comment="1 high, 0, -1 low")
    due_on: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    due_order: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    zone: Mapped[str] = mapped_column(Text, server_default="UTC")
    assignee_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    about_kind: Mapped[str | None] = mapped_column(Text)
    about_id: Mapped[int | None] = mapped_column(BigInteger)
    recurrence: Mapped[str] = mapped_column(Text, server_default="")
    repeats: Mapped[str] = mapped_column(
        Text, server_default="done", comment="what makes the next one: that it is done, or the clock"
    )
    next_id: Mapped[int | None] = mapped_column(BigInteger, comment="the task that followed it")
    reminders: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    checklist: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, server_default=sql("'[]'"), comment="[{text, done}]"
    )
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    done_by: Mapped[int | None] = mapped_column(BigInteger)
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = made_at_column()
    changed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_by: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(server_default="1")

    category: Mapped[TaskCategory | None] = relationship(lazy="raise", viewonly=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> Any:
        """The tasks that this person may see, those that are done too."""
        from crm.tasks import access  # a floor above; callers read better with Task.visible_to(actor)

        return access.reached(actor, access.VIEW_TASKS)

    @classmethod
    def editable_by(cls, actor: Actor) -> Any:
        """The tasks that this person may change."""
        from crm.tasks import access

        return access.reached(actor, access.EDIT_TASKS)

    def is_late(self, *, now: datetime, today: date) -> bool:
        """Whether it should have been done by now, ``today`` being the reader's day."""
        if self.done_at is not None:
            return False
        return (self.due_at is not None and self.due_at < now) or (
            self.due_on is not None and self.due_on < today
        )


class TaskTemplate(TenantModel):
    """Several tasks to be made at once, each some days after the day that they are made for.

    ``items``: [{title, text, days, at, category_id, checklist}]; ``at`` is a time of day, or empty.
    """

    __tablename__ = "task_template"
    __table_args__ = (Index("uq_task_template_name", func.lower(sql("name")), unique=True),)

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(Text)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=sql("'[]'"))
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = made_at_column()
    version: Mapped[int] = mapped_column(server_default="1")


def order_of(due_on: date | None, due_at: datetime | None) -> datetime:
    """What a task is sorted by: its instant, the end of its day, or some time."""
    if due_at is not None:
        return due_at
    return datetime.combine(due_on + timedelta(days=1), time(), UTC) if due_on else SOME_TIME
