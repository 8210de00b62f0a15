"""Closing and reopening a workspace: suspend, resume, delete with a grace period, purge.

Only the directory changes; the app sees it within ``directory.CACHE_SECONDS``.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select, update

from crm.kernel.db import db
from crm.kernel.errors import Conflict, NotFound
from crm.kernel.i18n import lazy
from crm.settings import Settings
from tenants import provisioning
from tenants.models import State, Tenant
from tenants.owner import TENANT_LOCKS, owner_connection

GRACE_DAYS = 30
LastDay = Callable[[Settings, str], None]
last_days: list[LastDay] = []
"""What packages do when the workspace with this schema goes for ever, for what they keep elsewhere."""


def suspend(slug: str) -> None:
    """Close the workspace to everybody; its jobs wait. Idempotent."""
    _move(slug, to=State.SUSPENDED, allowed=(State.OPEN, State.READ_ONLY, State.SUSPENDED))


def make_read_only(slug: str) -> None:
    """Leave the workspace open for reading; its jobs wait. Idempotent."""
    _move(slug, to=State.READ_ONLY, allowed=(State.OPEN, State.READ_ONLY, State.SUSPENDED))


def resume(slug: str) -> None:
    """Open the workspace again, also from a deletion whose grace period has not ended. Idempotent."""
    _move(slug, to=State.OPEN, allowed=(State.OPEN, State.READ_ONLY, State.SUSPENDED, State.DELETING))


def delete(slug: str, *, grace_days: int = GRACE_DAYS) -> None:
    """Close the workspace and have it purged when the grace period ends; a second call changes nothing."""
    with db.engines["control"].begin() as connection:
        changed = connection.execute(
            update(Tenant)
            .where(Tenant.slug == slug, Tenant.state.not_in((State.SPARE, State.DELETING)))
            .values(state=State.DELETING, delete_after=func.now() + timedelta(days=grace_days))
        )
        known = connection.scalar(select(Tenant.id).where(Tenant.slug == slug))
    if not changed.rowcount and known is None:
        raise NotFound


def purge(settings: Settings, *, slug: str | None = None) -> list[str]:
    """Remove for ever the workspaces whose grace period has ended — or this one, if it is being deleted.

    What lies outside of PostgreSQL goes first; then role, schema, addresses, jobs and the directory's row, in
    one transaction for each workspace. Returns the slugs.
    """
    with owner_connection(settings) as connection:
        rows = connection.execute(
            "SELECT id, slug, schema_name, role_name FROM control.tenant"
            " WHERE state = 'deleting' AND (slug = %s OR (%s::text IS NULL AND delete_after < now()))",
            (slug, slug),
        ).fetchall()
    for tenant_id, _slug, schema_name, role_name in rows:
        for last_day in last_days:
            last_day(settings, schema_name)
        with owner_connection(settings) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (TENANT_LOCKS, tenant_id))
            provisioning.drop(connection, schema_name=schema_name, role_name=role_name)
            connection.execute("DELETE FROM control.job WHERE tenant_id = %s", (tenant_id,))
            connection.execute("DELETE FROM control.tenant WHERE id = %s", (tenant_id,))
    return [row[1] for row in rows]


def _move(slug: str, *, to: State, allowed: tuple[State, ...]) -> None:
    with db.engines["control"].begin() as connection:
        changed = connection.execute(
            update(Tenant)
            .where(Tenant.slug == slug, Tenant.state.in_(allowed))
            .values(state=to, delete_after=None)
        )
        if changed.rowcount:
            return
        if connection.scalar(select(Tenant.id).where(Tenant.slug == slug)) is None:
            raise NotFound
    raise Conflict(lazy("The workspace is not in a state that allows this."))
