"""Files of contacts: rows a second and memory of each format (L4), written part by part as a worker does it.

Each format is written twice in a process of its own, once a tenth of the contacts and once all of them: what
the second takes more memory than the first must not grow with their number. Where other work goes on beside,
the rate by the seconds of processor (this process and its PostgreSQL) tells what a quiet machine would give.
"""

import argparse
import gc
import multiprocessing
import os
import resource
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select, text

from benchmarks.installation import Installation
from benchmarks.large.building import build
from benchmarks.large.workspace import EMAIL, PASSWORD, POSTGRES, SLUG
from crm.app import create_app
from crm.contacts.actions.exporting import PART
from crm.contacts.models.contact import Contact
from crm.contacts.models.exporting import FORMATS, Format, Wanted
from crm.contacts.presenters.exported.files import open_file
from crm.contacts.queries import exported
from crm.kernel.db import db
from crm.kernel.i18n import speaking
from crm.settings import load
from crm.team.actors import actor_of
from crm.web.planes import Artel
from tenants.directory import Entry
from tenants.scope import scope

COLUMNS: Final = (
    "name", "type", "email", "phone", "tag", "manager", "company", "job_title", "city", "class", "access",
    "kind", "lead", "author", "created", "changed", "born", "source", "language", "inn",
)  # fmt: skip
"""Twenty of them (L4)."""
PROMISED: Final[dict[Format, int]] = {
    "csv": 20_000, "csv_ru": 20_000, "jsonl": 20_000, "xlsx": 4_000, "vcf": 2_500,
}  # fmt: skip
FLAT_MB: Final = 20
"""So much more may all of the contacts take than a tenth of them."""
OWNER: Final = 1
MB: Final = 1024


@dataclass(frozen=True, slots=True)
class Figures:
    """What writing took: seconds, those of the processor here and in PostgreSQL, bytes, memory's peak."""

    rows: int
    seconds: float
    here: float
    database: float
    size: int
    peak_mb: float


def main(arguments: list[str]) -> int:
    """Write every format; status 1 if one is too slow, or takes more memory for more contacts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks exports")
    parser.add_argument("--contacts", type=int, default=20_000)
    options = parser.parse_args(arguments)
    with Installation(settings=POSTGRES) as installation:
        installation.crm("setup")
        names = ["--name", "Bench", "--owner-name", "Olga", "--owner-email", EMAIL]
        installation.crm("tenants", "create", SLUG, *names, "--password", PASSWORD, "--locale", "en")
        app = create_app(load(installation.environment))
        with app.app_context():
            workspace = app.directory.by_slug(SLUG)
        assert workspace is not None
        build(app, workspace, contacts=options.contacts, tell=print)
        print(
            f"\nload average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors, columns: {len(COLUMNS)}"
        )
        failed = [kind for kind in FORMATS if not _holds(app, workspace, kind, options.contacts)]
    return 1 if failed else 0


def _holds(app: Artel, workspace: Entry, kind: Format, contacts: int) -> bool:
    """Write it, tell what it took, and whether that is what was promised."""
    few = _apart(app, workspace, kind, contacts // 10)
    all_of_them = _apart(app, workspace, kind, contacts)
    rate = all_of_them.rows / all_of_them.seconds
    more = all_of_them.peak_mb - few.peak_mb
    holds = rate >= PROMISED[kind] and more <= FLAT_MB
    busy = all_of_them.here + all_of_them.database
    print(
        f"{'holds' if holds else 'FAILS':6} {kind:7} {rate:9,.0f} rows/s (≥ {PROMISED[kind]:,}),"
        f" {all_of_them.seconds:.2f} s; by the processor {all_of_them.rows / busy:,.0f} rows/s:"
        f" {all_of_them.here:.2f} s here, {all_of_them.database:.2f} s in PostgreSQL;"
        f" {all_of_them.size / 1e6:.1f} MB; memory {all_of_them.peak_mb:.0f} MB,"
        f" {more:+.0f} MB over a tenth of the contacts"
    )
    return holds


def _apart(app: Artel, workspace: Entry, kind: Format, contacts: int) -> Figures:
    """Write it in a process of its own, so that its peak of memory is its own."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    here, there = multiprocessing.Pipe()
    gc.freeze()  # as the parent of the workers does
    child = multiprocessing.get_context("fork").Process(
        target=_written, args=(app, workspace, kind, contacts, there)
    )
    child.start()
    there.close()
    figures: Figures = here.recv()
    child.join()
    return figures


def _written(app: Artel, workspace: Entry, kind: Format, contacts: int, there: Connection) -> None:
    with (
        app.app_context(),
        scope(workspace, read_only=True),
        speaking("en"),
        tempfile.TemporaryFile() as content,
    ):
        some = select(Contact.id).order_by(Contact.id).limit(contacts)
        ids: list[int] = list(db.session.scalars(some))
        to: Any = actor_of(OWNER)
        backend = db.session.scalar(text("SELECT pg_backend_pid()")) or 0
        spent, began, rows = _spent(backend), time.perf_counter(), 0
        opened = open_file(content, Wanted(kind, COLUMNS, "together"), some, to=to)
        for at in range(0, len(ids), PART):
            batch = exported.batch(ids[at : at + PART], needs=opened.needs, to=to)
            opened.file.put(batch)
            rows += len(batch.rows)
        opened.file.end()
        seconds = time.perf_counter() - began
        here, database = (after - before for after, before in zip(_spent(backend), spent, strict=True))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB
        there.send(Figures(rows, seconds, here, database, content.tell(), peak))


def _spent(backend: int) -> tuple[float, float]:
    """Seconds of processor of this process, and of that one (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return time.process_time(), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
