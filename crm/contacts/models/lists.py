"""The workspace's own lists that contacts are told apart by: types and tags (CON-2, CON-5)."""

from datetime import datetime
from typing import Final

from sqlalchemy import Index, SmallInteger, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, id_column, made_at_column
from crm.kernel.i18n import locale

HUES: Final = 8
"""A colour is one of the design's hues, numbered from 1."""


class ContactType(TenantModel):
    """One of the workspace's kinds of contact: client, supplier … ``labels`` name it per language (L10-2)."""

    __tablename__ = "contact_type"
    __table_args__ = (Index("uq_contact_type_name", func.lower(text("name")), unique=True),)

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(Text)
    labels: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}", comment="{language: label}")
    hue: Mapped[int] = mapped_column(SmallInteger)
    position: Mapped[int] = mapped_column(SmallInteger)

    @property
    def shown(self) -> str:
        """What the reader calls it: its label in their language, else its name."""
        return self.labels.get(locale()) or self.name


class Tag(TenantModel):
    """A word that contacts are marked with; a contact keeps the ids in ``tag_ids``."""

    __tablename__ = "tag"
    __table_args__ = (Index("uq_tag_name", func.lower(text("name")), unique=True),)

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(Text)
    labels: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}", comment="{language: label}")
    hue: Mapped[int] = mapped_column(SmallInteger)
    made_at: Mapped[datetime] = made_at_column()

    @property
    def shown(self) -> str:
        """What the reader calls it: its label in their language, else its name."""
        return self.labels.get(locale()) or self.name
