"""A case, and the contacts that it is about."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Select,
    SmallInteger,
    Text,
    and_,
    collate,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.cases.models.setup import CaseType
from crm.cases.models.words import ENDED, Priority, Source, Status
from crm.kernel.access import Actor
from crm.kernel.db import TenantModel, id_column, made_at_column
from crm.kernel.i18n import _

PEOPLE: Final = "array_remove(array_prepend(owner_id, member_ids || responsible_ids), NULL)"
"""Who sees the case by themselves: its owner, its members, the responsibles of its started steps (CAS-8)."""


class Case(TenantModel):
    """One interaction with customers, by its number (CAS-1).

    ``responsible_ids`` are whoever is responsible for a started step: the workflow's engine writes them, by
    ``actions.responsibles``. ``captured`` is what a form caught, as it was: ``[{label, value}]``.
    ``status_at`` is since when it has its status, ``closed_at`` since when it is solved or closed.
    ``version`` counts changes of the case, its contacts and its people.
    """

    __tablename__ = "case_record"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'in_progress', 'waiting', 'solved', 'closed')", name="status"),
        CheckConstraint("priority IN ('low', 'normal', 'high', 'urgent')", name="priority"),
        Index("uq_case_record_number", "number", unique=True),
        Index("ix_case_record_status", "status", "id", postgresql_where=text("deleted_at IS NULL")),
        Index("ix_case_record_changed_at", "changed_at", "id", postgresql_where=text("deleted_at IS NULL")),
        Index("ix_case_record_type_id", "type_id", "id"),
        Index("ix_case_record_due_on", "due_on", "id", postgresql_where=text("due_on IS NOT NULL")),
        Index("ix_case_record_deleted_at", "deleted_at", postgresql_where=text("deleted_at IS NOT NULL")),
        Index(
            "ix_case_record_found_by",
            "people_ids",
            "custom",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"custom": "jsonb_path_ops", "search_text": "public.gin_trgm_ops"},
        ),
    )

    id: Mapped[int] = id_column()
    number: Mapped[str] = mapped_column(Text, comment="of the workspace's series; never given twice")
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, server_default="")
    type_id: Mapped[int | None] = mapped_column(ForeignKey("case_type.id"))
    source: Mapped[Source] = mapped_column(Text, server_default="manual")
    captured: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default=text("'[]'"))
    status: Mapped[Status] = mapped_column(Text, server_default="open")
    priority: Mapped[Priority] = mapped_column(Text, server_default="normal")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    member_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}", comment="users")
    responsible_ids: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), server_default="{}", comment="users who are responsible for a started step"
    )
    due_on: Mapped[date | None] = mapped_column(Date)
    custom: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}", comment="{field id: value}")
    search_text: Mapped[str] = mapped_column(Text, server_default="")
    made_at: Mapped[datetime] = made_at_column()
    made_by: Mapped[int | None] = mapped_column(BigInteger, comment="user; None for the system")
    changed_at: Mapped[datetime] = made_at_column()
    status_at: Mapped[datetime] = made_at_column()
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="in the bin since")
    deleted_by: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(server_default="1")
    people_ids: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger),
        Computed(PEOPLE, persisted=True),
        nullable=False,
        deferred=True,
        deferred_raiseload=True,
        comment="owner, members and responsibles together, for one index",
    )

    type: Mapped[CaseType | None] = relationship(lazy="raise", viewonly=True)

    @property
    def shown_name(self) -> str:
        """What a person calls it: its number, and its title."""
        return f"{self.shown_number} {self.title}"

    @property
    def shown_number(self) -> str:
        """The number as the reader writes it."""
        # Translators: the number of a case, such as "No. 2026-0147"
        return _("No. %(number)s", number=self.number)

    @property
    def is_open(self) -> bool:
        """Whether it is neither solved nor closed."""
        return self.status not in ENDED

    def people(self, *, without: int | None) -> list[int]:
        """Its owner, its members and the responsibles of its started steps, but for this user."""
        ids = {self.owner_id, *self.member_ids, *self.responsible_ids}
        return sorted(user_id for user_id in ids if user_id is not None and user_id != without)

    def is_overdue(self, today: date) -> bool:
        """Whether it is still open past the day it was due."""
        return self.is_open and self.due_on is not None and self.due_on < today

    @classmethod
    def visible_to(cls, actor: Actor) -> Select[Any]:
        """The cases that this person may see; the source of lists, counts, searches and jobs (CAS-8)."""
        from crm.cases import access  # a floor above; callers read better with Case.visible_to(actor)

        return access.reached(actor, access.VIEW_CASES)

    @classmethod
    def editable_by(cls, actor: Actor) -> Select[Any]:
        """The cases that this person may change."""
        from crm.cases import access

        return access.reached(actor, access.EDIT_CASES)


# What lists and boards of cases are sorted by, never NULL, and the indexes that have these orders. Written
# with constants, since a bound parameter is not always known to be what stands in the index.
BY_DUE: Final = func.coalesce(Case.due_on, literal_column("DATE '9999-12-31'"), type_=Date)
"""When it is due; what never is, at the end."""
BY_PRIORITY: Final = func.array_position(
    literal_column("ARRAY['low', 'normal', 'high', 'urgent']"), Case.priority, type_=Integer
)
"""The place of the priority, the lowest first."""
BY_TITLE: Final = collate(
    func.replace(func.lower(Case.title), literal_column("'ё'"), literal_column("'е'"), type_=Text), "C"
)
"""The title as ``views.conditions.folded`` has it."""
_KEPT: Final[dict[str, Any]] = {"postgresql_where": Case.deleted_at.is_(None)}
Index("ix_case_record_by_due", BY_DUE, Case.id, **_KEPT)
Index("ix_case_record_by_priority", BY_PRIORITY, Case.id, **_KEPT)
Index("ix_case_record_by_title", BY_TITLE, Case.id, **_KEPT)
Index("ix_case_record_board", Case.status, BY_PRIORITY.desc(), BY_DUE, Case.id, **_KEPT)
Index(
    "ix_case_record_ended", Case.status, Case.closed_at, Case.id,
    postgresql_where=and_(Case.deleted_at.is_(None), Case.status.in_(ENDED)),
)  # fmt: skip


class CaseContact(TenantModel):
    """A contact that a case is about; the first by ``position`` is the main one.

    After a merge two rows may name the same contact: it counts once, and un-merging finds both again.
    """

    __tablename__ = "case_contact"
    __table_args__ = (
        Index("ix_case_contact_case_id", "case_id", "position", "id"),
        Index("ix_case_contact_contact_id", "contact_id", "case_id"),
    )

    id: Mapped[int] = id_column()
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(SmallInteger, server_default="0")
