"""Saved views, and what people have selected."""

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, DateTime, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column, made_at_column


class SavedView(TenantModel):
    """A list under a name. ``state`` is the query of its address: filters, order and columns.

    ``sharing`` is own, groups (``group_ids``) or all; whoever uses it sees with it what they may see at all.
    A deleted one keeps its row, so that Undo can bring it back.
    """

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_record", "record", "position"),)

    id: Mapped[int] = id_column()
    record: Mapped[str] = mapped_column(Text, comment="the anchor kind of the records: contact, deal, case")
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    sharing: Mapped[str] = mapped_column(Text, server_default="own")
    group_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    position: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    version: Mapped[int] = mapped_column(server_default="1")
    made_at: Mapped[datetime] = made_at_column()
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Selected(TenantModel):
    """One record in somebody's selection; it survives paging, sorting, reload and another device (CON-11)."""

    __tablename__ = "selected"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    record: Mapped[str] = mapped_column(Text, primary_key=True, comment="the anchor kind of the record")
    record_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
