"""The derived rows that lists are read from: the access list, and when something last happened."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, PrimaryKeyConstraint, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.contacts.models.contact import ByteText
from crm.kernel.db import TenantModel, made_at_column


class ContactActivity(TenantModel):
    """When something last happened with a contact; kept off the wide row, which it would rewrite."""

    __tablename__ = "contact_activity"
    __table_args__ = (
        # with the instant, so that lists by activity need not read the row (INCLUDE)
        PrimaryKeyConstraint("contact_id", postgresql_include=["last_activity_at"]),
        Index("ix_contact_activity_last", text("last_activity_at DESC"), text("contact_id DESC")),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    last_activity_at: Mapped[datetime] = made_at_column()


class ContactAcl(TenantModel):
    """One row of the access list: this principal reaches this contact at this level (DATA, "Contacts").

    Derived, hence without foreign keys; written by ``access.derive_access`` in the transaction of what it
    derives from. ``sort_name`` and ``last_activity_at`` are copies, so that a list is one walk of an index.
    """

    __tablename__ = "contact_acl"
    __table_args__ = (
        Index("ix_contact_acl_activity", "principal", text("last_activity_at DESC"), text("contact_id DESC")),
        Index("ix_contact_acl_sort_name", "principal", "sort_name", "contact_id"),
        Index("ix_contact_acl_contact_id", "contact_id"),
    )

    principal: Mapped[str] = mapped_column(ByteText, primary_key=True)
    contact_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(SmallInteger)
    last_activity_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sort_name: Mapped[str] = mapped_column(ByteText)
