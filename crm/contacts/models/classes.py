"""Classes of contacts, and who reaches a contact by a grant (ACC-3, ACC-4).

A grantee is written as the access list writes it: ``u7`` is user 7, ``g3`` group 3. ``level`` is a
``kernel.access.Level``: read or write.
"""

from sqlalchemy import ForeignKey, Index, SmallInteger, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.contacts.models.contact import ByteText
from crm.kernel.db import TenantModel, id_column
from crm.kernel.i18n import locale


class ContactClass(TenantModel):
    """A class that a contact may be of, at most one; whoever it is granted to reaches its contacts."""

    __tablename__ = "contact_class"
    __table_args__ = (Index("uq_contact_class_name", func.lower(text("name")), unique=True),)

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(Text)
    labels: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}", comment="{language: label}")
    hue: Mapped[int] = mapped_column(SmallInteger)
    position: Mapped[int] = mapped_column(SmallInteger)
    version: Mapped[int] = mapped_column(server_default="1", comment="counts changes of its grants too")

    @property
    def shown(self) -> str:
        """What the reader calls it: its label in their language, else its name."""
        return self.labels.get(locale()) or self.name


class ClassGrant(TenantModel):
    """Who reaches the contacts of a class, and how far."""

    __tablename__ = "class_grant"
    __table_args__ = (Index("ix_class_grant_grantee", "grantee"),)

    class_id: Mapped[int] = mapped_column(
        ForeignKey("contact_class.id", ondelete="CASCADE"), primary_key=True
    )
    grantee: Mapped[str] = mapped_column(ByteText, primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger)


class ContactGrant(TenantModel):
    """Who else reaches one contact, and how far."""

    __tablename__ = "contact_grant"
    __table_args__ = (Index("ix_contact_grant_grantee", "grantee"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    grantee: Mapped[str] = mapped_column(ByteText, primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger)
