"""Rows of the directory."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, ForeignKey, Index, LargeBinary, Text, false, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import ControlModel, id_column, made_at_column


class State(StrEnum):
    """Where a workspace stands. ``upgrading`` is a flag beside it and blocks nobody."""

    SPARE = "spare"
    PROVISIONING = "provisioning"
    FAILED = "failed"
    OPEN = "open"
    READ_ONLY = "read-only"
    SUSPENDED = "suspended"
    DELETING = "deleting"


class Tenant(ControlModel):
    """One workspace: its address, the database, schema and role it lives in, and its state.

    A spare has no slug yet. ``version`` is the revision of its schema, written in the transaction that
    migrates it. ``first_owner`` holds what furnishing needs (name, e-mail, password hash) and is blanked
    when the workspace opens.
    """

    __tablename__ = "tenant"
    __table_args__ = (Index("ix_tenant_state", "state"), {"schema": "control"})

    id: Mapped[int] = id_column()
    slug: Mapped[str | None] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text, server_default="")
    state: Mapped[str] = mapped_column(Text)
    database: Mapped[str] = mapped_column(Text, server_default="main")
    schema_name: Mapped[str] = mapped_column(Text, unique=True)
    role_name: Mapped[str] = mapped_column(Text, unique=True)
    locale: Mapped[str] = mapped_column(Text, server_default="en")
    time_zone: Mapped[str] = mapped_column(Text, server_default="UTC")
    version: Mapped[str | None] = mapped_column(Text)
    upgrading: Mapped[bool] = mapped_column(Boolean, server_default=false())
    furnished: Mapped[bool] = mapped_column(Boolean, server_default=false())
    first_owner: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    last_error: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = made_at_column()
    opened_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    delete_after: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Address(ControlModel):
    """Which workspaces know an e-mail address, by its keyed hash: for "find my workspace" alone (TEN-5)."""

    __tablename__ = "address"
    __table_args__ = (Index("ix_address_email_hash", "email_hash"), {"schema": "control"})

    tenant_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("control.tenant.id", ondelete="CASCADE"), primary_key=True
    )
    email_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)


LIVE = text("state IN ('open', 'read-only')")
