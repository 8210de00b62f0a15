"""Classes and grants of contacts, saved views, selections, parts of runs, seeing as another user."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Build them."""
    _classes_and_grants()
    _views()
    _runs()
    _one_index()
    _activity_by_contact()
    _companies_by_name()
    op.add_column(
        "fact",
        sa.Column(
            "address", postgresql.INET(), nullable=True, comment="where the request came from; None for jobs"
        ),
    )
    op.create_index("ix_fact_actor_id", "fact", ["actor_id", sa.literal_column("id DESC")], unique=False)
    op.create_index("ix_fact_name", "fact", ["name", sa.literal_column("id DESC")], unique=False)
    op.add_column(
        "user_account",
        sa.Column(
            "settings",
            postgresql.JSONB(),
            server_default="{}",
            nullable=False,
            comment="what they chose for themselves: {what: value}, as its package says",
        ),
    )
    op.add_column("role", sa.Column("help", sa.Text(), server_default="", nullable=False))
    op.add_column("role", sa.Column("version", sa.BigInteger(), server_default="1", nullable=False))
    op.alter_column(
        "role",
        "reaches",
        comment="{permission key: reach 0–3}; a built-in role's is in code, this changes it",
    )
    op.add_column(
        "session",
        sa.Column(
            "viewing_as_id", sa.BigInteger(), nullable=True, comment="an admin sees as this user (ACC-7)"
        ),
    )
    op.create_foreign_key(
        op.f("fk_session_viewing_as_id"),
        "session",
        "user_account",
        ["viewing_as_id"],
        ["id"],
        ondelete="SET NULL",
    )


def _classes_and_grants() -> None:
    op.create_table(
        "contact_class",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "labels", postgresql.JSONB(), server_default="{}", nullable=False, comment="{language: label}"
        ),
        sa.Column("hue", sa.SmallInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column(
            "version",
            sa.BigInteger(),
            server_default="1",
            nullable=False,
            comment="counts changes of its grants too",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_class")),
    )
    op.create_index("uq_contact_class_name", "contact_class", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "class_grant",
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("grantee", sa.Text(collation="C"), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["contact_class.id"], name=op.f("fk_class_grant_class_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("class_id", "grantee", name=op.f("pk_class_grant")),
    )
    op.create_index("ix_class_grant_grantee", "class_grant", ["grantee"], unique=False)
    op.create_table(
        "contact_grant",
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("grantee", sa.Text(collation="C"), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_grant_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "grantee", name=op.f("pk_contact_grant")),
    )
    op.create_index("ix_contact_grant_grantee", "contact_grant", ["grantee"], unique=False)
    op.add_column("contact", sa.Column("class_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "contact",
        sa.Column(
            "restricted", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment="ACC-4"
        ),
    )
    op.create_foreign_key(op.f("fk_contact_class_id"), "contact", "contact_class", ["class_id"], ["id"])
    op.create_index(
        "ix_contact_class_id_sort_name_id",
        "contact",
        ["class_id", "sort_name", "id"],
        unique=False,
        postgresql_where=sa.text("class_id IS NOT NULL"),
    )
    op.create_index(
        "ix_contact_stray_name",
        "contact",
        ["sort_name", "id"],
        unique=False,
        postgresql_where=sa.text(
            "deleted_at IS NULL AND (sort_name < 'Ѐ' AND sort_name ~ '[Ѐ-ԯ]'"
            " OR sort_name >= 'Ѐ' AND sort_name ~ '[a-z]')"
        ),
    )


def _views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "record", sa.Text(), nullable=False, comment="the anchor kind of the records: contact, deal, case"
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("sharing", sa.Text(), server_default="own", nullable=False),
        sa.Column("group_ids", sa.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("position", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_saved_view_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index("ix_saved_view_record", "saved_view", ["record", "position"], unique=False)
    op.create_table(
        "selected",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False, comment="the anchor kind of the record"),
        sa.Column("record_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_selected_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "record", "record_id", name=op.f("pk_selected")),
    )


def _runs() -> None:
    op.create_table(
        "run_part",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ids", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_part_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_run_part")),
    )


def _companies_by_name() -> None:
    op.create_index(
        "ix_contact_company_name",
        "contact",
        ["match_name"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL AND kind = 'company'"),
    )


def _activity_by_contact() -> None:
    """The key of when a contact was last active holds the instant too."""
    op.drop_constraint("pk_contact_activity", "contact_activity", type_="primary")
    op.execute(
        "ALTER TABLE contact_activity ADD CONSTRAINT pk_contact_activity"
        " PRIMARY KEY (contact_id) INCLUDE (last_activity_at)"
    )


FACETS = """array_remove(ARRAY[
    'kind=' || kind,
    'access=' || CASE WHEN restricted THEN 'restricted' ELSE sharing END,
    'author=' || coalesce(made_by::text, ''),
    'language=' || language, CASE WHEN language <> '' THEN 'language' END,
    'currency=' || currency, CASE WHEN currency <> '' THEN 'currency' END,
    'source=' || replace(lower(source), 'ё', 'е'), CASE WHEN source <> '' THEN 'source' END,
    'job_title=' || replace(lower(job_title), 'ё', 'е'), CASE WHEN job_title <> '' THEN 'job_title' END,
    CASE WHEN born_on IS NULL THEN 'born=' ELSE 'born' END
], NULL)"""


def _one_index() -> None:
    """One index for access, tags, own values and search together, in place of one for each."""
    op.add_column(
        "contact",
        sa.Column(
            "principals",
            sa.ARRAY(sa.Text(collation="C")),
            server_default="{}",
            nullable=False,
            comment="a copy of the access list's, so that one index answers filter and access together",
        ),
    )
    op.execute(
        "UPDATE contact SET principals = acl.names FROM (SELECT contact_id,"
        " array_agg(principal ORDER BY principal) AS names FROM contact_acl GROUP BY contact_id) AS acl"
        " WHERE acl.contact_id = contact.id"
    )
    op.add_column(
        "contact",
        sa.Column(
            "facets",
            sa.ARRAY(sa.Text(collation="C")),
            sa.Computed(FACETS, persisted=True),
            nullable=False,
            comment="what filters ask for whole, for the same index",
        ),
    )
    op.create_index("ix_contact_made_at", "contact", ["made_at"], unique=False)
    for gone in ("ix_contact_tag_ids", "ix_contact_custom", "ix_contact_search_text"):
        op.drop_index(gone, "contact")
    op.create_index(
        "ix_contact_found_by",
        "contact",
        ["principals", "tag_ids", "custom", "search_text", "facets"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"custom": "jsonb_path_ops", "search_text": "public.gin_trgm_ops"},
    )
