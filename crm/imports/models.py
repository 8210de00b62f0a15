"""An import, and the lines of its file as they were found good or faulty."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.contacts.models.contact import ByteText
from crm.kernel.db import TenantModel, id_column, made_at_column

KIND: Final = "contact_import"
"""What anchors and addresses call an import."""


class Stage(StrEnum):
    """How far an import is. The last three are its ends."""

    MAPPING = "mapping"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Verdict(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    KNOWN = "known"
    FAULTY = "faulty"
    DONE = "done"


class Import(TenantModel):
    """One file on its way. ``shape`` is how it is read, ``wish`` what its columns mean, as a person chose.

    ``key`` names its bytes in the store, from where they are swept after three days. ``counts`` is what the
    dry run found, ``report`` what the run did; ``run_id`` is the run that works, or worked, on it last.
    """

    __tablename__ = "contact_import"
    __table_args__ = (Index("ix_contact_import_made_by", "made_by", "id"),)

    id: Mapped[int] = id_column()
    stage: Mapped[str] = mapped_column(Text, server_default=Stage.MAPPING.value)
    name: Mapped[str] = mapped_column(Text, comment="the file's")
    size: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(Text)
    shape: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    seen: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}", comment="columns, sample, rows")
    wish: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    report: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"))
    act_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))
    made_by: Mapped[int | None] = mapped_column(BigInteger, comment="user")
    made_at: Mapped[datetime] = made_at_column()


class ImportLine(TenantModel):
    """A line of a file: its cells as they stand there, and what shall be written for it, or why it can't be.

    ``wanted`` holds rows as the tables have them; ``faults`` are sentences with the names of their columns.
    A line that became a contact is dropped in the same transaction; the others stay for the report.
    Companies that lines name have lines of their own, below zero, by ``match_key``; ``contact_id`` is the one
    that is there already, or what the line became.
    """

    __tablename__ = "import_line"
    __table_args__ = (
        Index("ix_import_line_verdict", "import_id", "verdict", "line"),
        Index(
            "ix_import_line_match_key",
            "import_id",
            "match_key",
            postgresql_where=text("match_key IS NOT NULL"),
        ),
    )

    import_id: Mapped[int] = mapped_column(
        ForeignKey("contact_import.id", ondelete="CASCADE"), primary_key=True
    )
    line: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    verdict: Mapped[str] = mapped_column(Text)
    match_key: Mapped[str | None] = mapped_column(ByteText)
    contact_id: Mapped[int | None] = mapped_column(BigInteger)
    cells: Mapped[list[str]] = mapped_column(ARRAY(Text))
    wanted: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    faults: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
