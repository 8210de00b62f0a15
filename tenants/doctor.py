"""``crm doctor``: what an operator should know about an instance, as findings with what to do."""

from dataclasses import dataclass
from typing import Any

import psycopg

from crm.settings import Settings
from tenants import hardening, logins, schema
from tenants.owner import owner_connection


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. ``level`` is ok, warning or error; an error makes ``crm doctor`` fail."""

    level: str
    subject: str
    text: str


def examine(settings: Settings) -> list[Finding]:
    """Look the instance's database over; changes nothing."""
    with owner_connection(settings) as connection:
        return [
            _letters(connection),
            _login(connection, settings),
            *_side_doors(connection, settings),
            _control_version(connection),
            *_tenants(connection, settings),
        ]


def _letters(connection: psycopg.Connection[Any]) -> Finding:
    row = connection.execute("SELECT public.show_trgm('Иванов') <> '{}'").fetchone()
    if row and row[0]:
        return Finding("ok", "search", "Cyrillic letters are letters to the database")
    return Finding(
        "error",
        "search",
        "the database's character type knows no Cyrillic: make it with a UTF-8 locale such as C.UTF-8",
    )


def _login(connection: psycopg.Connection[Any], settings: Settings) -> Finding:
    login = settings.app_url.username or ""
    row = connection.execute(
        "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls, rolinherit"
        "  FROM pg_roles WHERE rolname = %s",
        (login,),
    ).fetchone()
    if row is None:
        return Finding("error", "app login", f"{login} does not exist: run crm setup")
    if row[0] or row[1]:
        return Finding(
            "error", "app login", f"{login} has more rights than it should: NOINHERIT and nothing else"
        )
    return Finding("ok", "app login", f"{login} owns nothing and inherits nothing")


def _side_doors(connection: psycopg.Connection[Any], settings: Settings) -> list[Finding]:
    doors = hardening.open_doors(connection, app_login=settings.app_url.username or "")
    if not doors:
        return [Finding("ok", "hardening", "no side door stands open")]
    text = f"open to everybody (a superuser may revoke them by running crm setup): {', '.join(doors)}"
    return [Finding("warning", "hardening", text)]


def _control_version(connection: psycopg.Connection[Any]) -> Finding:
    row = connection.execute("SELECT version_num FROM control.schema_version").fetchone()
    if row and row[0] == schema.head("control"):
        return Finding("ok", "control", f"at revision {row[0]}")
    return Finding("error", "control", "not at the newest revision: run crm setup")


def _tenants(connection: psycopg.Connection[Any], settings: Settings) -> list[Finding]:
    findings = []
    rows = connection.execute(
        "SELECT slug, state, version, schema_name, role_name, last_error FROM control.tenant ORDER BY id"
    ).fetchall()
    for slug, state, version, schema_name, role_name, error in rows:
        subject = f"workspace {slug or '(spare)'}"
        if error:
            findings.append(Finding("error", subject, error))
        if version is not None and version != schema.head("tenant"):
            findings.append(
                Finding("error", subject, f"at revision {version}, not the newest: run crm tenants migrate")
            )
        if version is not None:
            findings += _rights(connection, settings, subject, schema_name=schema_name, role_name=role_name)
        if state == "failed":
            findings.append(Finding("error", subject, "could not be prepared: crm tenants status tells why"))
    ready = len(rows) - len({finding.subject for finding in findings})
    return [*findings, Finding("ok", "workspaces", f"{ready} of {len(rows)} are in order")]


def _rights(
    connection: psycopg.Connection[Any], settings: Settings, subject: str, *, schema_name: str, role_name: str
) -> list[Finding]:
    if not logins.role_exists(connection, role_name):
        return [Finding("error", subject, "its database role is missing")]
    row = connection.execute(
        "SELECT has_schema_privilege(%(r)s, %(s)s, 'USAGE'), pg_has_role(%(app)s, %(r)s, 'MEMBER'),"
        " (SELECT count(*) FROM pg_namespace n WHERE n.nspname LIKE 't\\_%%' AND n.nspname <> %(s)s"
        "   AND has_schema_privilege(%(r)s, n.oid, 'USAGE'))",
        {"r": role_name, "s": schema_name, "app": settings.app_url.username},
    ).fetchone()
    assert row is not None
    findings = []
    if not (row[0] and row[1]):
        findings.append(Finding("error", subject, "its role lacks its rights: run crm tenants migrate"))
    if row[2]:
        findings.append(Finding("error", subject, "its role can look into other workspaces"))
    return findings
