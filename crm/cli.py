"""The ``crm`` command: the operator's side of an instance. Non-interactive; the exit status tells success.

It works on the instance of ``DATABASE_URL`` and ``REDIS_URL``, else on the data folder in ``ARTEL_DATA``.
"""

import json
import sys
from importlib.metadata import entry_points
from typing import Any

import click
import psycopg
from flask import Flask
from sqlalchemy.exc import OperationalError

from crm.app import create_app
from crm.catalogs import i18n
from crm.kernel.errors import DomainError, Invalid
from crm.settings import Settings, SettingsError, load
from crm.web.product import Product
from tenants import doctor, setup
from tenants.cli import tenants
from tenants.doctor import Finding
from tenants.models import State
from tenants.scope import scope

COMMANDS = "artel.commands"
"""The entry points of commands that stand above this module (setup.cfg)."""


class Group(click.Group):
    """A group that tells refusals in a sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refusal ends with status 1 and its sentence on standard error."""
        try:
            return super().invoke(ctx)
        except Invalid as error:
            raise click.ClickException("; ".join(f"{k}: {v}" for k, v in error.fields.items())) from None
        except DomainError as error:
            raise click.ClickException(str(error.text)) from None
        except (psycopg.OperationalError, OperationalError) as error:
            reason = str(error).splitlines()[0]
            raise click.ClickException(
                f"the database does not answer; does the instance run? {reason}"
            ) from None


@click.group(cls=Group, help="Artel's command line.")
@click.pass_context
def crm(ctx: click.Context) -> None:
    """Read the settings and make the app; each command runs inside it."""
    ctx.obj = {"app": ctx.obj["app"], "settings": ctx.obj["settings"]}


@crm.command("setup")
@click.pass_obj
def set_up(instance: dict[str, Any]) -> None:
    """Prepare the database: logins, schema control, rights, hardening. Safe to repeat."""
    setup.set_up(instance["settings"])
    click.echo("the database is ready")


@crm.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def examine(instance: dict[str, Any], *, as_json: bool) -> None:
    """Look the instance over: database, rights, hardening, migrations, and each workspace's derived data."""
    findings = [*doctor.examine(instance["settings"]), *_workspace_checks(instance["app"])]
    if as_json:
        click.echo(json.dumps([{"level": f.level, "subject": f.subject, "text": f.text} for f in findings]))
    else:
        for finding in findings:
            click.echo(f"{finding.level:8} {finding.subject}: {finding.text}")
    if any(finding.level == "error" for finding in findings):
        raise SystemExit(1)


def _workspace_checks(app: Any) -> list[Finding]:
    product: Product = app.extensions["artel_product"]
    findings = []
    for entry in app.directory.all(State.OPEN, State.READ_ONLY):
        with scope(entry, read_only=True):
            for check in product.checks:
                findings += [
                    Finding(f.level, f"workspace {entry.slug}, {f.subject}", f.text) for f in check()
                ]
    return findings


def main() -> None:
    """Entry point of the console script. ``crm i18n`` needs no instance."""
    if sys.argv[1:2] == ["i18n"]:
        i18n(args=sys.argv[2:], prog_name="crm i18n")
    try:
        settings: Settings = load()
    except SettingsError as error:
        click.echo(f"crm: {error}", err=True)
        sys.exit(2)
    app: Flask = create_app(settings)
    with app.app_context():
        whole(app)(obj={"app": app, "settings": settings})


def whole(app: Flask) -> Group:
    """The command with all that packages and whatever is installed beside them plug in."""
    crm.add_command(tenants)
    for group in app.extensions["artel_product"].groups:
        crm.add_command(group)
    for plugged_in in entry_points(group=COMMANDS):
        crm.add_command(plugged_in.load())
    return crm


if __name__ == "__main__":
    main()
