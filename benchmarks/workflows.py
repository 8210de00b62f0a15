"""What waiting timers cost: the background's work a minute at rest, with none and with very many (CAS-4).

A timer of a running case is a row of ``control.job`` that is due later. The dispatcher looks for due rows by
an index, so that rows which only wait should cost it nothing.
"""

import argparse
import os
import time
from pathlib import Path
from typing import Any, Final

import psycopg

from benchmarks.installation import Installation, tree
from benchmarks.tenants import create

FLAT_SECONDS: Final = 0.5
"""So much more CPU a minute may all of them cost than none: a hundredth of a core; less is noise."""
FIRED: Final = 1_000
ADD = """
    INSERT INTO control.job (tenant_id, kind, dedup_key, payload, due_at)
    SELECT t.id, 'cases.timer', 'bench:' || n, jsonb_build_object('run_id', n, 'seq', 1),
           now() + interval '1 day' + n * interval '1 second'
      FROM generate_series(%(first)s::int, %(last)s::int) n,
           LATERAL (SELECT id FROM control.tenant WHERE state = 'open' ORDER BY id LIMIT 1) t"""
DUE = """
    UPDATE control.job SET due_at = now() WHERE id IN (
        SELECT id FROM control.job WHERE kind = 'cases.timer' ORDER BY due_at LIMIT %(number)s)"""
LEFT = "SELECT count(*) FROM control.job WHERE kind = 'cases.timer' AND state <> 'done' AND due_at <= now()"


def main(arguments: list[str]) -> int:
    """Let the background rest with no, a tenth and all of the timers; status 1 if its work grows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks workflows")
    parser.add_argument("--cases", type=int, default=10_000, help="cases with a timer that waits")
    parser.add_argument("--seconds", type=int, default=30, help="how long each is measured")
    options = parser.parse_args(arguments)
    works: dict[int, float] = {}
    with Installation() as installation:
        installation.crm("setup")
        create(installation, 1)
        installation.start("workers", "workers")
        time.sleep(15)
        with psycopg.connect(installation.environment["DATABASE_URL"], autocommit=True) as connection:
            there = 0
            for number in (0, options.cases // 10, options.cases):
                connection.execute(ADD, {"first": there + 1, "last": number})
                connection.execute("ANALYZE control.job")
                there = number
                time.sleep(3)
                works[number] = _work(installation, options.seconds)
                print(f"{number:8} timers wait {1000 * works[number]:8.0f} ms of CPU a minute", flush=True)
            seconds = _fire(connection)
    print(f"{'timers that fire at once':32} {FIRED / seconds:8.0f} a second")
    more = works[options.cases] - works[0]
    told = f"{options.cases} timers that wait cost ≤ {FLAT_SECONDS} s of CPU a minute more than none"
    holds = more <= FLAT_SECONDS
    print(f"{'holds' if holds else 'FAILS':6} {told}: {more:.2f}")
    return 0 if holds else 1


def _work(installation: Installation, seconds: int) -> float:
    """CPU seconds a minute of dispatcher, workers and PostgreSQL."""
    roots = [installation.processes["workers"].pid]
    if installation.postgres_pid is not None:
        roots.append(installation.postgres_pid)
    before, began = _cpu(roots), time.monotonic()
    time.sleep(seconds)
    return (_cpu(roots) - before) * 60 / (time.monotonic() - began)


def _cpu(roots: list[int]) -> float:
    """CPU seconds of these processes and all that came from them, ended ones included."""
    ticks = 0
    for pid in {pid for root in roots for pid in tree(root)}:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _fire(connection: psycopg.Connection[Any]) -> float:
    """Let them be due all at once; how long until each was brought to its run (there is none: a no-op)."""
    connection.execute(DUE, {"number": FIRED})
    connection.execute("NOTIFY artel_jobs")
    began = time.perf_counter()
    while connection.execute(LEFT).fetchone() != (0,):
        time.sleep(0.05)
    return time.perf_counter() - began
