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
    """Give the role its rights on its schema: all rows of all tables, but for append-only ones."""
    names = {"schema": sql.Identifier(schema), "role": sql.Identifier(role)}
    statements = [
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "REVOKE INSERT, UPDATE, DELETE ON {schema}.schema_version FROM {role}",
    ]
    for statement in statements:
        connection.execute(sql.SQL(statement).format(**names))
    for table in tenant_metadata().sorted_tables:
        if table.info.get("append_only"):
            connection.execute(
                sql.SQL("REVOKE UPDATE, DELETE ON {schema}.{table} FROM {role}").format(
                    table=sql.Identifier(table.name), **names
                )
            )
