"""Blanking what a workspace's own role may not change: the journal's values, when the law asks for it.

Append-only tables are so by their grants, so only the owner can do it. It names rows by their ids, changes
nothing but the values, and can be repeated.
"""

from collections.abc import Collection

from psycopg import sql

from crm.settings import Settings
from tenants.owner import owner_connection


def blank_changes(settings: Settings, *, schema: str, ids: Collection[int]) -> None:
    """Take the values out of these changes of the journal of this schema; one transaction."""
    statement = sql.SQL(
        "UPDATE {changes} SET before = NULL, after = NULL, skipped = 'erased' WHERE id = ANY(%s)"
    ).format(changes=sql.Identifier(schema, "act_change"))
    with owner_connection(settings) as connection:
        connection.execute(statement, (list(ids),))
