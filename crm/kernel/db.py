"""The database: Flask-SQLAlchemy with two binds, and the pin that keeps a transaction inside one tenant.

Two planes, two MetaData objects: ``ControlModel`` rows live in schema ``control``, ``TenantModel`` rows in
the pinned tenant's schema. Each transaction on the tenant bind begins with ``SET LOCAL ROLE`` and
``SET LOCAL search_path`` (DATA, "Tenant switching"); without a pin it does not begin at all (I1).
"""

from datetime import datetime
from functools import lru_cache
from typing import Any, Final, cast

import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg import sql
from psycopg._queries import PostgresQuery, _query2pg_nocache
from sqlalchemy import BigInteger, Connection, DateTime, Engine, Identity, MetaData, Text, event, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.elements import TextClause

from crm.kernel import context

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
TENANTS_PER_CONNECTION = 100
CONNECTION_SECONDS = 30 * 60
NEVER_BY_ITSELF = 1_000_000_000
"""Only what asks for it is prepared: see ``prepare_what_asks``."""
MOST_PREPARED = 64
"""So many statements does a connection keep prepared; those longest not used go first."""
LONG_QUERY: Final = 2_000
"""Characters; in bytes it may be twice as long."""


class Base(DeclarativeBase):
    """Root of all models; relationships are declared with ``lazy="raise"``: nothing loads by itself."""

    metadata = MetaData(naming_convention=NAMING)


Base.registry.update_type_annotation_map({datetime: DateTime(timezone=True), int: BigInteger, str: Text})
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
db.metadatas["control"] = MetaData(schema="control", naming_convention=NAMING, info={"bind_key": "control"})


class TenantModel(db.Model):  # type: ignore[name-defined,misc]
    """A row of the pinned tenant. ``info={"append_only": True}`` on the table withholds UPDATE and DELETE."""

    __abstract__ = True


class ControlModel(db.Model):  # type: ignore[name-defined,misc]
    """A row of the control plane: no tenant role may touch it."""

    __abstract__ = True
    __bind_key__ = "control"


def id_column() -> Mapped[int]:
    """A bigint counted in its own table; with the table's schema that is: counted per tenant."""
    return mapped_column(BigInteger, Identity(), primary_key=True)


def made_at_column() -> Mapped[datetime]:
    """The instant of insertion by PostgreSQL's clock."""
    return mapped_column(DateTime(timezone=True), server_default=func.now(), nullable=False)


class KeptQuery(PostgresQuery):
    """A query whose text is taken apart once, however long; psycopg remembers those up to 4,096 bytes."""

    def convert(self, query: Any, vars: Any) -> None:  # noqa: A002 (overrides psycopg)
        """Make the query and its parameters ready to be sent."""
        if isinstance(query, str) and isinstance(vars, dict) and len(query) > LONG_QUERY:
            told = _taken_apart(query.encode(self._tx.encoding), self._tx.encoding)
            self.query, self._want_formats, self._order, self._parts = told
            self.dump(vars)
        else:
            super().convert(query, vars)


_taken_apart = lru_cache(maxsize=64)(_query2pg_nocache)


class BoundCursor(psycopg.Cursor[Any]):
    """A cursor that always speaks the extended protocol, in which one message holds one statement.

    psycopg sends a statement without parameters by the simple protocol, which takes several: an injection
    could then leave the tenant's role. Here ``select 1; select 2`` is a syntax error.
    """

    _query_cls = KeptQuery

    def _execute_send(self, query: Any, *, force_extended: bool = False, binary: bool | None = None) -> Any:
        return super()._execute_send(query, force_extended=True, binary=binary)


class GluedSQL(RuntimeError):
    """A statement carries a literal or a second statement where only bound parameters are allowed."""


def engine_options(*, pool_size: int = 8) -> dict[str, Any]:
    """How both binds connect. The session's own search path is empty: a forgotten pin finds no table.

    Nothing is compiled (``jit``): our statements are short, and one that is told to keep to its indexes has
    costs that would have it compiled each time. None takes a second processor: to call a worker takes longer
    than most of them, and others wait for that processor.
    """
    return {
        "pool_size": pool_size,
        "max_overflow": 2,
        "pool_timeout": 5,
        "pool_recycle": CONNECTION_SECONDS,
        "pool_pre_ping": True,
        "use_native_hstore": False,
        "connect_args": {
            "prepare_threshold": NEVER_BY_ITSELF,
            "cursor_factory": BoundCursor,
            "connect_timeout": 5,
            "application_name": "artel",
            "options": "-c search_path= -c jit=off -c max_parallel_workers_per_gather=0"
            " -c statement_timeout=30s"
            " -c idle_in_transaction_session_timeout=120s",
        },
    }


def guard(engine: Engine) -> None:
    """Refuse glued SQL on this engine (Security: "SQL only with bound parameters")."""
    event.listen(engine, "before_cursor_execute", _refuse_glued_sql)


def prepare_what_asks(engine: Engine) -> None:
    """Let PostgreSQL keep the plan of a statement with the execution option ``prepared=True``.

    For statements that are asked all the time, are long to plan for what they read, and find it by a key,
    so that one plan suits all values. A plan is made anew when the search path is another workspace's.
    """
    event.listen(engine, "connect", _keep_some)
    event.listen(engine, "do_execute", _prepare)


def _keep_some(connection: Any, _record: Any) -> None:
    connection.prepared_max = MOST_PREPARED


def _prepare(cursor: Any, statement: str, parameters: Any, ctx: Any) -> bool:
    if ctx is None or not ctx.execution_options.get("prepared"):
        return False
    cursor.execute(statement, parameters, prepare=True)
    return True


def pin_each_transaction(engine: Engine) -> None:
    """Make each transaction of this engine begin in the pinned tenant, and retire tired connections."""
    event.listen(engine, "begin", _pin)
    event.listen(engine, "checkin", _retire_after_many_tenants)


def _pin(connection: Connection) -> None:
    pin = context.tenant()
    raw = connection.connection
    statement = sql.SQL("SET LOCAL ROLE {}; SET LOCAL search_path TO {}").format(
        sql.Identifier(pin.role), sql.Identifier(pin.schema)
    )
    if pin.read_only:
        # what is read together is told of one instant
        statement += sql.SQL(
            "; SET LOCAL transaction_read_only TO on; SET LOCAL transaction_isolation TO 'repeatable read'"
        )
    driver = cast("psycopg.Connection[Any]", raw.driver_connection)
    with psycopg.Cursor(driver) as simple:  # the only statement sent by the simple protocol
        simple.execute(statement)
    seen: set[str] = raw.info.setdefault("tenants", set())
    seen.add(pin.schema)


def _retire_after_many_tenants(dbapi_connection: Any, record: Any) -> None:
    """A backend keeps about 20 KB for each table it has touched and never gives it back (DATA)."""
    if len(record.info.get("tenants", ())) >= TENANTS_PER_CONNECTION:
        record.info.pop("tenants")
        record.invalidate(soft=True)


def _refuse_glued_sql(
    connection: Connection, cursor: Any, statement: str, parameters: Any, ctx: Any, _many: object
) -> None:
    if ctx is None or ctx.execution_options.get("fixed_text"):
        return
    compiled = getattr(ctx, "compiled", None)
    by_hand = compiled is None or isinstance(compiled.statement, TextClause)
    if by_hand and ("'" in statement or ";" in statement):
        raise GluedSQL("statements by hand take bound parameters only")
