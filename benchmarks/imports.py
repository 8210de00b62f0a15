"""Importing a file: rows a second from its upload until all is done, beside a bare COPY (L4).

The file has twelve columns, half of its people Russian. It is uploaded, checked and run through the API of an
installation with one web and the usual workers. Then the rows of all tables that it filled are copied
into the same, empty tables of another workspace, with their indexes: nothing could write them faster.
``--there`` imports so many others before, untimed, and waits until they are compared with each other.
"""

import argparse
import contextlib
import json
import os
import random
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy import text

from benchmarks.installation import Installation, tree
from benchmarks.large.pools import POOLS
from benchmarks.large.workspace import EMAIL, PASSWORD, POSTGRES, SLUG
from crm.app import create_app
from crm.kernel.db import db
from crm.settings import load
from crm.web.planes import Artel
from tenants.directory import Entry
from tenants.scope import scope

PROMISED_RATE: Final = 5_000.0
PROMISED_SHARE: Final = 0.2
"""Of the rate of a bare COPY."""
MOST_MB: Final = 200
WAL: Final = "8GB"
"""So much of it is kept to be written again, rather than made anew by whoever writes most."""
BOUNDARY: Final = "of-the-benchmark"
OTHER: Final = "bench-copy"
UNHURRIED: Final = "SET LOCAL statement_timeout TO 0"
LOOKS: Final = 200
"""So many times whoever imports asks how far it is, at the promised rate: the answers take their time too."""
SHORTEST_PAUSE: Final = 0.25
PAUSES: Final = 5
"""Memory is looked at so many times less often: it is the most that a process ever had."""
WAL_OF_A_ROW: Final = 9_000
"""Bytes of WAL that an imported row needs."""
MESSAGE: Final = 16 * 1024**2
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


def settings() -> dict[str, str]:
    """PostgreSQL's own, as docs/operating.md advises for an instance that large imports come to."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    buffers = max(2048, memory // 4 // 1024**2)
    return {
        **POSTGRES, "shared_buffers": f"{buffers}MB", "max_wal_size": "16GB", "min_wal_size": WAL,
        "checkpoint_timeout": "15min",
    }  # fmt: skip


def main(arguments: list[str]) -> int:
    """Import so many rows, then copy what came of them; status 1 if a promise doesn't hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks imports")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--there", type=int, default=0, help="so many rows were imported before")
    options = parser.parse_args(arguments)
    with Installation(settings=settings()) as installation:
        installation.crm("setup")
        for slug in (SLUG, OTHER):
            names = ["--name", "Bench", "--owner-name", "Olga", "--owner-email", EMAIL]
            installation.crm("tenants", "create", slug, *names, "--password", PASSWORD, "--locale", "ru")
        token = installation.crm("tokens", "create", "--tenant", SLUG, "--user", EMAIL).strip()
        installation.serve()
        path, before = (installation.folder / name for name in ("bench.csv", "before.csv"))
        write_file(path, options.rows)
        write_file(before, options.there, first=options.rows)
        if installation.postgres_pid is not None:
            _write_wal(installation, options.rows + options.there)
            print("PostgreSQL:", ", ".join(f"{name} {value}" for name, value in settings().items()))
        print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        pause = max(SHORTEST_PAUSE, options.rows / PROMISED_RATE / LOOKS)
        client = _Client(installation, token, pause)
        if options.there:
            _imported(client, before)
            installation.until_done("imports.compare")
        done = _imported(client, path)
        return _told(done, options.rows, (options.rows + options.there) / _copied(installation))


def _write_wal(installation: Installation, rows: int) -> None:
    """Write as much WAL as the import will: its files are there, as on a server that has been at work."""
    with psycopg.connect(installation.environment["DATABASE_URL"], autocommit=True) as connection:
        for _times in range(rows * WAL_OF_A_ROW // MESSAGE):
            connection.execute("SELECT pg_logical_emit_message(false, 'bench', repeat('x', %s))", (MESSAGE,))
        connection.execute("CHECKPOINT")
        connection.execute("CHECKPOINT")


def write_file(path: Path, rows: int, *, first: int = 0) -> None:
    """The file: the same for the same numbers of rows. Nobody is in two files of different numbers."""
    dice = random.Random(20261125 + first)
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(HEADINGS) + "\n")
        for number in range(first, first + rows):
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


@dataclass(frozen=True, slots=True)
class Phase:
    """What a step took, and the most memory that any process of the background had by its end."""

    name: str
    seconds: float
    peak_mb: dict[str, float]


class _Client:
    """Whoever imports, through the API, and looks at the processes meanwhile; ``pause`` is in seconds."""

    def __init__(self, installation: Installation, token: str, pause: float) -> None:
        self._pause = pause
        self._base = f"http://127.0.0.1:{installation.port}/api/v1"
        self._headers = {
            "Host": f"{SLUG}.localhost:{installation.port}",
            "Authorization": f"Bearer {token}",
        }
        self._root = installation.processes["artel"].pid
        self.peak_mb: dict[str, float] = {}

    def send(self, path: str, body: bytes | None, kind: str = "application/json") -> dict[str, Any]:
        """Post something, or read if there is no body; returns the answer."""
        headers = {**self._headers, "Content-Type": kind}
        request = urllib.request.Request(self._base + path, body, headers)  # noqa: S310 (our own address)
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310 (the same)
            found: dict[str, Any] = json.load(answer)
        return found

    def upload(self, path: Path) -> dict[str, Any]:
        """Send the file as a form does."""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n'
        body = f"{head}Content-Type: text/csv\r\n\r\n".encode() + path.read_bytes()
        whole = body + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self.send("/imports", whole, f"multipart/form-data; boundary={BOUNDARY}")

    def wait(self, import_id: int, *ends: str) -> dict[str, Any]:
        """Return the import when it has come to one of these stages."""
        for asked in count():
            if asked % PAUSES == 0:
                self._look()
            found = self.send(f"/imports/{import_id}", None)
            if found["stage"] in ends:
                break
            time.sleep(self._pause)
        return found

    def _look(self) -> None:
        """Note how much memory each process has that works, by what it is called."""
        for pid in tree(self._root):
            with contextlib.suppress(OSError, StopIteration):
                status = Path(f"/proc/{pid}/status").read_text().splitlines()
                name = next(line.split(maxsplit=1)[1] for line in status if line.startswith("Name:"))
                most = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
                self.peak_mb[name] = max(self.peak_mb.get(name, 0.0), most / 1024)


def _imported(client: _Client, path: Path) -> list[Phase]:
    """Import the file; the seconds of each step."""
    began = time.perf_counter()
    made = client.upload(path)
    uploaded = time.perf_counter()
    client.send(f"/imports/{made['id']}/check", b"{}")
    checked = client.wait(made["id"], "checked", "failed")
    looked_at = time.perf_counter()
    print({name: checked[name] for name in ("new", "already_there", "faulty")})
    client.send(f"/imports/{made['id']}/run", b"{}")
    done = client.wait(made["id"], "done", "failed")
    ended = time.perf_counter()
    print({name: done[name] for name in ("stage", "contacts", "companies", "left_out")})
    return [
        Phase("upload", uploaded - began, {}),
        Phase("dry run", looked_at - uploaded, {}),
        Phase("run", ended - looked_at, dict(client.peak_mb)),
    ]


def _told(phases: list[Phase], rows: int, bare: float) -> int:
    """Print the figures; ``bare`` are the rows a second of a bare COPY."""
    for phase in phases:
        print(f"{phase.name:12} {phase.seconds:8.2f} s {rows / phase.seconds:9,.0f} rows/s")
    rate = rows / sum(phase.seconds for phase in phases)
    print(f"{'bare COPY':12} {rows / bare:8.2f} s {bare:9,.0f} rows/s of the same tables")
    peaks = phases[-1].peak_mb
    print("memory:", ", ".join(f"{name} {most:.0f} MB" for name, most in sorted(peaks.items())))
    peak = max(peaks.values())
    verdicts = (
        (rate >= PROMISED_RATE, f"from upload to done: {rate:,.0f} rows/s (≥ {PROMISED_RATE:,.0f})"),
        (rate >= PROMISED_SHARE * bare, f"{rate / bare:.2f} of a bare COPY (≥ {PROMISED_SHARE})"),
        (peak <= MOST_MB, f"memory of the largest process: {peak:.0f} MB (≤ {MOST_MB})"),
    )
    for holds, told in verdicts:
        print(f"{'holds' if holds else 'FAILS':6} L4 {told}")
    return 0 if all(holds for holds, _told in verdicts) else 1


def _copied(installation: Installation) -> float:
    """Seconds in which the rows of the filled tables are copied into another workspace's."""
    app = create_app(load(installation.environment))
    with app.app_context():
        workspace, other = (app.directory.by_slug(slug) for slug in (SLUG, OTHER))
    assert workspace is not None
    assert other is not None
    seconds = 0.0
    for table in FILLED:
        with tempfile.TemporaryFile() as rows:
            columns = _out(app, workspace, table, rows, after=_last(app, other, table))
            rows.seek(0)
            with app.app_context(), scope(other):
                raw = cast("psycopg.Connection[Any]", db.session.connection().connection.driver_connection)
                raw.execute(UNHURRIED)
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
        raw.execute(UNHURRIED)
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
