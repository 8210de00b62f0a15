"""Preparing a database for Artel: logins, extension, schema ``control``, rights, hardening. Idempotent."""

from typing import Any

import psycopg
from psycopg import sql

from crm.kernel.db import db
from crm.settings import Settings
from tenants import fleet, hardening, logins
from tenants.owner import CONTROL_LOCK, owner_connection

TENANT_FUNCTIONS = (
    "later(text, jsonb, timestamptz, text)",
    "renew(bigint, text)",
    "done(bigint, text)",
    "mine()",
)


def set_up(settings: Settings) -> None:
    """Make the database ready for the app's login. Run it at installation and at each upgrade."""
    with owner_connection(settings) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (CONTROL_LOCK,))
        logins.make_logins(connection, settings)
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public")
    fleet.migrate_control(settings)
    with owner_connection(settings) as connection:
        _grant_control(connection, settings)
        hardening.harden(connection, app_login=settings.app_url.username or "")


def _grant_control(connection: psycopg.Connection[Any], settings: Settings) -> None:
    app, group = (
        sql.Identifier(settings.app_url.username or ""),
        sql.Identifier(logins.tenants_group(settings)),
    )
    connection.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA control FROM PUBLIC")
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA control TO {}, {}").format(app, group))
    connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA control TO {}").format(app))
    for table in db.metadatas["control"].sorted_tables:
        connection.execute(
            sql.SQL("GRANT INSERT, UPDATE, DELETE ON control.{} TO {}").format(
                sql.Identifier(table.name), app
            )
        )
    for signature in TENANT_FUNCTIONS:
        statement = "GRANT EXECUTE ON FUNCTION control." + signature + " TO {}"
        connection.execute(sql.SQL(statement).format(group))
