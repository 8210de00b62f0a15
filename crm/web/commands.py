"""Commands that work inside one workspace: ``--tenant SLUG`` chooses it; what was done commits at the end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click

from crm.kernel import context
from crm.kernel.db import db
from crm.kernel.i18n import speaking
from crm.web.planes import Artel
from tenants.scope import scope


@contextmanager
def inside(app: Artel, slug: str, *, locale: str = "en") -> Iterator[None]:
    """One unit of work in this workspace, in whatever state that is; commits unless it raises.

    Raises:
        ClickException: there is no such workspace.
    """
    entry = app.directory.by_slug(slug)
    if entry is None:
        raise click.ClickException(f"there is no workspace {slug}")
    with scope(entry), context.coming_through("command"), speaking(locale, time_zone=entry.time_zone):
        yield
        db.session.commit()


def in_workspace(command: Callable[..., str]) -> Callable[..., None]:
    """Decorator of a command that returns what it prints, once its transaction is committed.

    It adds the option ``--tenant`` and runs ``inside`` that workspace.
    """

    @click.option("--tenant", "slug", required=True, metavar="SLUG", help="The workspace's address.")
    @click.pass_obj
    @wraps(command)
    def run(instance: dict[str, Any], /, slug: str, **values: Any) -> None:
        with inside(instance["app"], slug):
            told = command(**values)
        click.echo(told)

    return run
