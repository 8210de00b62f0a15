"""What is watched while tests run: connections that go back to the pool, and statements that are counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event

from crm.kernel.db import db
from crm.web.planes import Artel

MEMORY = """
    SELECT current_user = session_user, current_setting('search_path'),
           (SELECT array_agg(name || '=' || setting) FROM pg_settings WHERE source = 'session'),
           (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors)"""
CLEAN = (True, "", None, 0, 0)


@dataclass
class Pools:
    """Looks at each connection that goes back to a pool: it must remember nothing of its last work (I1)."""

    complaints: list[str] = field(default_factory=list)
    looked: int = 0

    def watch(self, engine: Engine) -> None:
        """Look at every connection of this engine from now on."""
        event.listen(engine, "checkin", self._look)

    def _look(self, connection: Any, _record: Any) -> None:
        if connection is None or connection.closed:
            return
        self.looked += 1
        with psycopg.Cursor(connection) as cursor:
            memory = cursor.execute(MEMORY).fetchone()
        connection.rollback()
        if memory != CLEAN:
            self.complaints.append(
                "a connection came back with (role as at login, search path, settings, prepared, cursors) ="
                f" {memory}"
            )

    def assert_clean(self) -> None:
        """Fail if any connection remembered something."""
        complaints, self.complaints = self.complaints, []
        assert not complaints, complaints[0]


POOLS = Pools()


@dataclass
class Statements:
    """The statements of a block, in order."""

    texts: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)


@pytest.fixture
def count_queries(app: Artel) -> Any:
    """A block that keeps the statements sent inside it: ``with count_queries() as sent: …; len(sent)``."""

    @contextmanager
    def counting() -> Iterator[Statements]:
        sent = Statements()

        def keep(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent.texts.append(statement)

        with app.app_context():
            engines = list(db.engines.values())
        for engine in engines:
            event.listen(engine, "before_cursor_execute", keep)
        try:
            yield sent
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", keep)

    return counting
