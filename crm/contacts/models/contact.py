"""A contact with its ways to be reached and its managers."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Select,
    SmallInteger,
    Text,
    false,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models.lists import ContactType
from crm.files.models import StoredFile
from crm.kernel import names, photos
from crm.kernel.access import Actor
from crm.kernel.db import TenantModel, id_column, made_at_column

if TYPE_CHECKING:
    from crm.contacts.models.access import ContactActivity
    from crm.contacts.models.classes import ContactClass

Kind = Literal["person", "company"]
Sharing = Literal["private", "read", "write"]
CommKind = Literal["email", "phone", "site", "messenger", "social", "address"]

KINDS: Final[tuple[Kind, ...]] = ("person", "company")
SHARINGS: Final[tuple[Sharing, ...]] = ("private", "read", "write")
COMM_KINDS: Final[tuple[CommKind, ...]] = ("email", "phone", "site", "messenger", "social", "address")
ByteText: Final = Text(collation="C")
"""Compared byte by byte: the text is folded already, so this is the order of both alphabets."""


FACETS: Final = """array_remove(ARRAY[
    'kind=' || kind,
    'access=' || CASE WHEN restricted THEN 'restricted' ELSE sharing END,
    'author=' || coalesce(made_by::text, ''),
    'language=' || language, CASE WHEN language <> '' THEN 'language' END,
    'currency=' || currency, CASE WHEN currency <> '' THEN 'currency' END,
    'source=' || replace(lower(source), 'ё', 'е'), CASE WHEN source <> '' THEN 'source' END,
    'job_title=' || replace(lower(job_title), 'ё', 'е'), CASE WHEN job_title <> '' THEN 'job_title' END,
    CASE WHEN born_on IS NULL THEN 'born=' ELSE 'born' END
], NULL)"""
"""The values of a contact that filters ask for whole: ``field=value``; ``field`` where anything is known."""


CYRILLIC: Final = "Ѐ"
"""The first letter of the alphabet that stands behind the Latin one in the order of names."""
STRAY: Final = (
    "deleted_at IS NULL AND (sort_name < 'Ѐ' AND sort_name ~ '[Ѐ-ԯ]'"
    " OR sort_name >= 'Ѐ' AND sort_name ~ '[a-z]')"
)
"""The name begins in one alphabet and holds letters of the other."""


class Contact(TenantModel):
    """A person or a company. Names of both kinds are kept side by side: the kind may be switched.

    ``sort_name`` and ``search_text`` are folded by ``crm.kernel.search_text`` whenever names or ways to reach
    change. ``version`` counts changes of the contact, its managers and its sharing. A contact that was merged
    into another stays in the bin with ``merged_into``, so that its old id leads to the survivor (CON-16).
    """

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("kind IN ('person', 'company')", name="kind"),
        CheckConstraint("sharing IN ('private', 'read', 'write')", name="sharing"),
        Index("ix_contact_sort_name_id", "sort_name", "id", postgresql_where=text("deleted_at IS NULL")),
        Index("ix_contact_stray_name", "sort_name", "id", postgresql_where=text(STRAY)),
        Index("ix_contact_type_id_sort_name_id", "type_id", "sort_name", "id"),
        Index("ix_contact_deleted_at", "deleted_at", postgresql_where=text("deleted_at IS NOT NULL")),
        Index(
            "ix_contact_match_name",
            "match_name",
            postgresql_where=text("deleted_at IS NULL AND match_name <> ''"),
        ),
        Index(
            "ix_contact_company_name",
            "match_name",
            postgresql_where=text("deleted_at IS NULL AND kind = 'company'"),
        ),
        Index("ix_contact_made_at", "made_at"),
        Index("ix_contact_inn", "inn", postgresql_where=text("inn <> ''")),
        Index("ix_contact_external_id", "external_id", postgresql_where=text("external_id <> ''")),
        Index("ix_contact_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
        Index(
            "ix_contact_class_id_sort_name_id",
            "class_id",
            "sort_name",
            "id",
            postgresql_where=text("class_id IS NOT NULL"),
        ),
        Index(
            "ix_contact_found_by",
            "principals",
            "tag_ids",
            "custom",
            "search_text",
            "facets",
            postgresql_using="gin",
            postgresql_ops={"custom": "jsonb_path_ops", "search_text": "public.gin_trgm_ops"},
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
    language: Mapped[str] = mapped_column(Text, server_default="", comment="ISO 639-1; empty: unknown")
    source: Mapped[str] = mapped_column(Text, server_default="")
    currency: Mapped[str] = mapped_column(Text, server_default="", comment="ISO 4217; empty: the workspace's")
    born_on: Mapped[date | None] = mapped_column(Date)
    job_title: Mapped[str] = mapped_column(Text, server_default="")
    requisites: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}", comment="CON-21")
    custom: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}", comment="{field id: value}")
    tag_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    match_name: Mapped[str] = mapped_column(ByteText, server_default="", comment="compared for duplicates")
    inn: Mapped[str] = mapped_column(Text, server_default="", comment="a copy of the requisites'")
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), comment="the survivor")
    class_id: Mapped[int | None] = mapped_column(ForeignKey("contact_class.id"))
    restricted: Mapped[bool] = mapped_column(Boolean, server_default=false(), comment="ACC-4")
    principals: Mapped[list[str]] = mapped_column(
        ARRAY(ByteText),
        server_default="{}",
        deferred=True,
        deferred_raiseload=True,
        comment="a copy of the access list's, so that one index answers filter and access together",
    )
    facets: Mapped[list[str]] = mapped_column(
        ARRAY(ByteText),
        Computed(FACETS, persisted=True),
        nullable=False,
        deferred=True,
        deferred_raiseload=True,
        comment="what filters ask for whole, for the same index",
    )
    external_id: Mapped[str] = mapped_column(
        Text, server_default="", comment="its number in another program; imports match by it"
    )

    type: Mapped[ContactType | None] = relationship(lazy="raise")
    photo: Mapped[StoredFile | None] = relationship(lazy="raise", viewonly=True)
    comms: Mapped[list["Comm"]] = relationship(
        lazy="raise", order_by="Comm.position, Comm.id", cascade="all, delete-orphan", passive_deletes=True
    )
    managers: Mapped[list["ContactManager"]] = relationship(
        lazy="raise", order_by="ContactManager.lead.desc(), ContactManager.user_id", viewonly=True
    )
    activity: Mapped["ContactActivity"] = relationship(lazy="raise", viewonly=True)
    contact_class: Mapped["ContactClass | None"] = relationship(lazy="raise", viewonly=True)

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
    def photo_url(self) -> str:
        """Where the contact's photo is; empty without one."""
        return photos.url(self.photo.key) if self.photo_id and self.photo else ""

    @property
    def is_shared(self) -> bool:
        """Whether every user of the workspace may see it (ACC-2); a restricted one is shared with nobody."""
        return self.sharing != "private" and not self.restricted

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
    parts: Mapped[dict[str, str] | None] = mapped_column(
        JSONB(none_as_null=True), comment="an address: street, city, region, postal_code, country"
    )


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
