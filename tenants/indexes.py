"""Indexes that a workspace asks for: of the values of its own fields that lists are filtered by.

They are no part of the schema's shape: their names begin with ``on_demand_``, and neither migrations nor the
provisioning script know them. They are built without stopping anybody from writing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, Literal

import psycopg
from psycopg import sql

from crm.kernel.errors import TemporaryFailure
from crm.settings import Settings
from tenants.owner import owner_connection

INDEX_LOCKS: Final = 0x417276
"""First half of the advisory locks that guard the building. Not those of migrations (TENANT_LOCKS): the
building would wait for a migration that waits for the lock."""
PREFIX: Final = "on_demand_"
NUMBER: Final = r"^-?[0-9]{1,15}(\.[0-9]{1,8})?$"
"""What is cast to a number; anything else, such as what an older type has left, has none."""
EXPRESSIONS: Final = {
    "number": "(CASE WHEN custom ->> {key} ~ {number} THEN (custom ->> {key})::numeric END)",
    "money": "(CASE WHEN custom -> {key} ->> 'amount' ~ {number}"
    " THEN (custom -> {key} ->> 'amount')::numeric END)",
    "time": '((custom ->> {key}) COLLATE "C")',
}
STANDING: Final = """
    SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE c.relnamespace = %s::regnamespace AND starts_with(c.relname, %s)"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An index of the values under ``key`` in the column ``custom`` of a table.

    ``form`` is how they are compared: as numbers, as amounts of money, or as texts in the order of time.
    """

    table: str
    key: str
    form: Literal["number", "money", "time"]

    @property
    def name(self) -> str:
        """The index' name; another form is another index."""
        return f"{PREFIX}{self.table}_{self.key}_{self.form}"


def keep(settings: Settings, *, tenant_id: int, schema: str, wanted: Collection[Wanted]) -> None:
    """Build what is wanted and does not stand in the schema, and drop what is not wanted any more.

    Repeatable; an index that was left half-built is built anew.

    Raises:
        TemporaryFailure: somebody else is just at it.
    """
    names = {index.name: index for index in wanted}
    with owner_connection(settings, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '20s'")
        alone = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (INDEX_LOCKS, tenant_id)).fetchone()
        if alone is None or not alone[0]:
            raise TemporaryFailure("the indexes of this workspace are being built")
        standing = dict(connection.execute(STANDING, (schema, PREFIX)).fetchall())
        for name, valid in standing.items():
            if name not in names or not valid:
                _drop(connection, schema, name)
        for name, index in names.items():
            if not standing.get(name):
                _build(connection, schema, index)


def _build(connection: psycopg.Connection[Any], schema: str, index: Wanted) -> None:
    expression = sql.SQL(EXPRESSIONS[index.form]).format(
        key=sql.Literal(index.key), number=sql.Literal(NUMBER)
    )
    connection.execute(
        sql.SQL(
            "CREATE INDEX CONCURRENTLY {name} ON {table} ({expression}) WHERE ({expression}) IS NOT NULL"
        ).format(
            name=sql.Identifier(index.name), table=sql.Identifier(schema, index.table), expression=expression
        )
    )


def _drop(connection: psycopg.Connection[Any], schema: str, name: str) -> None:
    connection.execute(
        sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {index}").format(index=sql.Identifier(schema, name))
    )
