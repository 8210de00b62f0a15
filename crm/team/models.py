"""People of a workspace, what they may do, and how they come in."""

import json
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, DateTime, ForeignKey, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from crm.kernel import photos
from crm.kernel.db import TenantModel, id_column, made_at_column
from crm.team.schedule import Schedule, schedule_from

IDLE: Final = timedelta(days=14)
LASTS: Final = timedelta(days=30)
INVITATION_LASTS: Final = timedelta(days=7)
LINK_LASTS: Final = timedelta(hours=1)
USUAL_HOURS: Final = json.dumps({str(weekday): ["09:00", "18:00"] for weekday in range(1, 6)})


class Logo(TenantModel):
    """A picture for the workspace's name, drawn anew by ``kernel.pictures``; its id is its version.

    The one in use is the workspace's ``logo_id``; the one before it is kept, so that Undo can bring it back.
    """

    __tablename__ = "workspace_logo"

    id: Mapped[int] = id_column()
    png: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = made_at_column()


class Workspace(TenantModel):
    """The workspace's settings: always the one row with id 1 (TEN-4)."""

    __tablename__ = "workspace"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=1)
    name: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    first_weekday: Mapped[int] = mapped_column(server_default="1", comment="ISO: 1 is Monday, 7 Sunday")
    default_sharing: Mapped[str] = mapped_column(Text, server_default="private")
    both_names: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    working_hours: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=USUAL_HOURS, comment="{ISO weekday: [opens, closes]}; a missing day is closed"
    )
    holidays: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, server_default="[]", comment="[{on, name}] by date"
    )
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("workspace_logo.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(server_default="1")

    @property
    def schedule(self) -> Schedule:
        """When the workspace works, in its time zone."""
        return schedule_from(self.working_hours, self.holidays)


class User(TenantModel):
    """Somebody who works in the workspace. ``password_hash`` is argon2id; None until an invitation is taken.

    A deactivated user keeps the row, so that history can name them; ``deactivated_at`` shuts every door.
    """

    __tablename__ = "user_account"
    __table_args__ = (Index("uq_user_account_email", func.lower(text("email")), unique=True),)

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    password_changed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    locale: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str | None] = mapped_column(Text, comment="None: the workspace's")
    made_at: Mapped[datetime] = made_at_column()
    deactivated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(server_default="1")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="SET NULL"))
    settings: Mapped[dict[str, Any]] = mapped_column(
        JSONB,
        server_default="{}",
        comment="what they chose for themselves: {what: value}, as its package says",
    )
    photo_key: Mapped[str | None] = column_property(photos.key_of(photo_id))

    roles: Mapped[list["Role"]] = relationship(secondary="user_role", lazy="raise", order_by="Role.id")
    groups: Mapped[list["Group"]] = relationship(secondary="user_group_member", lazy="raise", viewonly=True)

    @property
    def photo_url(self) -> str:
        """Where the user's photo is; empty without one."""
        return photos.url(self.photo_key)

    @property
    def is_active(self) -> bool:
        """Flask-Login's word for somebody who may come in."""
        return self.deactivated_at is None

    @property
    def is_authenticated(self) -> bool:
        """Flask-Login asks this of everybody it meets."""
        return True

    @property
    def is_anonymous(self) -> bool:
        """Flask-Login asks this of everybody it meets."""
        return False

    def get_id(self) -> str:
        """Flask-Login's name for the id."""
        return str(self.id)


class Role(TenantModel):
    """A named table of reaches. ``builtin`` is owner, admin, manager or observer; None for their own."""

    __tablename__ = "role"

    id: Mapped[int] = id_column()
    builtin: Mapped[str | None] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    reaches: Mapped[dict[str, Any]] = mapped_column(
        JSONB,
        server_default="{}",
        comment="{permission key: reach 0–3}; a built-in role's is in code, this changes it",
    )
    help: Mapped[str] = mapped_column(Text, server_default="")
    version: Mapped[int] = mapped_column(server_default="1")


class UserRole(TenantModel):
    """Who has which role; several add up (ACC-5)."""

    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), primary_key=True, index=True)


class Group(TenantModel):
    """A named set of users, for access and for sharing out work. A deleted one keeps its row."""

    __tablename__ = "user_group"
    __table_args__ = (
        Index(
            "uq_user_group_name",
            func.lower(text("name")),
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(Text)
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(server_default="1")


class GroupMember(TenantModel):
    """Who belongs to which group."""

    __tablename__ = "user_group_member"

    group_id: Mapped[int] = mapped_column(ForeignKey("user_group.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Session(TenantModel):
    """One sign-in on one device. The cookie's token is kept hashed; ``ended_at`` shuts it at once.

    It ends after ``IDLE`` without a request, and in any case after ``LASTS``.
    """

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_user_id_ended_at", "user_id", "ended_at"),)

    id: Mapped[int] = id_column()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    device_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    agent: Mapped[str] = mapped_column(Text, server_default="")
    address: Mapped[str | None] = mapped_column(INET)
    made_at: Mapped[datetime] = made_at_column()
    seen_at: Mapped[datetime] = made_at_column()
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="the absolute end")
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    viewing_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL"), comment="an admin sees as this user (ACC-7)"
    )

    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])


class Invitation(TenantModel):
    """An invitation by e-mail. It is open until taken, withdrawn or expired; resending makes a new token.

    An expired one can be sent again. ``mail_id`` is the ledger row of its newest mail.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        Index(
            "uq_invitation_open_email",
            func.lower(text("email")),
            unique=True,
            postgresql_where=text("taken_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = id_column()
    email: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, server_default="")
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"))
    locale: Mapped[str] = mapped_column(Text)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = made_at_column()
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    mail_id: Mapped[int | None] = mapped_column(BigInteger)

    role: Mapped[Role] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        """Whether it was neither taken nor withdrawn."""
        return self.taken_at is None and self.withdrawn_at is None


class EmailChange(TenantModel):
    """A wish for another e-mail address: done when both the old and the new one have confirmed it (ACC-8)."""

    __tablename__ = "email_change"

    id: Mapped[int] = id_column()
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    new_email: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = made_at_column()
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    old_confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    new_confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="done, or taken back by a newer wish"
    )


class OneTimeToken(TenantModel):
    """A link's secret, kept hashed and bound to a purpose; made by the job that writes the mail.

    ``subject_id`` is what the purpose is about: a user, an invitation or an e-mail change.
    """

    __tablename__ = "one_time_token"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    purpose: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int] = mapped_column(BigInteger)
    detail: Mapped[str] = mapped_column(Text, server_default="")
    made_at: Mapped[datetime] = made_at_column()
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ApiToken(TenantModel):
    """A personal token: its user's rights, cut by its scopes; dies with the user."""

    __tablename__ = "api_token"

    id: Mapped[int] = id_column()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(JSONB)
    made_at: Mapped[datetime] = made_at_column()
    seen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    user: Mapped[User] = relationship(lazy="raise")
