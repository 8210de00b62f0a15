"""L5 without the mail: how soon a job is done while nothing else happens, and how many a second."""

import argparse
import statistics
import time
from typing import Any

import psycopg

from benchmarks.installation import Installation
from benchmarks.tenants import create

PROMISED_P95_SECONDS = 0.5
ADD = """
    INSERT INTO control.job (tenant_id, kind, dedup_key, payload)
    SELECT t.id, %(kind)s, gen_random_uuid()::text, '{}' FROM control.tenant t, generate_series(1, %(each)s)
     WHERE t.state = 'open' ORDER BY t.id LIMIT %(most)s"""
UNDONE = "SELECT count(*) FROM control.job WHERE kind LIKE 'benchmark.%%' AND state <> 'done'"


def main(arguments: list[str]) -> int:
    """Enqueue jobs that do nothing, one by one and in heaps; status 1 if one alone takes too long."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks jobs")
    parser.add_argument("--tenants", type=int, default=10)
    parser.add_argument("--single", type=int, default=100, help="how many to enqueue one by one")
    parser.add_argument(
        "--heap", type=int, default=2000, help="how many to enqueue at once, over all workspaces"
    )
    options = parser.parse_args(arguments)
    with Installation() as installation:
        installation.crm("setup")
        create(installation, options.tenants)
        installation.start("workers", "benchmarks.background")
        with psycopg.connect(installation.environment["DATABASE_URL"], autocommit=True) as connection:
            _seconds(connection, each=1, most=1)  # the first one waits for the workers to come up
            time.sleep(2)
            alone = sorted(_seconds(connection, each=1, most=1) for _ in range(options.single))
            each = options.heap // options.tenants
            heap = _seconds(connection, each=each, most=options.heap)
    p95 = alone[int(0.95 * (len(alone) - 1))]
    print(f"{'one job alone, median':32} {1000 * statistics.median(alone):8.0f} ms")
    print(f"{'one job alone, p95':32} {1000 * p95:8.0f} ms")
    print(f"{'jobs a second, one queue':32} {each * options.tenants / heap:8.0f}")
    holds = p95 <= PROMISED_P95_SECONDS
    print(
        f"{'holds' if holds else 'FAILS':6} commit → done, p95 ≤ {PROMISED_P95_SECONDS} s (a quarter of L5)"
    )
    return 0 if holds else 1


def _seconds(connection: psycopg.Connection[Any], *, each: int, most: int) -> float:
    """From the commit of so many jobs until the last is done."""
    with connection.transaction():
        connection.execute(ADD, {"kind": "benchmark.instant", "each": each, "most": most})
        connection.execute("NOTIFY artel_jobs")
    began = time.perf_counter()
    while connection.execute(UNDONE).fetchone() != (0,):
        time.sleep(0.002)
    return time.perf_counter() - began
