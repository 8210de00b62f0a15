"""People and companies, and the rows their lists are read from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Build them."""
    op.create_table(
        "contact_acl",
        sa.Column("principal", sa.Text(collation="C"), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sort_name", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("principal", "contact_id", name=op.f("pk_contact_acl")),
    )
    op.create_index(
        "ix_contact_acl_activity",
        "contact_acl",
        ["principal", sa.literal_column("last_activity_at DESC"), sa.literal_column("contact_id DESC")],
        unique=False,
    )
    op.create_index("ix_contact_acl_contact_id", "contact_acl", ["contact_id"], unique=False)
    op.create_index(
        "ix_contact_acl_sort_name", "contact_acl", ["principal", "sort_name", "contact_id"], unique=False
    )
    op.create_table(
        "contact_type",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "labels", postgresql.JSONB(), server_default="{}", nullable=False, comment="{language: label}"
        ),
        sa.Column("hue", sa.SmallInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_type")),
    )
    op.create_index("uq_contact_type_name", "contact_type", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), server_default="", nullable=False),
        sa.Column("last_name", sa.Text(), server_default="", nullable=False),
        sa.Column("middle_name", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False, comment="a company's"),
        sa.Column("type_id", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("sharing", sa.Text(), server_default="private", nullable=False),
        sa.Column("sort_name", sa.Text(collation="C"), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True, comment="user; None for the system"),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True, comment="in the bin since"),
        sa.Column("deleted_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('person', 'company')", name=op.f("ck_contact_kind")),
        sa.CheckConstraint("sharing IN ('private', 'read', 'write')", name=op.f("ck_contact_sharing")),
        sa.ForeignKeyConstraint(["type_id"], ["contact_type.id"], name=op.f("fk_contact_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(
        "ix_contact_deleted_at",
        "contact",
        ["deleted_at"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(
        "ix_contact_search_text",
        "contact",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "public.gin_trgm_ops"},
    )
    op.create_index(
        "ix_contact_sort_name_id",
        "contact",
        ["sort_name", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_contact_type_id_sort_name_id", "contact", ["type_id", "sort_name", "id"], unique=False
    )
    op.create_table(
        "contact_activity",
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "last_activity_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_activity_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_contact_activity")),
    )
    op.create_index(
        "ix_contact_activity_last",
        "contact_activity",
        [sa.literal_column("last_activity_at DESC"), sa.literal_column("contact_id DESC")],
        unique=False,
    )
    op.create_table(
        "contact_comm",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("normalised", sa.Text(), nullable=False),
        sa.Column(
            "label", sa.Text(), server_default="", nullable=False, comment="work, home, mobile … or free text"
        ),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("position", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("valid", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_comm_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_comm")),
    )
    op.create_index("ix_contact_comm_contact_id", "contact_comm", ["contact_id"], unique=False)
    op.create_index("ix_contact_comm_kind_normalised", "contact_comm", ["kind", "normalised"], unique=False)
    op.create_table(
        "contact_manager",
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_manager_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_contact_manager_user_id")),
        sa.PrimaryKeyConstraint("contact_id", "user_id", name=op.f("pk_contact_manager")),
    )
    op.create_index("ix_contact_manager_user_id", "contact_manager", ["user_id"], unique=False)
    op.create_index(
        "uq_contact_manager_lead",
        "contact_manager",
        ["contact_id"],
        unique=True,
        postgresql_where=sa.text("is_lead"),
    )
