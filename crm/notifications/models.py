"""A notice: this person was told of that fact."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column, made_at_column


class Notice(TenantModel):
    """One line of somebody's bell. ``about_kind`` and ``about_id`` are the anchor of the record it tells of.

    A person is told of a fact once, however often the telling is repeated. While a mail of it waits for its
    time, ``mail_due_at`` says when, and ``letter`` with ``context`` what it is written from; ``mail_id`` is
    the mail that told of it. Who wants nothing of the kind in the bell keeps the row, out of sight and read.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("uq_notice_fact_id_user_id", "fact_id", "user_id", unique=True),
        Index("ix_notice_user_id_id", "user_id", "id"),
        Index("ix_notice_unread", "user_id", postgresql_where=text("read_at IS NULL")),
        Index("ix_notice_mail_due", "user_id", postgresql_where=text("mail_due_at IS NOT NULL")),
    )

    id: Mapped[int] = id_column()
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    fact_id: Mapped[int] = mapped_column(ForeignKey("fact.id"))
    about_kind: Mapped[str | None] = mapped_column(Text)
    about_id: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = made_at_column()
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    in_bell: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    letter: Mapped[str | None] = mapped_column(Text)
    context: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB(none_as_null=True), comment="ids and small values, as the mail's"
    )
    mail_due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    mail_id: Mapped[int | None] = mapped_column(BigInteger)
