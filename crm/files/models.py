"""What is known of a stored file; its bytes lie in the store under ``key``."""

from datetime import datetime
from typing import Final, Literal

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, LargeBinary, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column, made_at_column

Use = Literal["file", "photo"]
USES: Final[tuple[Use, ...]] = ("file", "photo")


class StoredFile(TenantModel):
    """A file that hangs on a record, or the photo of one. ``key`` is random: names never meet on disk.

    ``about_kind`` and ``about_id`` name the record by its anchor; who sees that record sees the file.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("use IN ('file', 'photo')", name="use"),
        Index("ix_stored_file_about", "about_kind", "about_id", "use", "id"),
        Index("uq_stored_file_key", "key", unique=True),
    )

    id: Mapped[int] = id_column()
    key: Mapped[str] = mapped_column(Text)
    use: Mapped[Use] = mapped_column(Text, server_default="file")
    about_kind: Mapped[str] = mapped_column(Text)
    about_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text, comment="as its owner calls it")
    media_type: Mapped[str] = mapped_column(Text, comment="by content, not by name")
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int | None] = mapped_column(SmallInteger, comment="a photo's, in pixels")
    height: Mapped[int | None] = mapped_column(SmallInteger)
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = made_at_column()
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_by: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(server_default="1")
