"""What people say in a case."""

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Boolean, DateTime, ForeignKey, Index, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column, made_at_column


class CaseComment(TenantModel):
    """A comment: an ``internal`` one is for colleagues only, others the customer sees too, in the portal.

    ``mention_ids`` are the users whom the text calls and who were told.
    """

    __tablename__ = "case_comment"
    __table_args__ = (Index("ix_case_comment_case_id", "case_id", "id"),)

    id: Mapped[int] = id_column()
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(Text)
    internal: Mapped[bool] = mapped_column("is_internal", Boolean, server_default=true())
    mention_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = made_at_column()
    changed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_by: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(server_default="1")
