"""Who belongs to whom: people in companies, people and people, companies and companies (CON-9)."""

from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, SmallInteger, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.contacts.models.contact import Contact
from crm.kernel.db import TenantModel, id_column, made_at_column

LinkKind = Literal["employment", "people", "companies"]
LINK_KINDS: Final[tuple[LinkKind, ...]] = ("employment", "people", "companies")


class ContactLink(TenantModel):
    """``one`` is something to ``other``: of an ``employment`` the person is ``one``, the company ``other``.

    ``role`` is what one is to the other ("director", "daughter company"), ``back_role`` what the other is to
    one. ``is_main`` marks a person's main company, ``is_former`` what is over. Neither end lends the other
    access.
    """

    __tablename__ = "contact_link"
    __table_args__ = (
        CheckConstraint("kind IN ('employment', 'people', 'companies')", name="kind"),
        CheckConstraint("one_id <> other_id", name="two"),
        Index("uq_contact_link_ends", "one_id", "other_id", "kind", unique=True),
        Index("ix_contact_link_other_id", "other_id"),
    )

    id: Mapped[int] = id_column()
    kind: Mapped[LinkKind] = mapped_column(Text)
    one_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(Text, server_default="")
    back_role: Mapped[str] = mapped_column(Text, server_default="")
    main: Mapped[bool] = mapped_column("is_main", Boolean, server_default=false())
    former: Mapped[bool] = mapped_column("is_former", Boolean, server_default=false())
    position: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    made_at: Mapped[datetime] = made_at_column()

    one: Mapped[Contact] = relationship(lazy="raise", viewonly=True, foreign_keys=[one_id])
    other: Mapped[Contact] = relationship(lazy="raise", viewonly=True, foreign_keys=[other_id])
