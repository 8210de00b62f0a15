"""A throw-away installation on this machine: servers, web, workers and mail sink in a temporary folder."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bin"))

from bootstrap.checkout import environ_with  # noqa: E402 — the bootstrap lives outside the packages
from bootstrap.servers import Postgres, Valkey  # noqa: E402

READY_SECONDS = 60


class Installation:
    """PostgreSQL and Valkey of their own (or those of the environment), and the settings to reach them.

    ``settings`` tune PostgreSQL; by default it writes as durably as in production. With a ``folder`` what
    was built there stays for the next time, and ``stood`` tells whether there was anything.
    """

    def __init__(self, *, settings: Mapping[str, str] | None = None, folder: Path | None = None) -> None:
        self._passing = folder is None
        self.stood = folder is not None and (folder / "postgres").exists()
        self.folder = folder.resolve() if folder else Path(tempfile.mkdtemp(prefix="artel-bench-"))
        self.folder.mkdir(exist_ok=True, parents=True)
        self.folder.chmod(0o755)
        self.port = free_port()
        self.mail_port = free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.postgres_pid: int | None = None
        """Of the embedded PostgreSQL; None where the environment names another."""
        self._servers = contextlib.ExitStack()
        self._postgres_settings = settings
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Self:
        postgres_url = os.environ.get("DATABASE_URL")
        redis_url = os.environ.get("REDIS_URL")
        if not postgres_url:
            server = Postgres(self.folder / "postgres", settings=self._postgres_settings)
            postgres_url = self._servers.enter_context(server).url()
            self.postgres_pid = server.process.pid if server.process else None
        if not redis_url:
            redis_url = self._servers.enter_context(Valkey(self.folder / "valkey")).url()
        self.environment = {
            **{name: value for name, value in environ_with().items() if not name.startswith("ARTEL_")},
            "DATABASE_URL": postgres_url,
            "REDIS_URL": redis_url,
            "ARTEL_BASE_DOMAIN": f"localhost:{self.port}",
            "ARTEL_SECRET_KEY": "benchmark-" * 4,
            "ARTEL_SMTP_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "ARTEL_ENV": "development",
            "ARTEL_DATA": str(self.folder),
            "ARTEL_PORT": str(self.port),
            "PYTHONPATH": f"{ROOT}:{ROOT / 'bin'}",
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()
        self._servers.close()
        if self._passing:
            shutil.rmtree(self.folder, ignore_errors=True)

    def until_done(self, kind: str) -> None:
        """Wait until the background has done all its jobs of this kind."""
        left = "SELECT count(*) FROM control.job WHERE kind = %s AND state <> 'done'"
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            while connection.execute(left, (kind,)).fetchone() != (0,):
                time.sleep(1)

    def crm(self, *arguments: str) -> str:
        """Run a ``crm`` command and return what it prints."""
        call = [sys.executable, "-m", "crm.cli", *arguments]
        done = subprocess.run(
            call, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        return done.stdout

    def serve(self, *, web: bool = True, workers: bool = True) -> None:
        """Start the mail sink, web and workers, and return when the instance is ready."""
        self.start(
            "sink", "crm.mail.sink", "--port", str(self.mail_port), "--dir", str(self.folder / "mails")
        )
        if web and workers:
            self.start("artel", "workers", "--web")
        elif web:
            self.start("artel", "gunicorn", "-c", "crm/web/gunicorn.conf.py", "wsgi:app")
        else:
            self.start("artel", "workers")
        if web:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Return when ``/readyz`` says so.

        Raises:
            TimeoutError: after a minute.
        """
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            address = f"http://127.0.0.1:{self.port}/readyz"
            refusals = contextlib.suppress(urllib.error.URLError, OSError)
            with refusals, urllib.request.urlopen(address, timeout=2):
                return
            time.sleep(0.05)
        raise TimeoutError((self.folder / "artel.log").read_text()[-2000:])

    def start(self, name: str, module: str, *arguments: str) -> None:
        """Run a module of the product as a process that ends with the installation."""
        log = (self.folder / f"{name}.log").open("ab")
        call = [sys.executable, "-m", module, *arguments]
        self.processes[name] = subprocess.Popen(call, env=self.environment, cwd=ROOT, stdout=log, stderr=log)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tree(root: int) -> list[int]:
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


@contextlib.contextmanager
def stopwatch(into: list[float]) -> Iterator[None]:
    """Add the seconds that the block takes to the list."""
    began = time.perf_counter()
    yield
    into.append(time.perf_counter() - began)
