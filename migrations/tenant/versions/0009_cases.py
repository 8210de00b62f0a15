"""Cases, and the workflows that they run."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Build them."""
    _cases()
    _running()


def _cases() -> None:
    op.create_table(
        "case_type",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "labels", postgresql.JSONB(), server_default="{}", nullable=False, comment="{language: label}"
        ),
        sa.Column("hue", sa.SmallInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("workflow_id", sa.BigInteger(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_type")),
    )
    op.create_index("uq_case_type_name", "case_type", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "case_setup",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False, comment="always 1"),
        sa.Column("prefix", sa.Text(), server_default="", nullable=False),
        sa.Column("by_year", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("digits", sa.SmallInteger(), server_default="4", nullable=False),
        sa.Column("year", sa.Integer(), server_default="0", nullable=False, comment="of the last number"),
        sa.Column("last_number", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("statuses", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_setup")),
    )
    op.create_table(
        "case_record",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "number", sa.Text(), nullable=False, comment="of the workspace's series; never given twice"
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("type_id", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), server_default="manual", nullable=False),
        sa.Column("captured", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("priority", sa.Text(), server_default="normal", nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "member_ids",
            postgresql.ARRAY(sa.BigInteger()),
            server_default="{}",
            nullable=False,
            comment="users",
        ),
        sa.Column(
            "responsible_ids",
            postgresql.ARRAY(sa.BigInteger()),
            server_default="{}",
            nullable=False,
            comment="users who are responsible for a started step",
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "custom", postgresql.JSONB(), server_default="{}", nullable=False, comment="{field id: value}"
        ),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True, comment="user; None for the system"),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True, comment="in the bin since"),
        sa.Column("deleted_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column(
            "people_ids",
            postgresql.ARRAY(sa.BigInteger()),
            sa.Computed(
                "array_remove(array_prepend(owner_id, member_ids || responsible_ids), NULL)", persisted=True
            ),
            nullable=False,
            comment="owner, members and responsibles together, for one index",
        ),
        sa.CheckConstraint(
            "priority IN ('low', 'normal', 'high', 'urgent')", name=op.f("ck_case_record_priority")
        ),
        sa.CheckConstraint(
            "status IN ('open', 'in_progress', 'waiting', 'solved', 'closed')",
            name=op.f("ck_case_record_status"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_case_record_owner_id")),
        sa.ForeignKeyConstraint(["type_id"], ["case_type.id"], name=op.f("fk_case_record_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_record")),
    )
    op.create_index(
        "ix_case_record_changed_at",
        "case_record",
        ["changed_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_case_record_deleted_at",
        "case_record",
        ["deleted_at"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(
        "ix_case_record_due_on",
        "case_record",
        ["due_on", "id"],
        unique=False,
        postgresql_where=sa.text("due_on IS NOT NULL"),
    )
    op.create_index(
        "ix_case_record_found_by",
        "case_record",
        ["people_ids", "custom", "search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"custom": "jsonb_path_ops", "search_text": "public.gin_trgm_ops"},
    )
    op.create_index(
        "ix_case_record_status",
        "case_record",
        ["status", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    kept, due = sa.text("deleted_at IS NULL"), sa.text("coalesce(due_on, DATE '9999-12-31')")
    place = sa.text("array_position(ARRAY['low', 'normal', 'high', 'urgent'], priority)")
    title = sa.text("(replace(lower(title), 'ё', 'е') COLLATE \"C\")")
    most_urgent = sa.text("array_position(ARRAY['low', 'normal', 'high', 'urgent'], priority) DESC")
    ended = sa.text("deleted_at IS NULL AND status IN ('solved', 'closed')")
    indexes: tuple[tuple[str, list[str | sa.TextClause], sa.TextClause], ...] = (
        ("ix_case_record_by_due", [due, "id"], kept),
        ("ix_case_record_by_priority", [place, "id"], kept),
        ("ix_case_record_by_title", [title, "id"], kept),
        ("ix_case_record_board", ["status", most_urgent, due, "id"], kept),
        ("ix_case_record_ended", ["status", "closed_at", "id"], ended),
    )
    for name, columns, where in indexes:
        op.create_index(name, "case_record", columns, postgresql_where=where)
    op.create_index("ix_case_record_type_id", "case_record", ["type_id", "id"], unique=False)
    op.create_index("uq_case_record_number", "case_record", ["number"], unique=True)
    op.create_table(
        "case_contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name=op.f("fk_case_contact_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_case_contact_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_contact")),
    )
    op.create_index("ix_case_contact_case_id", "case_contact", ["case_id", "position", "id"], unique=False)
    op.create_index("ix_case_contact_contact_id", "case_contact", ["contact_id", "case_id"], unique=False)
    op.create_table(
        "case_comment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("is_internal", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("mention_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name=op.f("fk_case_comment_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_comment")),
    )
    op.create_index("ix_case_comment_case_id", "case_comment", ["case_id", "id"], unique=False)


def _running() -> None:
    is_open = sa.text("phase IN ('running', 'paused')")
    op.create_table(
        "case_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("workflow_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="the workflow's version that it keeps"),
        sa.Column("state", postgresql.JSONB(), nullable=False, comment="as crm.workflows.state writes it"),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column(
            "waiting_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False,
            comment="users whose answer is missing",
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True, comment="the step that waits"),
        sa.Column(
            "next_at", sa.DateTime(timezone=True), nullable=True,
            comment="the first of its timers, while it runs",
        ),
        sa.Column("is_held", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False, comment="why paused, cancelled …"),
        sa.Column("main_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "lends", sa.Boolean(), server_default=sa.text("false"), nullable=False,
            comment="its people read the contact main_id by their steps",
        ),
        sa.Column("started_by", sa.BigInteger(), nullable=True, comment="user; None for the system"),
        sa.Column("began_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name=op.f("fk_case_run_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["main_id"], ["contact.id"], name=op.f("fk_case_run_main_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workflow_id", "number"], ["workflow_version.workflow_id", "workflow_version.number"],
            name=op.f("fk_case_run_workflow_id_number"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_run")),
    )  # fmt: skip
    op.create_index("ix_case_run_case_id", "case_run", ["case_id", "id"])
    op.create_index(
        "ix_case_run_due_at", "case_run", ["due_at"], postgresql_where=sa.text("phase = 'running'")
    )
    op.create_index(
        "ix_case_run_ended_at", "case_run", ["workflow_id", "ended_at"],
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_case_run_main_id", "case_run", ["main_id"], postgresql_where=sa.text("main_id IS NOT NULL")
    )
    op.create_index(
        "ix_case_run_next_at", "case_run", ["next_at", "id"],
        postgresql_where=sa.text("phase = 'running' AND next_at IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_case_run_paused", "case_run", ["workflow_id"], postgresql_where=sa.text("phase = 'paused'")
    )
    op.create_index(
        "ix_case_run_running", "case_run", ["workflow_id", "due_at", "case_id"],
        postgresql_where=sa.text("phase = 'running'"),
    )  # fmt: skip
    op.create_index(
        "ix_case_run_stuck", "case_run", ["id"],
        postgresql_where=sa.text("phase = 'running' AND waiting_ids = '{}'"),
    )  # fmt: skip
    op.create_index(
        "ix_case_run_waiting_ids", "case_run", ["waiting_ids"], postgresql_using="gin",
        postgresql_where=is_open,
    )  # fmt: skip
    op.create_index("ix_case_run_workflow_id", "case_run", ["workflow_id", "id"])
    op.create_index("uq_case_run_open", "case_run", ["case_id"], unique=True, postgresql_where=is_open)
    op.create_table(
        "case_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("workflow_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "user_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False,
            comment="its people, as it is or ended",
        ),
        sa.Column("chosen_id", sa.BigInteger(), nullable=True, comment="the first it was for: whose turn"),
        sa.Column(
            "told_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False,
            comment="who learned that it is late",
        ),
        sa.Column("answers", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "reason", sa.Text(), server_default="", nullable=False, comment="why skipped, handed to others …"
        ),
        sa.Column("began_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["case_run.id"], name=op.f("fk_case_step_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
    )  # fmt: skip
    op.create_index("ix_case_step_workflow_id_key", "case_step", ["workflow_id", "key", "id"])
    op.create_index("uq_case_step_run_id_round", "case_step", ["run_id", "round"], unique=True)
