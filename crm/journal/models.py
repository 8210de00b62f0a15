"""Acts that can be taken back, and what each of them changed. Append-only: an undo is an act of its own."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column, made_at_column

UNDO_LASTS: Final = timedelta(days=30)


class Act(TenantModel):
    """Something that somebody did and can take back within ``UNDO_LASTS``.

    ``kind`` names it (``contacts.edited``); ``undoes_id`` is the act that this one takes back, so that an act
    is undone once, and undone again only by undoing its undo. The fact that tells of it names it as
    ``act_id``.
    """

    __tablename__ = "act"
    __table_args__ = (
        Index("uq_act_undoes_id", "undoes_id", unique=True),
        Index("ix_act_about", "about_kind", "about_id", "id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = id_column()
    kind: Mapped[str] = mapped_column(Text)
    about_kind: Mapped[str | None] = mapped_column(Text)
    about_id: Mapped[int | None] = mapped_column(BigInteger, comment="None for acts on many records")
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))
    made_by: Mapped[int | None] = mapped_column(BigInteger, comment="user; None for the system")
    made_at: Mapped[datetime] = made_at_column()


class Change(TenantModel):
    """One record before and after an act. ``before`` None: it appeared; ``after`` None: it went.

    Both hold the same columns, only those that differ; instants and dates as ISO texts. Of what appeared
    blank ones may be left out. With ``skipped`` (a ``Reason``) it is what an undo left alone: then ``after``
    holds what it would have written.
    """

    __tablename__ = "act_change"
    __table_args__ = (
        Index("ix_act_change_act_id", "act_id", "id"),
        Index("ix_act_change_record", "record_kind", "record_id", "id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = id_column()
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    record_kind: Mapped[str] = mapped_column(Text)
    record_id: Mapped[int] = mapped_column(BigInteger)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    skipped: Mapped[str | None] = mapped_column(Text)
