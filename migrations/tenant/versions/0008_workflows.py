"""How cases are dealt with: workflows, their versions, and the mails of a workspace's own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Build them."""
    op.create_table(
        "mail_template",
        sa.Column("kind", sa.Text(), nullable=False, comment="task, notification, outside …"),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True, comment="user"),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("kind", "language", name=op.f("pk_mail_template")),
    )
    op.create_table(
        "workflow",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("help", sa.Text(), server_default="", nullable=False, comment="what it is for"),
        sa.Column("number", sa.Integer(), server_default="1", nullable=False, comment="the version in force"),
        sa.Column("made_by", sa.BigInteger(), nullable=True, comment="user"),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "version", sa.BigInteger(), server_default="1", nullable=False,
            comment="grows with each change of the row",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow")),
    )  # fmt: skip
    op.create_index(
        "uq_workflow_name", "workflow", [sa.literal_column("lower(name)")], unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "workflow_version",
        sa.Column("workflow_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "definition", postgresql.JSONB(), nullable=False, comment="as crm.workflows.definition writes it"
        ),
        sa.Column("restored", sa.Integer(), nullable=True, comment="the version that this one brings back"),
        sa.Column("made_by", sa.BigInteger(), nullable=True, comment="user"),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["workflow.id"], name=op.f("fk_workflow_version_workflow_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workflow_id", "number", name=op.f("pk_workflow_version")),
    )
