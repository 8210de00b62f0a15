"""Pairs of contacts that may be one and the same (CON-17)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, made_at_column


class DuplicatePair(TenantModel):
    """Two contacts, the lower id first; ``score`` of 100, and why: ``reasons`` is ``[{kind, value}]``.

    ``dismissed_at`` remembers that somebody said they are two: the finder leaves the pair alone then.
    """

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        CheckConstraint("low_id < high_id", name="order"),
        Index(
            "ix_duplicate_pair_score",
            text("score DESC"),
            "low_id",
            "high_id",
            postgresql_where=text("dismissed_at IS NULL"),
        ),
        Index("ix_duplicate_pair_high_id", "high_id"),
    )

    low_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    high_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    score: Mapped[int] = mapped_column(SmallInteger)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    found_at: Mapped[datetime] = made_at_column()
    dismissed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    dismissed_by: Mapped[int | None] = mapped_column(BigInteger)
