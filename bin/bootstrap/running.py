"""The parts of a running instance: started in order, watched, stopped in the opposite order."""

import hashlib
import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from bootstrap import processes
from bootstrap.checkout import PYTHON, ROOT, VENV, Trouble, environ_with, run, say
from bootstrap.instance import Instance, free_port
from bootstrap.servers import OWNER, Postgres, Server, Valkey

_CRM = VENV / "bin" / "crm"
_READY_WITHIN = 180
_RESTARTS_A_MINUTE = 5
_SCHEMA = ("migrations/**/*", "tenants/**/*", "crm/kernel/**/*.py", "crm/**/models*.py", "crm/**/models/*.py")


class Command(Server):
    """A part of Artel itself, run by ``.venv``'s Python in the checkout with the instance's settings."""

    def __init__(self, name: str, *command: str, settings: Mapping[str, str], logs: Path) -> None:
        super().__init__(logs / name)
        self.name = name
        self.environ = environ_with(settings)
        self._command = command

    def start(self) -> None:
        self.process = processes.spawn(
            [PYTHON, *self._command], log=self.log, environ=self.environ, folder=ROOT
        )


class Running:
    """What runs for one instance; leaving the block stops it."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._parts: list[Server] = []
        self._demo: Command | None = None
        self._restarts: deque[float] = deque(maxlen=_RESTARTS_A_MINUTE)
        self._settings: dict[str, str] = {}
        self._port = 0

    @property
    def apex(self) -> str:
        """The address of the front page."""
        return f"http://{self._settings['ARTEL_BASE_DOMAIN']}"

    def start(self, *, port: int) -> None:
        """Start the servers, prepare the database and start Artel; ``wait`` tells when it is ready.

        Raises: Trouble naming what failed and its log.
        """
        self._port = self._free_web_port(port)
        self._settings = {
            "ARTEL_ENV": "development",
            "ARTEL_DATA": str(self._instance.folder),
            "ARTEL_SECRET_KEY": os.environ.get("ARTEL_SECRET_KEY") or self._instance.secret_key(),
            "ARTEL_BASE_DOMAIN": os.environ.get("ARTEL_BASE_DOMAIN") or f"localhost:{self._port}",
            "DATABASE_URL": os.environ.get("DATABASE_URL") or self._start_postgres(),
            "REDIS_URL": os.environ.get("REDIS_URL") or self._start_valkey(),
            "ARTEL_SMTP_URL": os.environ.get("ARTEL_SMTP_URL") or f"smtp://127.0.0.1:{free_port(0)}",
        }
        self._instance.write_settings(self._settings)
        self._prepare_database()
        say("Starting mail sink, web and workers")
        self._start_artel()

    def start_demo(self) -> None:
        """Begin to make the demo workspaces unless they are there; ``demo`` waits for them."""
        say("Looking after the demo workspaces")
        self._demo = self._part("demo", str(_CRM), "demo", "--json")
        self._demo.log.unlink(missing_ok=True)
        self._demo.start()

    def wait(self) -> None:
        """Return when the web server says that it is ready.

        Raises: Trouble naming what has ended instead.
        """
        url = f"http://127.0.0.1:{self._port}/readyz"
        processes.soon(lambda: bool(self._ended()) or _answers(url), within=_READY_WITHIN, every=0.1)
        for part in self._ended():
            raise part.trouble()
        if not _answers(url):
            helps = f"See the logs in {self._instance.folder}."
            raise Trouble(f"{url} does not say ready after {_READY_WITHIN} s.", helps=helps)

    def demo(self) -> list[dict[str, Any]]:
        """What ``crm demo --json`` tells of the demo workspaces; nothing if they were not begun.

        Raises: Trouble if they could not be made.
        """
        if self._demo is None or self._demo.process is None:
            return []
        if self._demo.process.wait():
            raise self._demo.trouble()
        found: list[dict[str, Any]] = json.loads(self._demo.log.read_text().splitlines()[-1])
        return found

    def watch(self) -> None:
        """Start again what ends by itself, until the caller is interrupted.

        Raises: Trouble if that happens too often.
        """
        while True:
            time.sleep(0.5)
            for part in self._ended():
                self._restart(part)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Stop everything; a further Ctrl-C kills what is still running."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._kill())
        if self._demo is not None:
            self._demo.stop()
        for part in reversed(self._parts):
            say(f"Stopping {part.name}")
            part.stop()

    def _free_web_port(self, wanted: int) -> int:
        port = free_port(wanted)
        if wanted not in (0, port):
            say(f"Port {wanted} is taken; using {port}")
        return port

    def _start_postgres(self) -> str:
        say("Starting PostgreSQL")
        postgres = Postgres(self._instance.folder / "postgres")
        self._add(postgres)
        postgres.make_database(OWNER)
        return postgres.url(OWNER)

    def _start_valkey(self) -> str:
        say("Starting Valkey")
        valkey = Valkey(self._instance.folder / "valkey")
        self._add(valkey)
        return valkey.url()

    def _prepare_database(self) -> None:
        """Run set-up and migrations, unless an embedded database has seen the very same ones."""
        stamp = self._instance.folder / "postgres" / "prepared"
        embedded = "DATABASE_URL" not in os.environ
        digest = _schema_digest(self._settings["ARTEL_SECRET_KEY"])
        if embedded and stamp.exists() and stamp.read_text() == digest:
            return
        say("Preparing the database")
        self._crm("setup")
        self._crm("tenants", "migrate")
        if embedded:
            stamp.write_text(digest)

    def _start_artel(self) -> None:
        sink_port = self._settings["ARTEL_SMTP_URL"].rpartition(":")[2]
        mails = str(self._instance.folder / "mails")
        if "ARTEL_SMTP_URL" not in os.environ:
            self._add(self._part("mail-sink", "-m", "crm.mail.sink", "--port", sink_port, "--dir", mails))
        artel = self._part("artel", "-m", "workers", "--web")
        artel.environ["ARTEL_PORT"] = str(self._port)
        self._add(artel)

    def _part(self, name: str, *command: str) -> Command:
        return Command(name, *command, settings=self._settings, logs=self._instance.folder)

    def _add(self, part: Server) -> None:
        part.start()
        self._parts.append(part)
        self._remember()

    def _remember(self) -> None:
        self._instance.remember({part.name: part.process for part in self._parts if part.process is not None})

    def _crm(self, *arguments: str) -> None:
        helps = f"The servers' logs are in {self._instance.folder}. Start again when it is mended."
        run([_CRM, *arguments], helps=helps, environ=self._settings)

    def _ended(self) -> list[Server]:
        return [part for part in self._parts if part.process is None or part.process.poll() is not None]

    def _restart(self, part: Server) -> None:
        """Start an ended part again, unless too many have ended lately."""
        status = part.process.returncode if part.process else "unknown"
        say(f"{part.name} ended with status {status}; starting it again (its log: {part.log})")
        now = time.monotonic()
        if len(self._restarts) == _RESTARTS_A_MINUTE and now - self._restarts[0] < 60:
            raise part.trouble()
        self._restarts.append(now)
        part.start()
        self._remember()

    def _kill(self) -> None:
        for part in self._parts:
            if part.process is not None:
                processes.kill_group(part.process)


def _schema_digest(*extra: str) -> str:
    """Of everything that set-up and migrations depend on."""
    found = hashlib.sha256("\0".join(extra).encode())
    for path in sorted({path for pattern in _SCHEMA for path in ROOT.glob(pattern)}):
        if path.is_file() and path.suffix != ".pyc":
            found.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (our own server)
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
