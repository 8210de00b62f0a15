"""Closing PostgreSQL's side doors: functions by which an injected query could leave its tenant's role.

Where the owner is a superuser they are revoked; elsewhere ``crm doctor`` tells what stands open (DATA,
"Tenant switching").
"""

from typing import Any

import psycopg
from psycopg import sql

FUNCTIONS = tuple(
    """
    set_config query_to_xml query_to_xml_and_xmlschema query_to_xmlschema cursor_to_xml
    cursor_to_xmlschema table_to_xml table_to_xml_and_xmlschema table_to_xmlschema schema_to_xml
    schema_to_xml_and_xmlschema schema_to_xmlschema database_to_xml database_to_xml_and_xmlschema
    database_to_xmlschema ts_stat lo_creat lo_create lo_unlink lo_open lo_close loread lowrite lo_lseek
    lo_lseek64 lo_tell lo_tell64 lo_truncate lo_truncate64 lo_from_bytea lo_get lo_put pg_sleep
    pg_sleep_for pg_sleep_until pg_advisory_lock pg_advisory_lock_shared pg_advisory_xact_lock
    pg_advisory_xact_lock_shared pg_try_advisory_lock pg_try_advisory_lock_shared
    pg_try_advisory_xact_lock pg_try_advisory_xact_lock_shared
    """.split()
)
REWRITE = "ts_rewrite(tsquery, text)"


def harden(connection: psycopg.Connection[Any], *, app_login: str) -> None:
    """Revoke what this owner may revoke; what it may not, ``open_doors`` reports. Idempotent."""
    database = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))
    if not _is_superuser(connection):
        return
    connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    connection.execute("REVOKE ALL ON LANGUAGE plpgsql FROM PUBLIC")
    for signature in _executable_by_all(connection):
        connection.execute(b"REVOKE EXECUTE ON FUNCTION " + signature.encode() + b" FROM PUBLIC")


def open_doors(connection: psycopg.Connection[Any], *, app_login: str) -> list[str]:
    """What is still open to everybody, as signatures and rights; empty on a hardened server."""
    doors = _executable_by_all(connection)
    checks = {
        "CREATE on schema public": "SELECT has_schema_privilege(%(login)s, 'public', 'CREATE')",
        "TEMPORARY tables": "SELECT has_database_privilege(%(login)s, current_database(), 'TEMPORARY')",
        "language plpgsql": "SELECT has_language_privilege(%(login)s, 'plpgsql', 'USAGE')",
    }
    for name, query in checks.items():
        row = connection.execute(query, {"login": app_login}).fetchone()
        if row and row[0]:
            doors.append(name)
    return doors


def _is_superuser(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def _executable_by_all(connection: psycopg.Connection[Any]) -> list[str]:
    rows = connection.execute(
        """SELECT p.oid::regprocedure::text FROM pg_proc p
            WHERE p.pronamespace = 'pg_catalog'::regnamespace
              AND (p.proname = ANY(%(names)s) OR p.oid = to_regprocedure(%(rewrite)s))
              AND EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                           WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')
            ORDER BY 1""",
        {"names": list(FUNCTIONS), "rewrite": REWRITE},
    )
    return [row[0] for row in rows]
