"""Commands that work inside one workspace: ``--tenant SLUG`` chooses it; what was done commits at the end."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from crm.kernel import context
from crm.kernel.db import db
from crm.kernel.i18n import speaking
from tenants.scope import scope


def in_workspace(command: Callable[..., str]) -> Callable[..., None]:
    """Decorator of a command that returns what it prints, once its transaction is committed.

    It runs as one unit of work in the workspace of ``--tenant``, in whatever state that is.
    """

    @click.option("--tenant", "slug", required=True, metavar="SLUG", help="The workspace's address.")
    @click.pass_obj
    @wraps(command)
    def run(instance: dict[str, Any], /, slug: str, **values: Any) -> None:
        entry = instance["app"].directory.by_slug(slug)
        if entry is None:
            raise click.ClickException(f"there is no workspace {slug}")
        with scope(entry), context.coming_through("command"), speaking("en", time_zone=entry.time_zone):
            told = command(**values)
            db.session.commit()
        click.echo(told)

    return run
