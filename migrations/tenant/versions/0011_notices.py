"""What people want to be told of, and when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Build them."""
    op.add_column(
        "notice", sa.Column("in_bell", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.add_column("notice", sa.Column("letter", sa.Text(), nullable=True))
    op.add_column(
        "notice",
        sa.Column(
            "context",
            postgresql.JSONB(none_as_null=True),
            nullable=True,
            comment="ids and small values, as the mail's",
        ),
    )
    op.add_column("notice", sa.Column("mail_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notice", sa.Column("mail_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_notice_mail_due",
        "notice",
        ["user_id"],
        unique=False,
        postgresql_where=sa.text("mail_due_at IS NOT NULL"),
    )
