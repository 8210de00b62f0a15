"""Removing a run's databases, then its roles, from a server that outlives the run.

TEST_RUN=1a2b3c4d DATABASE_URL=… python -m tests.kit.sweeping
"""

import os
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, ObjectInUse


def drop_database(connection: psycopg.Connection[Any], name: str) -> None:
    """Drop a database, whoever is connected to it.

    An owner who is no superuser may not end an autovacuum worker, and FORCE then refuses; without FORCE
    PostgreSQL asks that worker to leave by itself, and waits for it.
    """
    database = sql.Identifier(name)
    for _try in range(20):
        try:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
            return
        except InsufficientPrivilege:
            with suppress(ObjectInUse):
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(database))
                return
    raise TimeoutError(f"{name} is still in use")


def sweep(database_url: str, *, run: str) -> None:
    """Drop what the run has made: databases by name, workspaces' roles by the group that they belong to."""
    prefix = f"test_{run}\\_%"
    with psycopg.connect(database_url, autocommit=True) as connection:
        for name in _names(connection, "SELECT datname FROM pg_database WHERE datname LIKE %s", prefix):
            drop_database(connection, name)
        members = """
            SELECT m.rolname FROM pg_roles m JOIN pg_auth_members a ON a.member = m.oid
              JOIN pg_roles g ON g.oid = a.roleid WHERE g.rolname LIKE %s AND m.rolname LIKE 't\\_%%'"""
        roles = _names(connection, members, f"{prefix}\\_tenants")
        roles += _names(connection, "SELECT rolname FROM pg_roles WHERE rolname LIKE %s", prefix)
        for name in roles:
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


def _names(connection: psycopg.Connection, query: str, pattern: str) -> list[str]:
    return [row[0] for row in connection.execute(query.encode(), (pattern,))]


if __name__ == "__main__":
    sweep(os.environ["DATABASE_URL"], run=os.environ["TEST_RUN"])
