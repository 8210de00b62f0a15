"""What remains of a person who was erased: that it was done, and the proof of what they had consented to."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, DateTime, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column, made_at_column


class Erasure(TenantModel):
    """An erasure, asked for and, from ``erased_at`` on, carried out. It holds nothing that names the person.

    ``part_ids`` are the records that were merged into the subject. ``counts`` is what went, by the key of
    its ``Holding``; ``proof`` the lines of the ledger of consents without their notes; ``marks`` keyed hashes
    of the person's addresses, by which whoever comes with one of them finds the proof. Both are kept for
    three years.
    """

    __tablename__ = "subject_erasure"
    __table_args__ = (Index("uq_subject_erasure_subject", "subject_kind", "subject_id", unique=True),)

    id: Mapped[int] = id_column()
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int] = mapped_column(BigInteger)
    part_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int | None] = mapped_column(BigInteger)
    asked_at: Mapped[datetime] = made_at_column()
    erased_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, server_default="{}")
    proof: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    marks: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")

    @property
    def ids(self) -> tuple[int, ...]:
        """The subject and those merged into it."""
        return (self.subject_id, *self.part_ids)
