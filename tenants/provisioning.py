"""From a name to an open workspace: a state machine whose every step may be repeated.

named → built (role, schema and tables in one transaction) → furnished (packages' ``first_day`` callbacks,
in one tenant transaction) → open. A *spare* is built beforehand and only named and furnished.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import psycopg
from psycopg import sql
from psycopg.errors import UniqueViolation
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from pydantic import Field
from sqlalchemy import exists, func, select, update

from crm.kernel import context, forms
from crm.kernel.access import Actor
from crm.kernel.crashes import CrashPoint, crash_at
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import FactRow, record
from crm.kernel.i18n import lazy, speaking
from crm.settings import Settings
from tenants import logins, names, schema
from tenants.directory import Directory
from tenants.facts import WorkspaceFurnished
from tenants.models import State, Tenant
from tenants.owner import TENANT_LOCKS, owner_connection
from tenants.scope import scope

SPARES = 3


@dataclass(frozen=True, slots=True)
class FirstDay:
    """What a new workspace is furnished from. The password comes as its argon2id hash."""

    workspace: str
    owner_name: str
    owner_email: str
    password_hash: str
    locale: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Order:
    """A wish for a new workspace, checked: the address, and what the first day needs."""

    slug: str
    first_day: FirstDay


def checked_order(slug: str, **first_day: str) -> Order:
    """An order for a workspace whose address, e-mail and time zone are in order.

    Raises:
        Invalid: with a sentence for each field at fault.
    """
    wish = forms.read(_Wish, {"slug": slug, **first_day})
    return Order(names.checked_slug(wish.slug), FirstDay(**wish.model_dump(exclude={"slug"})))


class _Wish(forms.Shape):
    slug: forms.Line
    workspace: Annotated[forms.Line, Field(min_length=1)]
    owner_name: Annotated[forms.Line, Field(min_length=1)]
    owner_email: forms.Email
    password_hash: str
    locale: Literal["ru", "en"]
    time_zone: forms.TimeZone


Furnish = Callable[[FirstDay], None]
first_days: list[Furnish] = []


def name_tenant(settings: Settings, order: Order) -> int:
    """Take the address: name a spare, or a new row when none is left. Returns the tenant's id.

    Raises:
        Invalid: the address is taken (under ``slug``).
    """
    slug = names.checked_slug(order.slug)
    day = order.first_day
    owner = {"name": day.owner_name, "email": day.owner_email, "password_hash": day.password_hash}
    values = {
        "slug": slug,
        "name": day.workspace,
        "locale": day.locale,
        "zone": day.time_zone,
        "owner": Jsonb(owner),
        "opaque": names.opaque_name(),
    }
    try:
        with owner_connection(settings) as connection:
            row = (
                connection.execute(TAKE_SPARE, values).fetchone()
                or connection.execute(NAME_NEW, values).fetchone()
            )
    except UniqueViolation:
        raise Invalid({"slug": lazy("This address is already taken. Choose another one.")}) from None
    assert row is not None
    return int(row[0])


def provision(settings: Settings, directory: Directory, tenant_id: int) -> None:
    """Bring a named tenant to open, from wherever it stands. Safe to repeat.

    The job that calls it holds a lease, so that it runs once at a time.
    """
    ensure_built(settings, tenant_id)
    crash_at(CrashPoint.TENANT_BUILT)
    row = _row(settings, tenant_id)
    if row is None or row["state"] not in (State.PROVISIONING, State.FAILED):
        return
    if not row["furnished"]:
        _furnish(directory, row)
        crash_at(CrashPoint.TENANT_FURNISHED)
    directory.remember_address(tenant_id, row["first_owner"]["email"])
    with db.engines["control"].begin() as connection:
        connection.execute(
            update(Tenant)
            .where(Tenant.id == tenant_id, Tenant.state.in_((State.PROVISIONING, State.FAILED)))
            .values(state=State.OPEN, opened_at=func.now(), first_owner=None, furnished=True, last_error=None)
        )
    directory.forget()


def ensure_built(settings: Settings, tenant_id: int) -> None:
    """Make the tenant's role, schema and tables if they are not there yet, in one transaction."""
    with owner_connection(settings) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (TENANT_LOCKS, tenant_id))
        row = connection.execute(
            "SELECT schema_name, role_name, version FROM control.tenant WHERE id = %s", (tenant_id,)
        ).fetchone()
        if row is None or row[2] is not None:
            return
        _build(connection, settings, schema_name=row[0], role_name=row[1])
        connection.execute(
            "UPDATE control.tenant SET version = %s WHERE id = %s", (schema.head("tenant"), tenant_id)
        )


def keep_spares(settings: Settings, *, wanted: int = SPARES) -> int:
    """Build spares until ``wanted`` are ready; returns how many were made."""
    made = 0
    while _spares(settings) < wanted:
        with owner_connection(settings) as connection:
            values = {"state": State.SPARE.value, "opaque": names.opaque_name()}
            row = connection.execute(NEW_SPARE, values).fetchone()
        assert row is not None
        ensure_built(settings, row[0])
        made += 1
    return made


def roll_back(settings: Settings, tenant_id: int, *, why: str) -> None:
    """Undo a provisioning that failed: drop role and schema, keep the row with the reason for a retry.

    A tenant that has opened meanwhile is left alone.
    """
    with owner_connection(settings) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (TENANT_LOCKS, tenant_id))
        row = connection.execute(
            "SELECT schema_name, role_name FROM control.tenant"
            " WHERE id = %s AND state IN ('provisioning', 'failed')",
            (tenant_id,),
        ).fetchone()
        if row is None:
            return
        drop(connection, schema_name=row[0], role_name=row[1])
        connection.execute(
            "UPDATE control.tenant SET state = 'failed', version = NULL, furnished = false, last_error = %s"
            " WHERE id = %s",
            (why[:500], tenant_id),
        )


def drop(connection: psycopg.Connection[Any], *, schema_name: str, role_name: str) -> None:
    """Drop a tenant's schema with everything in it, and its role; part of the caller's transaction."""
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema_name)))
    if logins.role_exists(connection, role_name):
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role_name)))


def _build(
    connection: psycopg.Connection[Any], settings: Settings, *, schema_name: str, role_name: str
) -> None:
    role, app = sql.Identifier(role_name), settings.app_url.username
    assert app is not None
    if not logins.role_exists(connection, role_name):
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
        connection.execute(
            sql.SQL("GRANT {} TO {}").format(sql.Identifier(logins.tenants_group(settings)), role)
        )
        logins.grant_role(connection, role=role_name, to=app)
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema_name)))
    schema.build(connection, schema=schema_name)
    schema.grant(connection, schema=schema_name, role=role_name)
    connection.execute("SET LOCAL search_path = pg_catalog")


def _furnish(directory: Directory, row: dict[str, Any]) -> None:
    entry = directory.by_id(row["id"])
    assert entry is not None
    owner = row["first_owner"]
    day = FirstDay(
        workspace=row["name"], owner_name=owner["name"], owner_email=owner["email"],
        password_hash=owner["password_hash"], locale=row["locale"], time_zone=row["time_zone"],
    )  # fmt: skip
    with scope(entry), context.coming_through("signup"), speaking(day.locale, time_zone=day.time_zone):
        if db.session.scalar(select(exists().where(FactRow.name == WorkspaceFurnished.name()))):
            return
        for furnish in first_days:
            furnish(day)
        record(WorkspaceFurnished(locale=day.locale), by=Actor.system("provisioning"))
        db.session.commit()


def _row(settings: Settings, tenant_id: int) -> dict[str, Any] | None:
    with owner_connection(settings) as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute("SELECT * FROM control.tenant WHERE id = %s", (tenant_id,)).fetchone()


def _spares(settings: Settings) -> int:
    with owner_connection(settings) as connection:
        row = connection.execute("SELECT count(*) FROM control.tenant WHERE state = 'spare'").fetchone()
    return int(row[0]) if row else 0


TAKE_SPARE = """
    UPDATE control.tenant SET slug = %(slug)s, name = %(name)s, locale = %(locale)s, time_zone = %(zone)s,
           first_owner = %(owner)s, state = 'provisioning', made_at = now()
     WHERE id = (SELECT id FROM control.tenant WHERE state = 'spare' AND version IS NOT NULL
                  ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id"""
NAME_NEW = """
    INSERT INTO control.tenant (slug, name, locale, time_zone, first_owner, state, schema_name, role_name)
    VALUES (%(slug)s, %(name)s, %(locale)s, %(zone)s, %(owner)s, 'provisioning', %(opaque)s, %(opaque)s)
    RETURNING id"""
NEW_SPARE = """
    INSERT INTO control.tenant (state, schema_name, role_name) VALUES (%(state)s, %(opaque)s, %(opaque)s)
    RETURNING id"""
