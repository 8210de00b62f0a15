"""``bin/dev`` itself: started, killed, started again, stopped."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from bootstrap import places, processes
from bootstrap.checkout import ROOT
from bootstrap.instance import Instance

WITHIN = 120


def start(data: Path, *, screen: Path) -> subprocess.Popen[bytes]:
    """Start ``bin/dev`` with servers of its own and wait until it has printed its screen."""
    python = getattr(sys, "_base_executable", sys.executable)
    others = ("DATABASE_URL", "REDIS_URL", "PYTEST_CURRENT_TEST")
    dev = processes.spawn(
        [python, ROOT / "bin" / "dev", "--data", data, "--port", "8700", "--no-demo"],
        log=screen,
        environ={name: value for name, value in os.environ.items() if name not in others},
    )
    processes.soon(lambda: dev.poll() is not None or "Ctrl-C" in screen.read_text(), within=WITHIN, every=0.1)
    assert dev.poll() is None, screen.read_text()
    assert "Ctrl-C" in screen.read_text(), screen.read_text()
    return dev


def running(data: Path) -> dict[str, int]:
    """The parts that ``bin/dev`` has written down, by name, and their pids."""
    record = json.loads((data / "processes.json").read_text())
    return {name: pid for name, (pid, _) in record.items()}


def ready(data: Path) -> dict[str, str]:
    address = Instance(data).settings()["ARTEL_BASE_DOMAIN"].replace("localhost", "127.0.0.1")
    with urllib.request.urlopen(f"http://{address}/readyz", timeout=10) as answer:
        return json.load(answer)


def test_a_killed_bin_dev_leaves_nothing_that_stops_the_next_start():
    with places.folder_of_a_run("artel-test-") as folder:
        data = folder / "data"
        killed = start(data, screen=folder / "first.log")
        parts = running(data)

        killed.send_signal(signal.SIGKILL)
        killed.wait()
        for pid in parts.values():
            if processes.started_at(pid):
                os.kill(pid, signal.SIGKILL)
        dev = start(data, screen=folder / "second.log")

        assert ready(data) == {"status": "ok", "database": "ok", "migrations": "ok", "queue": "ok"}

        parts = running(data)
        processes.end(dev)

        assert dev.returncode == 0
        assert set(parts) == {"PostgreSQL", "Valkey", "mail-sink", "artel"}
        assert [name for name, pid in parts.items() if processes.started_at(pid)] == []
