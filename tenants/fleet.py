"""Migrating all workspaces: control first, then a spare as canary, then the rest in parallel.

One transaction and one advisory lock a tenant; each result stands in the directory in that transaction, so
the run can be stopped and started again. One tenant's failure stops nobody (TEN-11).
"""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from psycopg.errors import LockNotAvailable
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from crm.settings import Settings
from tenants import revisions, schema
from tenants.owner import CONTROL_LOCK, TENANT_LOCKS, owner_connection, owner_transaction

LOCK_TRIES = 5


@dataclass(frozen=True, slots=True)
class Result:
    """How one tenant's migration ended. ``error`` is None when it stands at the newest revision."""

    tenant_id: int
    slug: str | None
    version: str | None
    error: str | None


class CanaryFailed(RuntimeError):
    """The spare did not migrate; nobody else was touched."""


def migrate_control(settings: Settings) -> str:
    """Bring schema ``control`` to its newest revision."""
    with owner_transaction(settings) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CONTROL_LOCK})
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS control"))
        return revisions.upgrade(connection, tree="control", schema="control")


def migrate_all(
    settings: Settings, *, tell: Callable[[Result], None] = lambda result: None, processes: int = 4
) -> list[Result]:
    """Migrate control and then every tenant that is behind; returns the results, failures included.

    Raises:
        CanaryFailed: the first spare did not migrate.
    """
    migrate_control(settings)
    behind = _behind(settings)
    results: list[Result] = []
    canary = next((tenant for tenant in behind if tenant[1] is None), None)
    if canary is not None:
        results.append(_told(migrate_one(settings, *canary), tell))
        if results[0].error is not None:
            raise CanaryFailed(results[0].error)
        behind.remove(canary)
    results += [_told(result, tell) for result in _in_parallel(settings, behind, processes)]
    return results


def migrate_one(settings: Settings, tenant_id: int, slug: str | None) -> Result:
    """Migrate one tenant in one transaction, waiting at most 3 s for each lock, with a few tries."""
    error = ""
    for _try in range(LOCK_TRIES):
        try:
            return Result(tenant_id, slug, _migrate_locked(settings, tenant_id), None)
        except OperationalError as problem:
            error = _short(problem)
            if not isinstance(problem.orig, LockNotAvailable):
                break
        except Exception as problem:  # noqa: BLE001 — whatever a migration raises is this tenant's result alone
            error = _short(problem)
            break
    _keep_error(settings, tenant_id, error)
    return Result(tenant_id, slug, None, error)


def _migrate_locked(settings: Settings, tenant_id: int) -> str:
    with owner_transaction(settings) as connection:
        connection.execute(text("SET LOCAL lock_timeout = '3s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:a, :b)"), {"a": TENANT_LOCKS, "b": tenant_id})
        row = connection.execute(
            text("SELECT schema_name, role_name FROM control.tenant WHERE id = :id"), {"id": tenant_id}
        ).one()
        connection.execute(text(f'SET LOCAL search_path TO "{row.schema_name}"'))
        version = revisions.upgrade(connection, tree="tenant", schema=row.schema_name)
        raw = connection.connection.driver_connection
        schema.grant(raw, schema=row.schema_name, role=row.role_name)  # type: ignore[arg-type]
        connection.execute(
            text(
                "UPDATE control.tenant SET version = :v, upgrading = false, last_error = NULL WHERE id = :id"
            ),
            {"v": version, "id": tenant_id},
        )
        return version


def _behind(settings: Settings) -> list[tuple[int, str | None]]:
    with owner_connection(settings) as connection:
        rows = connection.execute(
            "UPDATE control.tenant SET upgrading = true WHERE version IS NOT NULL AND version <> %s"
            " RETURNING id, slug, state",
            (schema.head("tenant"),),
        ).fetchall()
    return [(row[0], row[1]) for row in sorted(rows, key=lambda row: (row[1] is not None, row[0]))]


def _in_parallel(
    settings: Settings, tenants: list[tuple[int, str | None]], processes: int
) -> Iterator[Result]:
    if len(tenants) < 2 * processes:
        yield from (migrate_one(settings, *tenant) for tenant in tenants)
        return
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork")) as pool:
        ids, slugs = zip(*tenants, strict=True)
        yield from pool.map(migrate_one, [settings] * len(tenants), ids, slugs, chunksize=8)


def _keep_error(settings: Settings, tenant_id: int, error: str) -> None:
    with owner_connection(settings) as connection:
        connection.execute(
            "UPDATE control.tenant SET last_error = %s, upgrading = false WHERE id = %s", (error, tenant_id)
        )


def _short(problem: Exception) -> str:
    cause = problem.orig if isinstance(problem, SQLAlchemyError) and hasattr(problem, "orig") else problem
    return f"{type(cause).__name__}: {str(cause).strip()}"[:500]


def _told(result: Result, tell: Callable[[Result], None]) -> Result:
    tell(result)
    return result
