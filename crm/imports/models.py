"""An import, and the lines of its file as they were found good or faulty."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Boolean, ForeignKey, Index, Integer, Text, text
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


GOING_ON: Final = (Stage.CHECKING, Stage.RUNNING)
ENDED_EARLY: Final = (Stage.CANCELLED, Stage.FAILED)
"""What was checked may be left undone then."""


class Verdict(StrEnum):
    """What becomes of a line: a contact; a change of one; a question; nothing, since it is there already, is
    faulty, or its contact was changed between the dry run and the run."""

    NEW = "new"
    UPDATE = "update"
    ASK = "ask"
    KNOWN = "known"
    FAULTY = "faulty"
    CHANGED = "changed"
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

    ``wanted`` holds rows as the tables have them, of a change what it writes; ``faults`` are sentences with
    their slots, each after the heading of its column: they are told in the language of whoever reads them. Of
    a line that becomes a contact no ``cells`` are kept. ``keys`` are hashes of what it could be the same as
    another line by. A line that became a contact, or changed one, is gone in the same transaction; the others
    stay for the report. Companies that lines name have lines of their own, below
    zero, if they are not there yet; ``contact_id`` is the contact that is there already. No foreign key looks
    for the same import once more with each of a million lines: whoever removes an import removes them.
    """

    __tablename__ = "import_line"
    __table_args__ = (Index("ix_import_line_verdict", "import_id", "verdict", "line"),)

    import_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    line: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    verdict: Mapped[str] = mapped_column(Text)
    contact_id: Mapped[int | None] = mapped_column(BigInteger)
    keys: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    cells: Mapped[list[str]] = mapped_column(ARRAY(Text))
    wanted: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    faults: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))


class ImportCompany(TenantModel):
    """A company that people of a file work for, by its name as it is compared.

    ``contact_id`` is the one that is there, or what its ``line`` became: below zero one that was staged for
    the name, above a row of the file, which may be there though nobody ``named`` it.
    """

    __tablename__ = "import_company"

    import_id: Mapped[int] = mapped_column(
        ForeignKey("contact_import.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(ByteText, primary_key=True)
    line: Mapped[int | None] = mapped_column(Integer)
    contact_id: Mapped[int | None] = mapped_column(BigInteger)
    named: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
