"""The directory, the job table and its four functions."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Build them."""
    op.create_table(
        "control_mail",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False, comment="an e-mail address"),
        sa.Column("recipient_name", sa.Text(), server_default="", nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=True, comment="None: the workspace's"),
        sa.Column(
            "context", postgresql.JSONB(), nullable=False, comment="ids and small values, never a secret"
        ),
        sa.Column("message_key", sa.Text(), nullable=False, comment="the Message-ID's part before the @"),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("doubts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_mail")),
        sa.UniqueConstraint("message_key", name=op.f("uq_control_mail_message_key")),
        schema="control",
    )
    op.create_index("ix_control_mail_made_at", "control_mail", ["made_at"], unique=False, schema="control")
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dedup_key", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), server_default="ready", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("max_attempts", sa.Integer(), server_default="12", nullable=False),
        sa.Column("lease_token", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint(
            "tenant_id",
            "kind",
            "dedup_key",
            name=op.f("uq_job_tenant_id_kind_dedup_key"),
            postgresql_nulls_not_distinct=True,
        ),
        schema="control",
    )
    op.create_index(
        "ix_job_fresh",
        "job",
        ["due_at"],
        unique=False,
        schema="control",
        postgresql_where=sa.text("state = 'ready' AND sent_at IS NULL"),
    )
    op.create_index(
        "ix_job_in_flight",
        "job",
        ["sent_at"],
        unique=False,
        schema="control",
        postgresql_where=sa.text("state IN ('ready', 'leased') AND sent_at IS NOT NULL"),
    )
    op.create_index(
        "ix_job_state_finished_at", "job", ["state", "finished_at"], unique=False, schema="control"
    )
    op.create_index(
        "ix_job_turns",
        "job",
        [sa.literal_column("coalesce(tenant_id, 0)"), "kind", "due_at"],
        unique=False,
        schema="control",
        postgresql_where=sa.text("state = 'ready' AND sent_at IS NULL"),
    )
    op.create_table(
        "tenant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("database", sa.Text(), server_default="main", nullable=False),
        sa.Column("schema_name", sa.Text(), nullable=False),
        sa.Column("role_name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), server_default="en", nullable=False),
        sa.Column("time_zone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("version", sa.Text(), nullable=True),
        sa.Column("upgrading", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("furnished", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("first_owner", postgresql.JSONB(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delete_after", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("role_name", name=op.f("uq_tenant_role_name")),
        sa.UniqueConstraint("schema_name", name=op.f("uq_tenant_schema_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_tenant_slug")),
        schema="control",
    )
    op.create_index("ix_tenant_state", "tenant", ["state"], unique=False, schema="control")
    op.create_table(
        "address",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("email_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["control.tenant.id"], name=op.f("fk_address_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "email_hash", name=op.f("pk_address")),
        schema="control",
    )
    op.create_index("ix_address_email_hash", "address", ["email_hash"], unique=False, schema="control")
    op.create_table(
        "sign_up",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("business", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("token_hashes", postgresql.ARRAY(sa.LargeBinary()), server_default="{}", nullable=False),
        sa.Column("mails", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "expires_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="of the links; None until the first mail is written",
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["control.tenant.id"], name=op.f("fk_sign_up_tenant_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up")),
        schema="control",
    )
    op.create_index(
        "ix_sign_up_email_made_at",
        "sign_up",
        [sa.literal_column("lower(email)"), "made_at"],
        unique=False,
        schema="control",
    )
    op.create_index(
        "ix_sign_up_token_hashes",
        "sign_up",
        ["token_hashes"],
        unique=False,
        schema="control",
        postgresql_using="gin",
    )
    functions = Path(__file__).parents[1] / "functions.sql"
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(functions.read_bytes())
