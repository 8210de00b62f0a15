"""Imports of files, the lines of theirs that wait or were left out, and how contacts are known again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Build them."""
    op.create_table(
        "contact_import",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("stage", sa.Text(), server_default="mapping", nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="the file's"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("shape", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column(
            "seen", postgresql.JSONB(), server_default="{}", nullable=False, comment="columns, sample, rows"
        ),
        sa.Column("wish", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("counts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("report", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("act_id", sa.BigInteger(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=True, comment="user"),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_contact_import_act_id")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name=op.f("fk_contact_import_run_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_import")),
    )
    op.create_index("ix_contact_import_made_by", "contact_import", ["made_by", "id"], unique=False)
    op.create_table(
        "import_line",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("keys", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("cells", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("wanted", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("faults", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_import_line")),
    )
    op.create_index("ix_import_line_verdict", "import_line", ["import_id", "verdict", "line"], unique=False)
    op.create_table(
        "import_company",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("named", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["contact_import.id"], name=op.f("fk_import_company_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "key", name=op.f("pk_import_company")),
    )
    op.add_column(
        "contact",
        sa.Column(
            "external_id",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="its number in another program; imports match by it",
        ),
    )
    op.create_index(
        "ix_contact_external_id",
        "contact",
        ["external_id"],
        unique=False,
        postgresql_where=sa.text("external_id <> ''"),
    )
