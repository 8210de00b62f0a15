"""L7: what a new workspace costs, and how a fleet migrates with the app up and one workspace broken."""

import argparse
import contextlib
import os
import shutil
import statistics
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from sqlalchemy import text

from benchmarks.installation import Installation, stopwatch, tree
from crm.app import create_app
from crm.settings import Settings, load
from crm.web.planes import Artel
from tenants import fleet, provisioning, revisions, schema
from tenants.owner import owner_transaction

REVISION = '''
"""Made by the benchmark: one more column and one more index, as a usual release has them."""

from alembic import op
import sqlalchemy as sa

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("workspace", sa.Column("benchmark", sa.Text))
    op.create_index("ix_workspace_benchmark", "workspace", ["benchmark"])
'''


def main(arguments: list[str]) -> int:
    """Create and migrate ``--tenants`` workspaces and print the figures; status 1 if one doesn't hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks tenants")
    parser.add_argument("--tenants", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=4)
    options = parser.parse_args(arguments)
    with Installation() as installation:
        installation.crm("setup")
        created = create(installation, options.tenants)
        spare = _from_spares(installation)
        installation.serve(workers=False)
        migrated = _migrate(installation, options.tenants, options.processes)
    return _tell(
        {"tenants": options.tenants, "load_average": os.getloadavg()[2], **created, **spare, **migrated}
    )


def create(installation: Installation, wanted: int) -> dict[str, float]:
    """Open so many workspaces, one after the other, and tell what each took: time, and work of the processor.

    The processor's time is ours and PostgreSQL's; what else the machine does meanwhile does not count.
    """
    app, settings = _app(installation)
    seconds: list[float] = []
    worked: list[float] = []
    with app.app_context():
        for number in range(wanted):
            before = _worked_seconds(installation)
            with stopwatch(seconds):
                _one(app, settings, f"bench-{number:05d}")
            worked.append(_worked_seconds(installation) - before)
    tenth = max(1, wanted // 10)
    return {
        "create_ms_median": 1000 * statistics.median(seconds),
        "create_ms_p95": 1000 * sorted(seconds)[int(0.95 * (wanted - 1))],
        "create_ms_first_tenth": 1000 * statistics.median(seconds[:tenth]),
        "create_ms_last_tenth": 1000 * statistics.median(seconds[-tenth:]),
        "create_cpu_ms_first_tenth": 1000 * statistics.median(worked[:tenth]),
        "create_cpu_ms_last_tenth": 1000 * statistics.median(worked[-tenth:]),
    }


def _worked_seconds(installation: Installation) -> float:
    """Processor time so far: ours and that of the embedded PostgreSQL with those that have ended."""
    ours = time.process_time()
    if installation.postgres_pid is None:
        return ours
    return ours + sum(_ticks(pid) for pid in tree(installation.postgres_pid)) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    """User and system time of a process and of its children that have ended."""
    with contextlib.suppress(OSError):
        return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return 0


def _from_spares(installation: Installation, times: int = 9) -> dict[str, float]:
    app, settings = _app(installation)
    seconds: list[float] = []
    with app.app_context():
        provisioning.keep_spares(settings, wanted=times)
        for number in range(times):
            with stopwatch(seconds):
                _one(app, settings, f"spared-{number:05d}")
        provisioning.keep_spares(settings, wanted=1)
    return {"create_from_spare_ms_median": 1000 * statistics.median(seconds)}


def _one(app: Artel, settings: Settings, slug: str) -> None:
    order = provisioning.checked_order(
        slug,
        workspace=slug,
        owner_name="Bench Mark",
        owner_email=f"owner@{slug}.example",
        password_hash="-",  # noqa: S106 (nobody signs in)
        locale="en",
        time_zone="UTC",
    )
    tenant_id = provisioning.name_tenant(settings, order)
    provisioning.provision(settings, app.directory, tenant_id)


def _migrate(installation: Installation, wanted: int, processes: int) -> dict[str, float]:
    _app_unused, settings = _app(installation)
    broken = "bench-00001"
    with owner_transaction(settings) as connection:
        query = text("SELECT schema_name FROM control.tenant WHERE slug = :slug")
        name = connection.scalar(query, {"slug": broken})
        connection.execute(text(f'ALTER TABLE "{name}".workspace ADD COLUMN benchmark text'))
    with _one_more_revision(installation.folder):
        visits = _Visits(installation.port, wanted)
        began = time.perf_counter()
        with visits:
            results = fleet.migrate_all(settings, processes=processes)
        seconds = time.perf_counter() - began
    failed = [result for result in results if result.error]
    return {
        "migrate_seconds": seconds,
        "migrated": len(results) - len(failed),
        "failed": len(failed),
        "failed_are_the_broken_one": float([result.slug for result in failed] == [broken]),
        "visits_meanwhile": visits.made,
        "visits_refused": visits.refused,
    }


class _one_more_revision:  # noqa: N801 — reads as a clause: with one more revision
    """Let the migrator see a copy of the tree with one more file, for the length of the block."""

    def __init__(self, folder: Path) -> None:
        self._tree = folder / "migrations" / "tenant"

    def __enter__(self) -> None:
        head = schema.head("tenant")
        shutil.copytree(schema.TREES["tenant"], self._tree)
        (self._tree / "versions" / "9999_benchmark.py").write_text(REVISION.format(head=head))
        self._before = schema.TREES["tenant"]
        schema.TREES["tenant"] = self._tree
        revisions.scripts.cache_clear()

    def __exit__(self, *_error: object) -> None:
        schema.TREES["tenant"] = self._before
        revisions.scripts.cache_clear()


class _Visits:
    """Somebody who opens sign-in pages of one workspace after another while the fleet migrates."""

    def __init__(self, port: int, tenants: int) -> None:
        self._port, self._tenants = port, tenants
        self.made = self.refused = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._visit)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _visit(self) -> None:
        while not self._stop.wait(0.02):
            slug = f"bench-{self.made * 7 % self._tenants:05d}"
            request = urllib.request.Request(
                f"http://127.0.0.1:{self._port}/sign-in", headers={"Host": f"{slug}.localhost:{self._port}"}
            )
            self.made += 1
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                    self.refused += answer.status != 200
            except (urllib.error.URLError, OSError):
                self.refused += 1


def _app(installation: Installation) -> tuple[Artel, Settings]:
    settings = load(installation.environment)
    return create_app(settings), settings


def _tell(figures: dict[str, float]) -> int:
    for name, value in figures.items():
        print(f"{name:32} {value:,.1f}")
    promises = {
        "L7 new workspace ≤ 0.3 s of work": figures["create_ms_median"] <= 300,
        "L7 fleet migrated ≤ 10 min": figures["migrate_seconds"] <= 600,
        "L7 a broken one stops nobody": bool(figures["failed_are_the_broken_one"]),
        "L7 the app answers meanwhile": figures["visits_refused"] == 0 and figures["visits_meanwhile"] > 0,
        "L7 cost flat (last tenth's work ≤ 1.5 × first's)": figures["create_cpu_ms_last_tenth"]
        <= 1.5 * figures["create_cpu_ms_first_tenth"],
    }
    for promise, holds in promises.items():
        print(f"{'holds' if holds else 'FAILS':6} {promise}")
    return 0 if all(promises.values()) else 1
