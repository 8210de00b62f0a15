"""What people write down about a record."""

from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, DateTime, Index, Text, literal_column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column, made_at_column

EntryKind = Literal["note", "call", "meeting", "mail"]
ENTRY_KINDS: Final[tuple[EntryKind, ...]] = ("note", "call", "meeting", "mail")


class Entry(TenantModel):
    """A note, call, meeting or mail. ``happened_at`` is when it took place, which may be before it was told.

    ``details`` by kind: a call's ``direction`` and ``minutes``, a meeting's ``place``, a mail's ``direction``
    and ``subject``. ``mention_ids`` are the users whom the text names.
    """

    __tablename__ = "timeline_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('note', 'call', 'meeting', 'mail')", name="kind"),
        Index(
            "ix_timeline_entry_about",
            "about_kind",
            "about_id",
            literal_column("happened_at DESC"),
            literal_column("id DESC"),
        ),
        Index(
            "ix_timeline_entry_pinned",
            "about_kind",
            "about_id",
            postgresql_where=text("pinned_at IS NOT NULL AND deleted_at IS NULL"),
        ),
    )

    id: Mapped[int] = id_column()
    about_kind: Mapped[str] = mapped_column(Text)
    about_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[EntryKind] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text, server_default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    happened_at: Mapped[datetime] = made_at_column()
    mention_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = made_at_column()
    changed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    pinned_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    pinned_by: Mapped[int | None] = mapped_column(BigInteger)
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_by: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(server_default="1")
