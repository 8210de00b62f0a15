"""L9: memory of a whole installation at rest, without PostgreSQL, as proportional set size (PSS)."""

import argparse
import statistics
import time
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.installation import Installation, tree

PROMISED_MB = 250
SLUG = "bench-mark"
PASSWORD = "correct horse battery staple"  # noqa: S105 (of a throw-away installation)
SAMPLES = 5


def main(arguments: list[str]) -> int:
    """Start everything, let it rest, add up the PSS of all processes; status 1 above 250 MB.

    Then it is visited, and measured once more: that figure is printed and not promised.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks rest")
    parser.add_argument("--seconds", type=int, default=20, help="how long to let it rest")
    parser.add_argument("--visits", type=int, default=240, help="how many visits to make afterwards")
    options = parser.parse_args(arguments)
    with Installation() as installation:
        installation.crm("setup")
        token = _workspace(installation)
        installation.serve()
        time.sleep(options.seconds)
        at_rest = _figures(installation)
        _visit(installation, token, options.visits)
        in_use = _figures(installation)
    at_rest["total"], in_use["total"] = sum(at_rest.values()), sum(in_use.values())
    print(f"{'':16} at rest, after {options.visits} visits (MB of PSS)")
    for name, megabytes in at_rest.items():
        print(f"{name:16} {megabytes:8.1f} {in_use.get(name, 0.0):8.1f}")
    holds = at_rest["total"] <= PROMISED_MB
    print(f"{'holds' if holds else 'FAILS':6} L9 at rest ≤ {PROMISED_MB} MB")
    return 0 if holds else 1


def _workspace(installation: Installation) -> str:
    """Make a workspace and return a token of its owner."""
    owner = f"olga@{SLUG}.example"
    names = ["--name", "Bench", "--owner-name", "Olga", "--owner-email", owner]
    installation.crm("tenants", "create", SLUG, *names, "--password", PASSWORD, "--locale", "en")
    return installation.crm("tokens", "create", "--tenant", SLUG, "--user", owner).strip()


def _visit(installation: Installation, token: str, times: int) -> None:
    """So many visits by six at a time: pages of both planes, and the API."""
    apex = f"localhost:{installation.port}"
    places = [("/", apex), ("/sign-in", f"{SLUG}.{apex}"), ("/api/v1/contacts", f"{SLUG}.{apex}")]

    def visit(number: int) -> None:
        path, host = places[number % len(places)]
        headers = {"Host": host, "Authorization": f"Bearer {token}"}
        request = urllib.request.Request(f"http://127.0.0.1:{installation.port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 (our own address)
            answer.read()

    with ThreadPoolExecutor(6) as visitors:
        list(visitors.map(visit, range(times)))


def _figures(installation: Installation) -> dict[str, float]:
    """Megabytes by the name of processes: the medians of a few looks, a second apart."""
    roots = [process.pid for name, process in installation.processes.items() if name != "sink"]
    looks = []
    for _look in range(SAMPLES):
        time.sleep(1)
        look: Counter[str] = Counter()
        for pid in (pid for root in (*roots, _valkey(installation)) for pid in tree(root)):
            look[_name(pid)] += _pss_mb(pid)  # type: ignore[assignment] # megabytes are no whole numbers
        looks.append(look)
    return {name: statistics.median(look[name] for look in looks) for name in looks[0]}


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return "ended"


def _valkey(installation: Installation) -> int:
    import redis

    client = redis.Redis.from_url(installation.environment["REDIS_URL"])
    pid: int = client.info("server")["process_id"]  # type: ignore[index]
    return pid


def _pss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
