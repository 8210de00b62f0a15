"""Bringing a schema from revision to revision with Alembic.

Apart from ``schema``, so that web and workers, which only ask for the newest revision, don't carry Alembic
and all that it brings along (8 MB in each of their parents).
"""

from functools import lru_cache
from typing import Any

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tenants.schema import TREES, VERSION_TABLE


@lru_cache(maxsize=2)
def scripts(tree: str) -> ScriptDirectory:
    """The revisions of one tree (``control`` or ``tenant``), loaded once a process."""
    config = Config()
    config.set_main_option("script_location", str(TREES[tree]))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def upgrade(connection: Connection, *, tree: str, schema: str, to: str = "heads") -> str:
    """Bring one schema to a revision inside the caller's transaction, and return the revision reached.

    Alembic's ``op`` is one for the process: run upgrades in parallel by processes, never by threads.
    """
    directory = scripts(tree)

    def steps(current: Any, _context: MigrationContext) -> Any:
        return directory._upgrade_revs(to, current)

    options = {"version_table": VERSION_TABLE, "version_table_schema": schema, "fn": steps}
    context = MigrationContext.configure(connection, opts=options)
    with Operations.context(context):
        context.run_migrations()
    return context.get_current_revision() or ""
