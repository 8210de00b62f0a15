"""One shape of the schema, told in three ways: the models, the migrations, and the provisioning script."""

from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from crm.kernel.db import db
from crm.settings import Settings
from tenants import revisions, schema
from tenants.owner import owner_connection, owner_transaction

COLUMNS = """
    SELECT c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attnum,
           pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, l.collname,
           col_description(c.oid, a.attnum)
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      LEFT JOIN pg_collation l ON l.oid = a.attcollation
     WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"""
CONSTRAINTS = """
    SELECT c.relname || '.' || x.conname, pg_get_constraintdef(x.oid)
      FROM pg_constraint x JOIN pg_class c ON c.oid = x.conrelid WHERE c.relnamespace = %s::regnamespace
       AND x.contype <> 'n'"""
INDEXES = "SELECT tablename || '.' || indexname, indexdef FROM pg_indexes WHERE schemaname = %s"
OTHER = """
    SELECT c.relkind::text || ' ' || c.relname, obj_description(c.oid) FROM pg_class c
     WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'v', 'm', 'S')"""


def test_models_migrations_and_script_build_the_same_tenant(settings, own_database):
    _by_models(settings, "shape_models")
    _by_migrations(settings, "shape_history")
    _by_script(settings, "shape_script")

    models, history, script = (_shape(settings, f"shape_{n}") for n in ("models", "history", "script"))

    assert _differences(script, models) == []
    assert _differences(history, script) == []


def test_models_and_migrations_build_the_same_control_plane(settings, own_database):
    with owner_transaction(settings) as connection:
        connection.execute(text("CREATE SCHEMA shape_control"))
        moved = connection.execution_options(schema_translate_map={"control": "shape_control"})
        db.metadatas["control"].create_all(moved)

    assert _differences(_shape(settings, "control"), _shape(settings, "shape_control")) == []


@pytest.mark.parametrize("tree", ["control", "tenant"])
def test_migrations_are_one_line_of_numbered_files(tree):
    found = [script.revision for script in revisions.scripts(tree).walk_revisions()]

    assert found == [f"{number:04}" for number in range(len(found), 0, -1)]
    assert schema.head(tree) == found[0]


def _by_models(settings: Settings, name: str) -> None:
    with owner_transaction(settings) as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
        connection.execute(text(f"SET LOCAL search_path TO {name}"))
        schema.tenant_metadata().create_all(connection, checkfirst=False)


def _by_migrations(settings: Settings, name: str) -> None:
    with owner_transaction(settings) as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
        connection.execute(text(f"SET LOCAL search_path TO {name}"))
        revisions.upgrade(connection, tree="tenant", schema=name)


def _by_script(settings: Settings, name: str) -> None:
    with owner_connection(settings) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        schema.build(connection, schema=name)


def _shape(settings: Settings, name: str) -> dict[str, Any]:
    """All that PostgreSQL knows of the schema, without the schema's name."""
    with owner_connection(settings) as connection:
        connection.execute("SET search_path = pg_catalog")
        rows = [
            row for query in (COLUMNS, CONSTRAINTS, INDEXES, OTHER) for row in _rows(connection, query, name)
        ]
    return {row[0]: row[1:] for row in rows if "schema_version" not in row[0]}


def _rows(connection: psycopg.Connection[Any], query: str, name: str) -> list[tuple[Any, ...]]:
    rows = connection.execute(query.encode(), (name,)).fetchall()
    return [tuple(v.replace(f"{name}.", "") if isinstance(v, str) else v for v in row) for row in rows]


def _differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    names = sorted(one.keys() | other.keys())
    return [f"{n}: {one.get(n)} ≠ {other.get(n)}" for n in names if one.get(n) != other.get(n)]
