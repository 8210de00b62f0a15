"""The database logins of an instance: the app's login and the group that all tenant roles belong to."""

from typing import Any

import psycopg
from psycopg import sql

from crm.settings import Settings


def tenants_group(settings: Settings) -> str:
    """The NOLOGIN role whose rights every tenant role inherits: EXECUTE on the job functions alone."""
    return f"{settings.app_url.username}_tenants"


def make_logins(connection: psycopg.Connection[Any], settings: Settings) -> None:
    """Make, or bring up to date, the app's login and the tenants' group. Idempotent.

    The login owns nothing and inherits nothing; it reaches a tenant's rows only by SET ROLE.
    """
    login, password = settings.app_url.username, settings.app_url.password
    assert login is not None
    if not role_exists(connection, login):
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(sql.Identifier(login)))
    if password:
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(login), sql.Literal(str(password)))
        )
    if not role_exists(connection, tenants_group(settings)):
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(tenants_group(settings))))
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
            sql.Identifier(connection.info.dbname), sql.Identifier(login)
        )
    )


def grant_role(connection: psycopg.Connection[Any], *, role: str, to: str) -> None:
    """Let ``to`` switch to ``role`` without inheriting its rights."""
    options = " WITH INHERIT FALSE, SET TRUE" if connection.info.server_version >= 160000 else ""
    statement = sql.SQL("GRANT {} TO {}" + options)
    connection.execute(statement.format(sql.Identifier(role), sql.Identifier(to)))


def role_exists(connection: psycopg.Connection[Any], name: str) -> bool:
    """Whether the cluster has a role of this name."""
    return connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone() is not None
