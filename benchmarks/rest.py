"""L9: memory of a whole installation at rest, without PostgreSQL, as proportional set size (PSS)."""

import argparse
import time
from pathlib import Path

from benchmarks.installation import Installation

PROMISED_MB = 250


def main(arguments: list[str]) -> int:
    """Start everything, wait until it rests, add up the PSS of all processes; status 1 above 250 MB."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks rest")
    parser.add_argument("--seconds", type=int, default=20, help="how long to let it rest")
    options = parser.parse_args(arguments)
    with Installation() as installation:
        installation.crm("setup")
        installation.serve()
        time.sleep(options.seconds)
        roots = {name: process.pid for name, process in installation.processes.items() if name != "sink"}
        roots |= {"valkey": _valkey(installation)}
        figures = {name: sum(_pss_mb(pid) for pid in _tree(pid)) for name, pid in roots.items()}
    for name, megabytes in figures.items():
        print(f"{name:12} {megabytes:8.1f} MB")
    total = sum(figures.values())
    holds = total <= PROMISED_MB
    print(f"{'total':12} {total:8.1f} MB\n{'holds' if holds else 'FAILS':6} L9 at rest ≤ {PROMISED_MB} MB")
    return 0 if holds else 1


def _valkey(installation: Installation) -> int:
    import redis

    client = redis.Redis.from_url(installation.environment["REDIS_URL"])
    pid: int = client.info("server")["process_id"]  # type: ignore[index]
    return pid


def _tree(root: int) -> list[int]:
    """The process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _pss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
