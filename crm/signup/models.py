"""Who wants a workspace."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import ControlModel, id_column, made_at_column


class SignUp(ControlModel):
    """A wish for a workspace (TEN-1). Making it means that terms and privacy were accepted at ``made_at``.

    ``token_hashes`` are those of the newest confirmation links, since each mail carries a link of its own.
    The password is kept as its argon2id hash, and only until the workspace is named. ``tries`` counts how
    often its preparation was begun.
    """

    __tablename__ = "sign_up"
    __table_args__ = (
        Index("ix_sign_up_token_hashes", "token_hashes", postgresql_using="gin"),
        Index("ix_sign_up_email_made_at", func.lower(text("email")), "made_at"),
        {"schema": "control"},
    )

    id: Mapped[int] = id_column()
    business: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text)
    owner_name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Text)
    token_hashes: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary), server_default="{}")
    mails: Mapped[int] = mapped_column(server_default="0")
    tries: Mapped[int] = mapped_column(server_default="0")
    made_at: Mapped[datetime] = made_at_column()
    expires_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="of the links; None until the first mail is written"
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    tenant_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("control.tenant.id", ondelete="SET NULL")
    )
