"""All that a contact holds: tags, links, requisites, own values, consents, duplicates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Build them."""
    op.create_table(
        "consent_purpose",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "labels",
            postgresql.JSONB(),
            server_default="{}",
            nullable=False,
            comment="{language: label}",
        ),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("text_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_purpose")),
    )
    op.create_index(
        "uq_consent_purpose_name", "consent_purpose", [sa.literal_column("lower(name)")], unique=True
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "labels",
            postgresql.JSONB(),
            server_default="{}",
            nullable=False,
            comment="{language: label}",
        ),
        sa.Column("hue", sa.SmallInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
    )
    op.create_index("uq_tag_name", "tag", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose_id", sa.BigInteger(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text_version", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_consent_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["purpose_id"], ["consent_purpose.id"], name=op.f("fk_consent_purpose_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        info={"append_only": True},
    )
    op.create_index("ix_consent_contact_id", "consent", ["contact_id", "purpose_id", "id"], unique=False)
    op.create_table(
        "contact_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("one_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("back_role", sa.Text(), server_default="", nullable=False),
        sa.Column("is_main", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_former", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("position", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('employment', 'people', 'companies')", name=op.f("ck_contact_link_kind")
        ),
        sa.CheckConstraint("one_id <> other_id", name=op.f("ck_contact_link_two")),
        sa.ForeignKeyConstraint(
            ["one_id"], ["contact.id"], name=op.f("fk_contact_link_one_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["contact.id"], name=op.f("fk_contact_link_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_link")),
    )
    op.create_index("ix_contact_link_other_id", "contact_link", ["other_id"], unique=False)
    op.create_index("uq_contact_link_ends", "contact_link", ["one_id", "other_id", "kind"], unique=True)
    op.create_table(
        "duplicate_pair",
        sa.Column("low_id", sa.BigInteger(), nullable=False),
        sa.Column("high_id", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_duplicate_pair_order")),
        sa.ForeignKeyConstraint(
            ["high_id"], ["contact.id"], name=op.f("fk_duplicate_pair_high_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["low_id"], ["contact.id"], name=op.f("fk_duplicate_pair_low_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("low_id", "high_id", name=op.f("pk_duplicate_pair")),
    )
    op.create_index("ix_duplicate_pair_high_id", "duplicate_pair", ["high_id"], unique=False)
    op.create_index(
        "ix_duplicate_pair_score",
        "duplicate_pair",
        [sa.literal_column("score DESC"), "low_id", "high_id"],
        unique=False,
        postgresql_where=sa.text("dismissed_at IS NULL"),
    )
    op.create_table(
        "subject_erasure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("part_ids", sa.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("proof", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("marks", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_erasure")),
    )
    op.create_index(
        "uq_subject_erasure_subject", "subject_erasure", ["subject_kind", "subject_id"], unique=True
    )
    op.add_column(
        "contact",
        sa.Column(
            "language", sa.Text(), server_default="", nullable=False, comment="ISO 639-1; empty: unknown"
        ),
    )
    op.add_column("contact", sa.Column("source", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "contact",
        sa.Column(
            "currency",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="ISO 4217; empty: the workspace's",
        ),
    )
    op.add_column("contact", sa.Column("born_on", sa.Date(), nullable=True))
    op.add_column("contact", sa.Column("job_title", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "contact",
        sa.Column(
            "requisites",
            postgresql.JSONB(),
            server_default="{}",
            nullable=False,
            comment="CON-21",
        ),
    )
    op.add_column(
        "contact",
        sa.Column(
            "custom",
            postgresql.JSONB(),
            server_default="{}",
            nullable=False,
            comment="{field id: value}",
        ),
    )
    op.add_column(
        "contact", sa.Column("tag_ids", sa.ARRAY(sa.BigInteger()), server_default="{}", nullable=False)
    )
    op.add_column("contact", sa.Column("photo_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "contact",
        sa.Column(
            "match_name",
            sa.Text(collation="C"),
            server_default="",
            nullable=False,
            comment="compared for duplicates",
        ),
    )
    op.add_column(
        "contact",
        sa.Column("inn", sa.Text(), server_default="", nullable=False, comment="a copy of the requisites'"),
    )
    op.add_column("contact", sa.Column("merged_into", sa.BigInteger(), nullable=True, comment="the survivor"))
    op.create_index(
        "ix_contact_custom",
        "contact",
        ["custom"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"custom": "jsonb_path_ops"},
    )
    op.create_index("ix_contact_inn", "contact", ["inn"], unique=False, postgresql_where=sa.text("inn <> ''"))
    op.create_index(
        "ix_contact_match_name",
        "contact",
        ["match_name"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL AND match_name <> ''"),
    )
    op.create_index(
        "ix_contact_merged_into",
        "contact",
        ["merged_into"],
        unique=False,
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index("ix_contact_tag_ids", "contact", ["tag_ids"], unique=False, postgresql_using="gin")
    op.create_foreign_key(op.f("fk_contact_merged_into"), "contact", "contact", ["merged_into"], ["id"])
    op.create_foreign_key(
        op.f("fk_contact_photo_id"), "contact", "stored_file", ["photo_id"], ["id"], ondelete="SET NULL"
    )
    op.add_column(
        "contact_comm",
        sa.Column(
            "parts",
            postgresql.JSONB(none_as_null=True),
            nullable=True,
            comment="an address: street, city, region, postal_code, country",
        ),
    )
