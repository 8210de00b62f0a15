"""A contact with its ways to be reached, its managers, and the derived rows that lists are read from."""

from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Select,
    SmallInteger,
    Text,
    false,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.kernel import names
from crm.kernel.access import Actor
from crm.kernel.db import TenantModel, id_column, made_at_column
from crm.kernel.i18n import locale

Kind = Literal["person", "company"]
Sharing = Literal["private", "read", "write"]
CommKind = Literal["email", "phone", "site", "messenger", "social", "address"]

KINDS: Final[tuple[Kind, ...]] = ("person", "company")
SHARINGS: Final[tuple[Sharing, ...]] = ("private", "read", "write")
COMM_KINDS: Final[tuple[CommKind, ...]] = ("email", "phone", "site", "messenger", "social", "address")
HUES: Final = 8
"""A type's colour is one of the design's hues, numbered from 1."""

ByteText: Final = Text(collation="C")
"""Compared byte by byte: the text is folded already, so this is the order of both alphabets."""


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


class Contact(TenantModel):
    """A person or a company. Names of both kinds are kept side by side: the kind may be switched.

    ``sort_name`` and ``search_text`` are folded by ``crm.kernel.search_text`` whenever names or ways to reach
    change. ``version`` counts changes of the contact, its managers and its sharing.
    """

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("kind IN ('person', 'company')", name="kind"),
        CheckConstraint("sharing IN ('private', 'read', 'write')", name="sharing"),
        Index("ix_contact_sort_name_id", "sort_name", "id", postgresql_where=text("deleted_at IS NULL")),
        Index("ix_contact_type_id_sort_name_id", "type_id", "sort_name", "id"),
        Index("ix_contact_deleted_at", "deleted_at", postgresql_where=text("deleted_at IS NOT NULL")),
        Index(
            "ix_contact_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "public.gin_trgm_ops"},
        ),
    )

    id: Mapped[int] = id_column()
    kind: Mapped[Kind] = mapped_column(Text)
    first_name: Mapped[str] = mapped_column(Text, server_default="")
    last_name: Mapped[str] = mapped_column(Text, server_default="")
    middle_name: Mapped[str] = mapped_column(Text, server_default="")
    name: Mapped[str] = mapped_column(Text, server_default="", comment="a company's")
    type_id: Mapped[int | None] = mapped_column(ForeignKey("contact_type.id"))
    description: Mapped[str] = mapped_column(Text, server_default="")
    sharing: Mapped[Sharing] = mapped_column(Text, server_default="private")
    sort_name: Mapped[str] = mapped_column(ByteText)
    search_text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = made_at_column()
    made_by: Mapped[int | None] = mapped_column(BigInteger, comment="user; None for the system")
    changed_at: Mapped[datetime] = made_at_column()
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="in the bin since")
    deleted_by: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(server_default="1")

    type: Mapped[ContactType | None] = relationship(lazy="raise")
    comms: Mapped[list["Comm"]] = relationship(
        lazy="raise", order_by="Comm.position, Comm.id", cascade="all, delete-orphan", passive_deletes=True
    )
    managers: Mapped[list["ContactManager"]] = relationship(
        lazy="raise", order_by="ContactManager.lead.desc(), ContactManager.user_id", viewonly=True
    )
    activity: Mapped["ContactActivity"] = relationship(lazy="raise", viewonly=True)

    @property
    def shown_name(self) -> str:
        """What the reader calls the contact, in the reader's form (L10-1)."""
        if self.kind == "company":
            return self.name
        return names.full_name(first=self.first_name, last=self.last_name, middle=self.middle_name)

    @property
    def initials(self) -> str:
        """One or two capitals for the picture's place."""
        return names.initials(self.shown_name)

    @property
    def is_shared(self) -> bool:
        """Whether every user of the workspace may see it (ACC-2)."""
        return self.sharing != "private"

    @classmethod
    def visible_to(cls, actor: Actor) -> Select[Any]:
        """The contacts that this person may see; the source of lists, counts, searches and jobs (ACC-6)."""
        from crm.contacts import access  # a floor above; callers read better with Contact.visible_to(actor)

        return access.reached(actor, access.VIEW_CONTACTS)

    @classmethod
    def editable_by(cls, actor: Actor) -> Select[Any]:
        """The contacts that this person may change."""
        from crm.contacts import access

        return access.reached(actor, access.EDIT_CONTACTS)


class Comm(TenantModel):
    """One way to reach a contact. ``normalised`` is compared: an e-mail in lower case, a phone as E.164.

    A phone that can't be right is kept as typed and marked with ``valid`` false (L10-3).
    """

    __tablename__ = "contact_comm"
    __table_args__ = (
        Index("ix_contact_comm_contact_id", "contact_id"),
        Index("ix_contact_comm_kind_normalised", "kind", "normalised"),
    )

    id: Mapped[int] = id_column()
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    kind: Mapped[CommKind] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    normalised: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text, server_default="", comment="work, home, mobile … or free text")
    primary: Mapped[bool] = mapped_column("is_primary", Boolean, server_default=false())
    position: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    valid: Mapped[bool] = mapped_column(Boolean, server_default=true())


class ContactManager(TenantModel):
    """A user who is in charge of a contact; one of several leads (CON-7)."""

    __tablename__ = "contact_manager"
    __table_args__ = (
        Index("ix_contact_manager_user_id", "user_id"),
        Index("uq_contact_manager_lead", "contact_id", unique=True, postgresql_where=text("is_lead")),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    lead: Mapped[bool] = mapped_column("is_lead", Boolean, server_default=false())

    user: Mapped[Any] = relationship("User", lazy="raise", viewonly=True)


class ContactActivity(TenantModel):
    """When something last happened with a contact; kept off the wide row, which it would rewrite."""

    __tablename__ = "contact_activity"
    __table_args__ = (
        Index("ix_contact_activity_last", text("last_activity_at DESC"), text("contact_id DESC")),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
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
