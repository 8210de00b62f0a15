"""The embedded servers: PostgreSQL and Valkey, each on a socket that only its owner can open.

Tests, the fault rig and the benchmarks start servers of their own with these classes too:

    with Postgres(folder) as postgres, Valkey(folder) as valkey:
        connect(postgres.url(), valkey.url())
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from bootstrap import places, processes
from bootstrap.checkout import Trouble, run
from bootstrap.programs import postgres_major, postgres_programs, valkey_program

OWNER = "artel"
"""The login that owns an embedded PostgreSQL."""

THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "300",
    "max_parallel_workers_per_gather": "0",
}
"""PostgreSQL settings for data that nobody will miss: so little that no second process helps reading."""

_PATIENCE = 60.0
_TAIL = 12


class Server:
    """A server process in a folder of its own; leaving its ``with`` block stops it."""

    name: str
    parting = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None

    def __init__(self, folder: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self.folder = self.home = folder
        self.settings = dict(settings or {})

    @property
    def log(self) -> Path:
        return self.folder.with_suffix(".log")

    def start(self) -> None:
        """Start and return when it takes connections. Harmless leftovers of a killed one are cleared away.

        Raises: Trouble with the end of its log.
        """
        raise NotImplementedError

    def stop(self) -> None:
        """Stop as it should be stopped; nothing happens if it does not run."""
        if self.process is not None:
            processes.end(self.process, by=self.parting)
            self.process = None
            places.leave_sockets(self.home)

    def kill(self) -> None:
        """Kill -9: the crash that the fault rig needs."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def trouble(self) -> Trouble:
        """That it did not start or has ended, with the end of its log."""
        lines = self.log.read_text(errors="replace").splitlines()[-_TAIL:] if self.log.exists() else []
        return Trouble(
            f"{self.name} does not run. The end of {self.log}:\n  " + "\n  ".join(lines),
            helps="Mend what the log says and start again.",
        )


class Postgres(Server):
    """PostgreSQL in ``folder``; what it holds outlives it. Root runs it as an unprivileged user.

    ``settings`` are PostgreSQL's own, by name. Where root's folders are closed to that user, ``folder``
    becomes a link to one below /var/lib.
    """

    name = "PostgreSQL"
    parting = signal.SIGINT

    def start(self) -> None:
        self.home = places.home_for(self.folder)
        self.data = self.home / "data"
        self._user = places.postgres_user(self.data)
        self._programs = postgres_programs(self.data)
        self.sockets = places.socket_folder(self.home, longest=".s.PGSQL.5432", owner=self._user)
        self._end_stray()
        if not self.data.exists():
            self._make_data(self.home / "data.new")
        limit = time.monotonic() + _PATIENCE
        while not self._started(limit):
            time.sleep(0.2)

    def make_database(self, name: str) -> None:
        """Make the database ``name`` unless it is there."""
        helps = f"Look into {self.log}."
        listed = run(
            [self._programs / "psql", "--list", "--tuples-only", "--no-align", self.url()], helps=helps
        )
        if name not in [line.partition("|")[0] for line in listed.splitlines()]:
            run([self._programs / "createdb", "--maintenance-db", self.url(), name], helps=helps)

    def url(self, database: str = "postgres", *, user: str = OWNER) -> str:
        """The URL of ``database`` for ``user``; no password: the socket is closed to other people."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.sockets))}"

    def _make_data(self, fresh: Path) -> None:
        """Run initdb beside the final place, so that an interrupted one is never taken for a database."""
        shutil.rmtree(fresh, ignore_errors=True)
        places.closed_folder(fresh, owner=self._user)
        options = ["--username", OWNER, "--encoding", "UTF8", "--auth", "trust", "--locale", "C.UTF-8"]
        if postgres_major(self._programs) >= 17:
            options += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        if "fsync" in self.settings:
            options.append("--no-sync")
        made = processes.spawn(
            [self._programs / "initdb", "-D", fresh, *options], log=self.log, folder=fresh, user=self._user
        )
        if made.wait():
            raise self.trouble()
        fresh.rename(self.data)

    def _started(self, limit: float) -> bool:
        """Try once. False: the last backends of a killed server still hold its memory, so try again."""
        heard = self.log.stat().st_size if self.log.exists() else 0
        settings = {"listen_addresses": "", "unix_socket_permissions": "0700", **self.settings}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = processes.spawn(
            [self._programs / "postgres", "-D", self.data, "-k", self.sockets, *options],
            log=self.log,
            folder=self.data,
            user=self._user,
            parting=self.parting,
        )
        process = self.process
        processes.soon(lambda: process.poll() is not None or self._is_ready(), within=_PATIENCE)
        if process.poll() is None and self._is_ready():
            return True
        processes.kill_group(process)
        self.process = None
        with self.log.open("rb") as log:
            log.seek(heard)
            said = log.read()
        if b"still in use" not in said or time.monotonic() > limit:
            raise self.trouble()
        return False

    def _is_ready(self) -> bool:
        """Line 8 of postmaster.pid is how PostgreSQL itself tells pg_ctl."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        assert self.process is not None
        return len(lines) > 7 and int(lines[0]) == self.process.pid and lines[7].strip() == "ready"

    def _end_stray(self) -> None:
        """End a server that outlived its ``bin/dev``, and tell PostgreSQL that a dead one is dead.

        PostgreSQL takes any process with the pid in its lock files for the old server, even a zombie; its
        parent's pid, which is ours, it takes for nobody's. The rest of postmaster.pid has to stay: by it
        PostgreSQL sees whether processes of the old server still use the data.
        """
        lock = self.data / "postmaster.pid"
        try:
            pid, *rest = lock.read_text().splitlines(keepends=True)
        except (OSError, ValueError):
            return
        if _works_in(int(pid), self.data):
            processes.end_stray(int(pid), by=signal.SIGINT)
        if lock.exists():
            lock.write_text("".join([f"{os.getpid()}\n", *rest]))
        for other in self.sockets.glob(".s.PGSQL.*.lock"):
            other.unlink()


class Valkey(Server):
    """Valkey in ``folder``; by default what it holds outlives it. ``settings`` are its own, by name."""

    name = "Valkey"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        sockets = places.socket_folder(self.folder, longest="valkey.sock", owner=None)
        self.socket = sockets / "valkey.sock"
        self.socket.unlink(missing_ok=True)
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes",
            "save": "",
            **self.settings,
        }
        self.process = processes.spawn(
            [valkey_program(), *(part for name, value in settings.items() for part in (f"--{name}", value))],
            log=self.log,
            folder=self.folder,
        )
        process = self.process
        if not processes.soon(lambda: process.poll() is not None or self._answers(), within=_PATIENCE):
            processes.kill_group(process)
        if process.poll() is not None:
            self.process = None
            raise self.trouble()

    def url(self, database: int = 0) -> str:
        return f"unix://{quote(str(self.socket))}?db={database}"

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(1)
            asking.connect(str(self.socket))
            asking.sendall(b"PING\r\n")
            return asking.recv(16).startswith(b"+PONG")
        return False


def _works_in(pid: int, folder: Path) -> bool:
    """Is ``pid`` alive with ``folder`` as its working directory? Without /proc: is it a PostgreSQL at all?"""
    if processes.started_at(pid) is None:
        return False
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cwd").readlink() == folder.resolve()
    named = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "postgres" in named.stdout
