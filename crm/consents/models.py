"""Purposes that consent is asked for, and the ledger of what was given and withdrawn."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, DateTime, ForeignKey, Index, SmallInteger, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column, made_at_column
from crm.kernel.i18n import locale


class Purpose(TenantModel):
    """What consent is asked for ("news by e-mail"), and the words it is asked in.

    Changing ``text`` counts ``text_version`` up; what was given before was given to the older text.
    """

    __tablename__ = "consent_purpose"
    __table_args__ = (Index("uq_consent_purpose_name", func.lower(text("name")), unique=True),)

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(Text)
    labels: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}", comment="{language: label}")
    text: Mapped[str] = mapped_column(Text, server_default="")
    text_version: Mapped[int] = mapped_column(server_default="1")
    position: Mapped[int] = mapped_column(SmallInteger)
    archived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @property
    def shown(self) -> str:
        """What the reader calls it."""
        return self.labels.get(locale()) or self.name


class Consent(TenantModel):
    """One line of the ledger: ``given`` or withdrawn, for a purpose, to this text, then and from there.

    Append-only; the latest line of a contact and purpose holds. ``source`` is how it came (form, phone,
    paper, import …), ``text`` what was agreed to, word for word.
    """

    __tablename__ = "consent"
    __table_args__ = (
        Index("ix_consent_contact_id", "contact_id", "purpose_id", "id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = id_column()
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    purpose_id: Mapped[int] = mapped_column(ForeignKey("consent_purpose.id"))
    given: Mapped[bool] = mapped_column(Boolean)
    text_version: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(Text, server_default="")
    happened_at: Mapped[datetime] = made_at_column()
    source: Mapped[str] = mapped_column(Text, server_default="")
    note: Mapped[str] = mapped_column(Text, server_default="")
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = made_at_column()
