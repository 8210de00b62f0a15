"""What a piece of work asked of the pinned workspace, and whether it would be told the same again.

Statements that read tell the same as long as nothing they look at has changed. All that were asked can be
asked again as one statement, which answers with a digest: one round trip, and no row becomes an object.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

from crm.kernel.db import db

_READS: Final = ("SELECT", "WITH")
_STEERS: Final = ("EXPLAIN", "SAVEPOINT", "RELEASE")
"""Tell nothing of a record: a plan decides how something is asked, and what is asked then is heard."""
_NAMED: Final = re.compile(r"%\((\w+)\)s")


@dataclass(slots=True)
class Asked:
    """Statements with their parameters, in order. ``whole``: all that was sent is here, and only reads."""

    statements: list[str] = field(default_factory=list)
    parameters: list[dict[str, Any]] = field(default_factory=list)
    whole: bool = True
    _values: dict[str, Any] | None = field(default=None, compare=False, repr=False)

    def told(self, *, by_key: bool = False) -> str:
        """Ask all of it again: digests of the rows, each statement's in its order. One statement.

        Where all of it finds rows ``by_key``, PostgreSQL keeps its plan, which costs more than the rows.
        """
        if self._values is None:
            self._values = self._named()
        options = {"fixed_text": True, "prepared": by_key}
        asked = db.session.connection().exec_driver_sql(
            _as_one(tuple(self.statements)), self._values, execution_options=options
        )
        return str(asked.scalar_one())

    def _named(self) -> dict[str, Any]:
        """The values by the names that they have in the one statement."""
        asked = enumerate(zip(self.statements, self.parameters, strict=True))
        return {
            _name(at, name): _written(value, name, statement)
            for at, (statement, some) in asked
            for name, value in some.items()
        }


_listening: ContextVar[Asked | None] = ContextVar("artel_asked", default=None)


@contextmanager
def listening() -> Iterator[Asked]:
    """Hear what this context asks of any database inside the block."""
    heard = Asked()
    mark = _listening.set(heard)
    try:
        yield heard
    finally:
        _listening.reset(mark)


def let_hear(engine: Engine, *, of_tenants: bool) -> None:
    """Let ``listening`` hear this engine. What is asked of another plane is never asked again."""

    def hear(_connection: Connection, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        heard = _listening.get()
        if heard is None or statement.startswith(_STEERS):
            return
        if not (of_tenants and isinstance(parameters, dict) and statement.startswith(_READS)):
            heard.whole = False
            return
        heard.statements.append(statement)
        heard.parameters.append(parameters)

    event.listen(engine, "before_cursor_execute", hear)


def _written(value: Any, name: str, statement: str) -> Any:
    """A list of numbers as PostgreSQL reads it, written once: they are long to write, and ever the same."""
    bound = f"%({name})s"
    if not isinstance(value, list) or not all(type(one) is int for one in value):
        return value
    if statement.count(bound) != statement.count(f"{bound}::BIGINT[]"):
        return value
    return f"{{{','.join(map(str, value))}}}"


@lru_cache(maxsize=128)
def _as_one(statements: tuple[str, ...]) -> str:
    """The digests of the rows of all these as one statement; parameters have names of their own."""
    digests = ", ".join(
        f"(SELECT md5(string_agg(told::text, E'\\n')) FROM ({_renamed(statement, at)}) AS told)"  # noqa: S608 (as sent)
        for at, statement in enumerate(statements)
    )
    return f"SELECT ARRAY[{digests}]::text"


def _renamed(statement: str, at: int) -> str:
    return _NAMED.sub(lambda found: f"%({_name(at, found[1])})s", statement)


def _name(at: int, name: str) -> str:
    return f"q{at}_{name}"
