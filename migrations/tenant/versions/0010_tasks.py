"""Tasks, their categories, and templates of several at once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
OPEN = sa.text("done_at IS NULL AND deleted_at IS NULL")


def upgrade() -> None:
    """Build them."""
    _lists()
    op.create_table(
        "task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "priority", sa.SmallInteger(), server_default="0", nullable=False, comment="1 high, 0, -1 low"
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_order", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("assignee_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("about_kind", sa.Text(), nullable=True),
        sa.Column("about_id", sa.BigInteger(), nullable=True),
        sa.Column("recurrence", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "repeats",
            sa.Text(),
            server_default="done",
            nullable=False,
            comment="what makes the next one: that it is done, or the clock",
        ),
        sa.Column("next_id", sa.BigInteger(), nullable=True, comment="the task that followed it"),
        sa.Column("reminders", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column(
            "checklist",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="[{text, done}]",
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("due_on IS NULL OR due_at IS NULL", name=op.f("ck_task_due")),
        sa.CheckConstraint("repeats IN ('done', 'clock')", name=op.f("ck_task_repeats")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["task_category.id"], name=op.f("fk_task_category_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_open", "task", ["due_order", "id"], unique=False, postgresql_where=OPEN)
    op.create_index(
        "ix_task_assignee_ids",
        "task",
        ["assignee_ids"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_task_done_at",
        "task",
        ["done_at", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NOT NULL"),
    )
    op.create_index("ix_task_made_by", "task", ["made_by"], unique=False, postgresql_where=OPEN)
    op.create_index("ix_task_about", "task", ["about_kind", "about_id"], unique=False)
    op.create_index(
        "ix_task_deleted_at",
        "task",
        ["deleted_at"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )


def _lists() -> None:
    op.create_table(
        "task_category",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "labels", postgresql.JSONB(), server_default="{}", nullable=False, comment="{language: label}"
        ),
        sa.Column("hue", sa.SmallInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_category")),
    )
    op.create_index("uq_task_category_name", "task_category", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "task_template",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("items", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_template")),
    )
    op.create_index("uq_task_template_name", "task_template", [sa.literal_column("lower(name)")], unique=True)
