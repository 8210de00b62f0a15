"""Importing a file: rows a second from its upload until all is done, beside a bare COPY (L4).

The file has twelve columns, half of its people Russian. It is uploaded, checked and run part by part as a
worker does it, each part in a transaction of its own. Then the rows of all tables that it filled are copied
into the same, empty tables of another workspace, with their indexes: nothing could write them faster.
"""

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy import text

from benchmarks.installation import Installation
from benchmarks.large.pools import POOLS
from benchmarks.large.workspace import EMAIL, PASSWORD, POSTGRES, SLUG
from crm.app import create_app
from crm.imports.actions import checking, running, uploading, wishing
from crm.imports.forms import WishShape
from crm.imports.models import Import
from crm.kernel.db import db
from crm.kernel.i18n import speaking
from crm.kernel.runs import Run
from crm.settings import load
from crm.team.actors import actor_of
from crm.web.planes import Artel
from tenants.directory import Entry
from tenants.scope import scope

PROMISED_RATE: Final = 5_000.0
PROMISED_SHARE: Final = 0.2
"""Of the rate of a bare COPY."""
MOST_MB: Final = 200
OWNER: Final = 1
OTHER: Final = "bench-copy"
FILLED: Final = (
    "act", "contact", "contact_comm", "contact_manager", "contact_activity", "contact_acl", "contact_link",
    "act_change", "fact",
)  # fmt: skip
"""The tables that an import fills, in the order in which their rows may be written."""
HEADINGS: Final = (
    "Фамилия", "Имя", "Отчество", "Организация", "Должность", "E-mail", "Рабочий телефон",
    "Мобильный телефон", "Город", "Дата рождения", "Теги", "Примечание",
)  # fmt: skip
SHARED_BY: Final = 25
"""So many people work for one company."""


@dataclass(slots=True)
class Phase:
    """What a step took: seconds of the clock, of this process and its children, of PostgreSQL."""

    name: str
    seconds: float = 0.0
    here: float = 0.0
    database: float = 0.0
    parts: list[float] = field(default_factory=list)

    def told(self, rows: int) -> str:
        """The line that is printed."""
        longest = f", longest part {max(self.parts):.2f} s" if self.parts else ""
        return (
            f"{self.name:12} {self.seconds:8.2f} s {rows / self.seconds:9,.0f} rows/s;"
            f" processor: {1e6 * self.here / rows:6.1f} µs a row here,"
            f" {1e6 * self.database / rows:6.1f} in PostgreSQL{longest}"
        )


def main(arguments: list[str]) -> int:
    """Import so many rows, then copy what came of them; status 1 if a promise doesn't hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks imports")
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args(arguments)
    with Installation(settings=POSTGRES) as installation:
        installation.crm("setup")
        for slug in (SLUG, OTHER):
            names = ["--name", "Bench", "--owner-name", "Olga", "--owner-email", EMAIL]
            installation.crm("tenants", "create", slug, *names, "--password", PASSWORD, "--locale", "en")
        app = create_app(load(installation.environment))
        with tempfile.NamedTemporaryFile(suffix=".csv", dir=installation.folder) as file:
            write_file(Path(file.name), options.rows)
            print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
            return measured(app, Path(file.name), options.rows)


def write_file(path: Path, rows: int) -> None:
    """The file: the same for the same number of rows."""
    dice = random.Random(20261125)
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(HEADINGS) + "\n")
        for number in range(rows):
            file.write(";".join(_cells(number, rows, dice)) + "\n")


def _cells(number: int, rows: int, dice: random.Random) -> Iterator[str]:
    language = "en" if number % 2 else "ru"
    yield dice.choice(POOLS[f"{language}_last"])
    yield dice.choice(POOLS[f"{language}_first"])
    yield dice.choice(POOLS[f"{language}_middle"])
    yield f"ООО Ромашка {number % max(1, rows // SHARED_BY)}" if number % 3 else ""
    yield dice.choice(POSTS)
    yield f"{dice.choice(LATIN)}.{number}@example{number % 50}.com"
    yield f"+7495{number % 10_000_000:07d}" if number % 4 else ""
    yield f"8 (9{dice.randrange(10, 30)}) {dice.randrange(1000):03d}-{number % 10_000:04d}"
    yield dice.choice(CITIES)
    yield f"{1 + number % 28:02d}.{1 + number % 12:02d}.{1950 + number % 50}" if number % 2 else ""
    yield ""
    yield "Встречались на выставке" if number % 5 == 0 else ""


POSTS: Final = ("Директор", "Менеджер", "Бухгалтер", "Sales manager", "CEO", "")
CITIES: Final = ("Москва", "Казань", "Berlin", "Санкт-Петербург", "Tallinn", "Новосибирск")
LATIN: Final = ("ivan", "anna", "john", "mary", "sales", "office", "info")


def measured(app: Artel, path: Path, rows: int) -> int:
    """Import the file and copy what came of it; status 1 if a promise doesn't hold."""
    with app.app_context():
        workspace, other = (app.directory.by_slug(slug) for slug in (SLUG, OTHER))
    assert workspace is not None
    assert other is not None
    watch = _Watch(app, workspace)
    phases = [*_imported(watch, path)]
    for phase in phases:
        print(phase.told(rows))
    seconds = sum(phase.seconds for phase in phases)
    copied = _copied(app, workspace, other)
    rate, bare = rows / seconds, rows / copied
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'bare COPY':12} {copied:8.2f} s {bare:9,.0f} rows/s of the same tables")
    verdicts = (
        (rate >= PROMISED_RATE, f"from upload to done: {rate:,.0f} rows/s (≥ {PROMISED_RATE:,.0f})"),
        (rate >= PROMISED_SHARE * bare, f"{rate / bare:.2f} of a bare COPY (≥ {PROMISED_SHARE})"),
        (peak <= MOST_MB, f"memory: {peak:.0f} MB here (≤ {MOST_MB}), {child:.0f} MB the largest child"),
    )
    for holds, told in verdicts:
        print(f"{'holds' if holds else 'FAILS':6} L4 {told}")
    return 0 if all(holds for holds, _told in verdicts) else 1


def _imported(watch: "_Watch", path: Path) -> Iterator[Phase]:
    made: list[int] = []
    with path.open("rb") as content:
        yield watch.once("upload", lambda: made.append(_received(content, path.stat().st_size)))
    yield watch.once("choosing", lambda: _chosen(made[0]))
    yield watch.each("dry run", lambda: checking.checked(_run_of(made[0]), by=_olga()))
    yield watch.once("start", lambda: running.start(_import(made[0]), by=_olga()))
    yield watch.each("run", lambda: _parts(_run_of(made[0]).id))


def _received(content: IO[bytes], size: int) -> int:
    return uploading.receive(content, name="bench.csv", size=size, by=_olga()).id


def _chosen(import_id: int) -> None:
    one = _import(import_id)
    wishing.choose(one, WishShape(**one.wish), by=_olga())
    wishing.check(one, by=_olga())


def _parts(run_id: int) -> Iterator[int]:
    while running.go_on(run_id):
        yield 1


class _Watch:
    """Does things in the workspace as a worker does, and tells what they took."""

    def __init__(self, app: Artel, workspace: Entry) -> None:
        self._app, self._workspace = app, workspace

    def once(self, name: str, act: Callable[[], Any]) -> Phase:
        """Do it in one transaction."""
        with self._within(name) as phase:
            act()
            db.session.commit()
        return phase

    def each(self, name: str, parts: Callable[[], Iterator[int]]) -> Phase:
        """Do it part by part, each in a transaction of its own."""
        with self._within(name) as phase:
            began = time.perf_counter()
            for _part in parts():
                db.session.commit()
                now = time.perf_counter()
                phase.parts.append(now - began)
                began = now
            db.session.commit()
        return phase

    @contextmanager
    def _within(self, name: str) -> Iterator[Phase]:
        phase = Phase(name)
        with self._app.app_context(), scope(self._workspace), speaking("ru"):
            backend = db.session.scalar(text("SELECT pg_backend_pid()")) or 0
            here, database, began = (*_spent(backend), time.perf_counter())
            yield phase
            phase.seconds = time.perf_counter() - began
            after = _spent(backend)
            phase.here, phase.database = after[0] - here, after[1] - database


def _spent(backend: int) -> tuple[float, float]:
    """Seconds of processor of this process and its children, and of that one (proc(5), fields 14 and 15)."""
    own = sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return own, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _copied(app: Artel, workspace: Entry, other: Entry) -> float:
    """Seconds in which the rows of the filled tables are copied into another workspace's."""
    seconds = 0.0
    for table in FILLED:
        with tempfile.TemporaryFile() as rows:
            columns = _out(app, workspace, table, rows, after=_last(app, other, table))
            rows.seek(0)
            with app.app_context(), scope(other):
                raw = cast("psycopg.Connection[Any]", db.session.connection().connection.driver_connection)
                into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)")
                asked = into.format(sql.Identifier(table), columns)
                began = time.perf_counter()
                with psycopg.Cursor(raw) as cursor, cursor.copy(asked) as copy:
                    while piece := rows.read(1024 * 1024):
                        copy.write(piece)
                db.session.commit()
                seconds += time.perf_counter() - began
    return seconds


def _last(app: Artel, workspace: Entry, table: str) -> int:
    """The highest id that the table has already, of what a new workspace begins with."""
    if table not in ("act", "fact"):
        return 0
    with app.app_context(), scope(workspace, read_only=True):
        return db.session.scalar(text(f"SELECT max(id) FROM {table}")) or 0  # noqa: S608 (one of two names)


def _out(app: Artel, workspace: Entry, table: str, into: IO[bytes], *, after: int) -> sql.Composed:
    """Copy what the import wrote out of a table; returns the names of its columns."""
    with app.app_context(), scope(workspace, read_only=True):
        raw = cast("psycopg.Connection[Any]", db.session.connection().connection.driver_connection)
        with psycopg.Cursor(raw) as cursor:
            cursor.execute(_COLUMNS, (table,))
            columns = sql.SQL(", ").join(sql.Identifier(row[0]) for row in cursor.fetchall())
            some = sql.SQL("WHERE id > {}").format(after) if after else sql.SQL("")
            out = sql.SQL("COPY (SELECT {} FROM {} {}) TO STDOUT (FORMAT binary)")
            asked = out.format(columns, sql.Identifier(table), some)
            with cursor.copy(asked) as copy:
                for piece in copy:
                    into.write(piece)
    return columns


_COLUMNS: Final = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    ORDER BY attnum
"""


def _import(import_id: int) -> Import:
    return db.session.get_one(Import, import_id)


def _run_of(import_id: int) -> Run:
    return db.session.get_one(Run, _import(import_id).run_id)


def _olga() -> Any:
    return actor_of(OWNER)
