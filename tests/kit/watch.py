"""What is watched while tests run: connections that go back to the pool, and statements that are counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from flask import before_render_template, template_rendered
from sqlalchemy import Engine, event

from crm.kernel.db import db
from crm.web.planes import Artel

MEMORY = """
    SELECT current_user = session_user, current_setting('search_path'),
           (SELECT array_agg(name || '=' || setting) FROM pg_settings WHERE source = 'session'),
           (SELECT count(*) FROM pg_prepared_statements WHERE NOT starts_with(name, '_pg3_')),
           (SELECT count(*) FROM pg_cursors)"""
"""Statements that the driver keeps prepared hold no values, and are planned anew in another workspace."""
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
class Rendering:
    """Templates ask no questions: whatever a page shows was loaded before it is rendered."""

    complaints: list[str] = field(default_factory=list)
    _template: str | None = None

    def watch(self, app: Artel) -> None:
        """Note each statement that is sent while a template of this app is being rendered."""
        before_render_template.connect(self._begin, app)
        template_rendered.connect(self._end, app)
        with app.app_context():
            for engine in db.engines.values():
                event.listen(engine, "before_cursor_execute", self._note)

    def assert_silent(self) -> None:
        """Fail if a template asked the database anything."""
        complaints, self.complaints, self._template = self.complaints, [], None
        assert not complaints, complaints[0]

    def _begin(self, _app: Artel, template: Any, **_rest: Any) -> None:
        self._template = template.name

    def _end(self, _app: Artel, **_rest: Any) -> None:
        self._template = None

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if self._template is not None:
            self.complaints.append(f"{self._template} asks the database: {statement}")


RENDERING = Rendering()


@dataclass
class Statements:
    """The statements of a block, in order."""

    texts: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)


DIRECTORY_LOOK_UP = "WHERE control.tenant.slug ="


@pytest.fixture
def count_queries(app: Artel) -> Any:
    """A block that keeps the statements sent inside it: ``with count_queries() as sent: …; len(sent)``.

    But for the directory's look-up of the host, which is kept for a second: whether it is asked anew depends
    on the clock alone. Pages are drawn anew inside it: ``crm.web.drawn`` has forgotten them.
    """

    @contextmanager
    def counting() -> Iterator[Statements]:
        sent = Statements()
        app.extensions["artel_drawn"].clear()

        def keep(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if DIRECTORY_LOOK_UP not in statement:
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
