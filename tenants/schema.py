"""Building a tenant's schema from one rendered script; ``revisions`` is the other way, step by step.

The script is rendered from the tenant MetaData once a process; a test compares it with ``alembic upgrade
head`` from empty. All DDL is sent by the client (never from DO or plpgsql), so that schemas can be spread
over nodes later (DATA).
"""

from functools import lru_cache
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import MetaData
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable, SetColumnComment

from crm.kernel.db import db
from crm.settings import ROOT

VERSION_TABLE = "schema_version"
TREES = {tree: ROOT / "migrations" / tree for tree in ("control", "tenant")}


def head(tree: str) -> str:
    """The newest revision of a tree (``control`` or ``tenant``); its files are numbered by revision."""
    return max(path.name.partition("_")[0] for path in TREES[tree].glob("versions/[0-9]*.py"))


def tenant_metadata() -> MetaData:
    """The tables of a tenant, as far as their packages are imported (wiring imports them all)."""
    return db.metadatas[None]


@lru_cache(maxsize=1)
def building_script() -> str:
    """The statements that build an empty tenant schema at the newest revision, without a schema's name."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    parts = []
    for table in tenant_metadata().sorted_tables:
        parts.append(str(CreateTable(table).compile(dialect=dialect)))
        parts += [
            str(CreateIndex(i).compile(dialect=dialect))
            for i in sorted(table.indexes, key=lambda i: str(i.name))
        ]
        parts += [str(SetColumnComment(c).compile(dialect=dialect)) for c in table.columns if c.comment]
    parts.append(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) PRIMARY KEY)")
    parts.append(f"INSERT INTO {VERSION_TABLE} VALUES ('{head('tenant')}')")  # noqa: S608 — our own revision
    return ";\n".join(parts)


def build(connection: psycopg.Connection[Any], *, schema: str) -> None:
    """Build the tables of one tenant in its empty schema; part of the caller's transaction."""
    connection.execute(sql.SQL("SET LOCAL search_path TO {}").format(sql.Identifier(schema)))
    connection.execute(building_script().encode())


def grant(connection: psycopg.Connection[Any], *, schema: str, role: str) -> None:
    """Give the role its rights on its schema: all rows of all tables, but for append-only ones.

    Tables that no model has any more keep their rights: an older release may still be at work. It costs what
    the schema's own tables cost; GRANT … ON ALL TABLES would look through those of all workspaces.
    """
    names = {"schema": sql.Identifier(schema), "role": sql.Identifier(role)}
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {schema} TO {role}").format(**names))
    kept = {table.name for table in tenant_metadata().sorted_tables if table.info.get("append_only")}
    version, all_tables = {VERSION_TABLE}, _tables(connection, schema)
    statements = {
        "GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {role}": all_tables - kept - version,
        "GRANT SELECT, INSERT ON {tables} TO {role}": all_tables & kept,
        "REVOKE UPDATE, DELETE ON {tables} FROM {role}": all_tables & kept,
        "GRANT SELECT ON {tables} TO {role}": version,
        "REVOKE INSERT, UPDATE, DELETE ON {tables} FROM {role}": version,
    }
    for statement, tables in statements.items():
        if tables:
            named = sql.SQL(", ").join(sql.Identifier(schema, table) for table in sorted(tables))
            connection.execute(sql.SQL(statement).format(tables=named, **names))


def _tables(connection: psycopg.Connection[Any], schema: str) -> set[str]:
    """What stands in the schema and takes rights as a table does; found by an index, unlike in pg_class."""
    rows = connection.execute(
        """SELECT c.relname FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
            WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = to_regnamespace(%s)
              AND d.classid = 'pg_class'::regclass AND c.relkind IN ('r', 'p', 'v', 'm', 'f')""",
        (sql.Identifier(schema).as_string(connection),),
    )
    return {row[0] for row in rows}
