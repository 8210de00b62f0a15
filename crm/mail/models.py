"""The ledger: one row for each mail that was decided, in the transaction of its cause (NOT-2).

A row keeps whom a mail is for and the ids that it tells of, but neither its text nor a token: the job that
sends it writes it anew each time, in the recipient's language and of what the recipient may see by then.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import ControlModel, TenantModel, id_column, made_at_column


class MailKind(StrEnum):
    """What a doubt means for a mail: was it taken by the mail server before the connection broke?

    A notice and a secret are sent again with the same Message-ID, since losing one is worse than a doubled
    one; a secret gets a new token each time it is written. A bulk mail is never sent twice.
    """

    NOTICE = "notice"
    BULK = "bulk"
    SECRET = "secret"  # noqa: S105 (a kind of mail)


class MailState(StrEnum):
    """waiting → sending → sent | failed | unknown; dropped when by then nobody is to get it.

    ``sending`` is committed just before the text is handed over: a row found in it stands for a doubt.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class LedgerRow:
    """What both ledgers keep of a mail. ``error`` is the mail server's last complaint, for operators."""

    id: Mapped[int] = id_column()
    template: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    recipient: Mapped[str] = mapped_column(Text, comment="an e-mail address")
    recipient_name: Mapped[str] = mapped_column(Text, server_default="")
    locale: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str | None] = mapped_column(Text, comment="None: the workspace's")
    context: Mapped[dict[str, Any]] = mapped_column(JSONB, comment="ids and small values, never a secret")
    message_key: Mapped[str] = mapped_column(Text, unique=True, comment="the Message-ID's part before the @")
    state: Mapped[str] = mapped_column(Text, server_default=MailState.WAITING.value)
    doubts: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = made_at_column()
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Mail(LedgerRow, TenantModel):
    """A mail of a workspace. ``user_id`` is the user it goes to, None for somebody outside.

    ``about_kind`` and ``about_id`` name the record it tells of (an anchor), which its recipient has to see
    when it is sent.
    """

    __tablename__ = "mail"
    __table_args__ = (
        Index("ix_mail_unsent", "state", "made_at", postgresql_where=text("state <> 'sent'")),
        Index("ix_mail_made_at", "made_at"),
    )

    user_id: Mapped[int | None] = mapped_column(BigInteger)
    about_kind: Mapped[str | None] = mapped_column(Text)
    about_id: Mapped[int | None] = mapped_column(BigInteger)


class ControlMail(LedgerRow, ControlModel):
    """A mail without a workspace: to somebody who signs up or looks for their workspaces."""

    __tablename__ = "control_mail"
    __table_args__ = (Index("ix_control_mail_made_at", "made_at"), {"schema": "control"})
