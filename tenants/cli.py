"""``crm tenants …``: the operator's commands for workspaces."""

import dataclasses
import json
from typing import Any

import click

from crm.kernel import passwords
from crm.kernel.db import db
from tenants import fleet, lifecycle, provisioning
from tenants.models import State, Tenant


@click.group()
def tenants() -> None:
    """Workspaces: create, list, migrate, suspend, resume, delete."""


@tenants.command()
@click.argument("slug")
@click.option("--name", required=True, help="The business's name.")
@click.option("--owner-name", required=True)
@click.option("--owner-email", required=True)
@click.option("--password", required=True, help="The owner's password.")
@click.option("--locale", type=click.Choice(["ru", "en"]), default="en", show_default=True)
@click.option("--time-zone", default="UTC", show_default=True, help="IANA name, such as Europe/Moscow.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def create(instance: dict[str, Any], /, slug: str, *, as_json: bool, **values: str) -> None:
    """Make a workspace; returns when it is open."""
    settings, directory = instance["settings"], instance["app"].directory
    order = provisioning.checked_order(
        slug,
        workspace=values["name"],
        owner_name=values["owner_name"],
        owner_email=values["owner_email"],
        password_hash=passwords.hashed(values["password"]),
        locale=values["locale"],
        time_zone=values["time_zone"],
    )
    tenant_id = provisioning.name_tenant(settings, order)
    provisioning.provision(settings, directory, tenant_id)
    entry = directory.by_id(tenant_id)
    assert entry is not None
    told = {"id": entry.id, "slug": entry.slug, "address": entry.address, "state": entry.state.value}
    click.echo(json.dumps(told) if as_json else f"{entry.slug} is open at {entry.address}")


@tenants.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_tenants(*, as_json: bool) -> None:
    """All workspaces with their state."""
    rows = _rows()
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(f"{row['slug']:24} {row['state']:13} {row['locale']}  {row['name']}")


@tenants.command()
@click.argument("slug", required=False)
@click.option("--json", "as_json", is_flag=True)
def status(slug: str | None, *, as_json: bool) -> None:
    """State, version and last error of one workspace, or the count of workspaces in each state."""
    rows = [row for row in _rows() if slug in (None, row["slug"])]
    if slug is not None and not rows:
        raise click.ClickException(f"there is no workspace {slug}")
    summary: Any = rows[0] if slug else {s.value: sum(r["state"] == s for r in rows) for s in State}
    if as_json:
        click.echo(json.dumps(summary))
        return
    for name, value in summary.items():
        click.echo(f"{name:12} {value if value is not None else '—'}")


@tenants.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def migrate(instance: dict[str, Any], *, as_json: bool) -> None:
    """Bring schema control and all workspaces to the newest revision. Safe to stop and to repeat."""

    def tell(result: fleet.Result) -> None:
        if not as_json:
            click.echo(f"{result.slug or 'spare'}: {result.error or result.version}")

    results = fleet.migrate_all(instance["settings"], tell=tell)
    failed = [result for result in results if result.error]
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(result) for result in results]))
    else:
        click.echo(f"{len(results) - len(failed)} migrated, {len(failed)} failed")
    if failed:
        raise SystemExit(1)


@tenants.command()
@click.argument("slug")
@click.option("--read-only", is_flag=True, help="Leave it open for reading.")
def suspend(slug: str, *, read_only: bool) -> None:
    """Close a workspace to everybody; its jobs wait."""
    if read_only:
        lifecycle.make_read_only(slug)
    else:
        lifecycle.suspend(slug)
    click.echo(f"{slug} is {'read-only' if read_only else 'suspended'}")


@tenants.command()
@click.argument("slug")
def resume(slug: str) -> None:
    """Open a workspace again, also one that is being deleted and whose grace period has not ended."""
    lifecycle.resume(slug)
    click.echo(f"{slug} is open")


@tenants.command()
@click.argument("slug")
@click.option("--grace-days", type=click.IntRange(0, 3650), default=lifecycle.GRACE_DAYS, show_default=True)
@click.option("--now", is_flag=True, help="Remove it at once and for ever.")
@click.pass_obj
def delete(instance: dict[str, Any], slug: str, *, grace_days: int, now: bool) -> None:
    """Close a workspace and remove it when the grace period ends."""
    lifecycle.delete(slug, grace_days=grace_days)
    if now:
        lifecycle.purge(instance["settings"], slug=slug)
    click.echo(f"{slug} is deleted" if now else f"{slug} is closed and will be removed in {grace_days} days")


def _rows() -> list[dict[str, Any]]:
    columns = Tenant.__table__.c
    query = (
        db.select(columns)
        .where(columns.state != State.SPARE)
        .with_only_columns(
            columns.id, columns.slug, columns.name, columns.state, columns.locale, columns.time_zone,
            columns.version, columns.upgrading, columns.last_error,
        )
        .order_by(columns.slug)
    )  # fmt: skip
    with db.engines["control"].connect() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]
