"""Custom fields and the sections they stand in (CON-4)."""

from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column, made_at_column
from crm.kernel.i18n import locale

FieldType = Literal[
    "text", "long_text", "integer", "decimal", "money", "date", "datetime", "yes_no", "select",
    "multi_select", "url", "email", "phone", "user", "contact",
]  # fmt: skip
FIELD_TYPES: Final[tuple[FieldType, ...]] = (
    "text", "long_text", "integer", "decimal", "money", "date", "datetime", "yes_no", "select",
    "multi_select", "url", "email", "phone", "user", "contact",
)  # fmt: skip


class CustomSection(TenantModel):
    """A heading under which fields of one kind of record (``contact``) stand together.

    The fields of a deleted one stand without a heading, and find it again when it comes back.
    """

    __tablename__ = "custom_section"
    __table_args__ = (Index("ix_custom_section_record", "record", "position"),)

    id: Mapped[int] = id_column()
    record: Mapped[str] = mapped_column(Text, comment="the anchor kind of the records: contact, deal, case")
    name: Mapped[str] = mapped_column(Text)
    labels: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}", comment="{language: label}")
    position: Mapped[int] = mapped_column(SmallInteger)
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @property
    def shown(self) -> str:
        """What the reader calls it."""
        return self.labels.get(locale()) or self.name


class CustomField(TenantModel):
    """One field. ``options`` of a select: ``[{id, name, labels, archived}]``; values keep the option's id.

    A deleted field keeps its row and its values until the bin is emptied, so that deleting can be undone.
    ``indexed_at`` says that its values have an index of their own (numbers and dates that lists filter by).
    """

    __tablename__ = "custom_field"
    __table_args__ = (
        CheckConstraint("applies IN ('both', 'person', 'company')", name="applies"),
        Index(
            "uq_custom_field_record_name",
            "record",
            func.lower(text("name")),
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_custom_field_record", "record", "position"),
    )

    id: Mapped[int] = id_column()
    record: Mapped[str] = mapped_column(Text)
    type: Mapped[FieldType] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    labels: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}", comment="{language: label}")
    help: Mapped[str] = mapped_column(Text, server_default="")
    applies: Mapped[str] = mapped_column(Text, server_default="both")
    section_id: Mapped[int | None] = mapped_column(ForeignKey("custom_section.id", ondelete="SET NULL"))
    position: Mapped[int] = mapped_column(SmallInteger)
    required: Mapped[bool] = mapped_column(Boolean, server_default=false())
    unique: Mapped[bool] = mapped_column("is_unique", Boolean, server_default=false())
    in_list: Mapped[bool] = mapped_column(Boolean, server_default=false())
    filterable: Mapped[bool] = mapped_column(Boolean, server_default=false())
    default: Mapped[Any] = mapped_column("default_value", JSONB(none_as_null=True), nullable=True)
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    made_at: Mapped[datetime] = made_at_column()
    indexed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_by: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(server_default="1")

    @property
    def shown(self) -> str:
        """What the reader calls it."""
        return self.labels.get(locale()) or self.name

    @property
    def key(self) -> str:
        """Its name in ``custom``: the id as a text."""
        return str(self.id)


class UniqueValue(TenantModel):
    """A value of a unique field that some record outside the bin holds: the key is what refuses a second one.

    Written in the transaction of the record's change. ``value`` is folded, as ``values.unique_form`` says.
    """

    __tablename__ = "custom_unique"
    __table_args__ = (Index("ix_custom_unique_record_id", "record_id"),)

    field_id: Mapped[int] = mapped_column(ForeignKey("custom_field.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[str] = mapped_column(Text, primary_key=True)
    record_id: Mapped[int] = mapped_column(BigInteger)
