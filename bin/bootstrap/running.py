"""The parts of a running instance: started in order, watched, stopped in the opposite order."""

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

_READY_WITHIN = 60
_RESTARTS_A_MINUTE = 5


class Command(Server):
    """A part of Artel itself, run by ``.venv``'s Python in the checkout with the instance's settings."""

    def __init__(self, name: str, *command: str, settings: Mapping[str, str], logs: Path) -> None:
        super().__init__(logs / name)
        self.name = name
        self._command = command
        self.environ = environ_with(settings)

    def start(self) -> None:
        self.process = processes.spawn(
            [PYTHON, *self._command], log=self.log, environ=self.environ, folder=ROOT
        )


class Running:
    """What runs for one instance; leaving the block stops it."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._parts: list[Server] = []
        self._restarts: deque[float] = deque(maxlen=_RESTARTS_A_MINUTE)
        self._settings: dict[str, str] = {}

    @property
    def apex(self) -> str:
        """The address of the front page."""
        return f"http://{self._settings['ARTEL_BASE_DOMAIN']}"

    def start(self, *, port: int) -> None:
        """Start the servers, prepare the database, start Artel and wait until it answers.

        Raises: Trouble naming what failed and its log.
        """
        port = self._free_web_port(port)
        self._settings = {
            "ARTEL_ENV": "development",
            "ARTEL_DATA": str(self._instance.folder),
            "ARTEL_SECRET_KEY": os.environ.get("ARTEL_SECRET_KEY") or self._instance.secret_key(),
            "ARTEL_BASE_DOMAIN": os.environ.get("ARTEL_BASE_DOMAIN") or f"localhost:{port}",
            "DATABASE_URL": os.environ.get("DATABASE_URL") or self._start_postgres(),
            "REDIS_URL": os.environ.get("REDIS_URL") or self._start_valkey(),
            "ARTEL_SMTP_URL": os.environ.get("ARTEL_SMTP_URL") or f"smtp://127.0.0.1:{free_port(0)}",
        }
        self._instance.write_settings(self._settings)
        say("Preparing the database")
        self._crm("setup")
        self._crm("tenants", "migrate")
        say("Starting mail sink, workers and web")
        self._start_artel(port)
        self._wait_for(f"http://127.0.0.1:{port}/readyz")

    def demo(self) -> list[dict[str, Any]]:
        """Make the demo workspaces unless they are there; what ``crm demo --json`` tells of them."""
        say("Looking after the demo workspaces")
        found: list[dict[str, Any]] = json.loads(self._crm("demo", "--json"))
        return found

    def watch(self) -> None:
        """Start again what ends by itself, until the caller is interrupted.

        Raises: Trouble if that happens too often.
        """
        while True:
            time.sleep(0.5)
            for part in self._parts:
                if part.process is not None and part.process.poll() is not None:
                    self._restart(part, status=part.process.returncode)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Stop everything; a further Ctrl-C kills what is still running."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._kill())
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

    def _start_artel(self, port: int) -> None:
        sink_port = self._settings["ARTEL_SMTP_URL"].rpartition(":")[2]
        mails = str(self._instance.folder / "mails")
        if "ARTEL_SMTP_URL" not in os.environ:
            self._add(self._part("mail-sink", "-m", "crm.mail.sink", "--port", sink_port, "--dir", mails))
        self._add(self._part("workers", "-m", "workers"))
        web = self._part("web", "-m", "gunicorn", "-c", "crm/web/gunicorn.conf.py", "wsgi:app")
        web.environ["ARTEL_PORT"] = str(port)
        self._add(web)

    def _part(self, name: str, *command: str) -> Command:
        return Command(name, *command, settings=self._settings, logs=self._instance.folder)

    def _add(self, part: Server) -> None:
        part.start()
        self._parts.append(part)
        self._remember()

    def _remember(self) -> None:
        self._instance.remember({part.name: part.process for part in self._parts if part.process is not None})

    def _crm(self, *arguments: str) -> str:
        helps = f"The servers' logs are in {self._instance.folder}; start again once it is mended."
        return run([VENV / "bin" / "crm", *arguments], helps=helps, environ=self._settings)

    def _wait_for(self, url: str) -> None:
        def is_ready() -> bool:
            if any(part.process is None or part.process.poll() is not None for part in self._parts):
                return True  # and the check below names it
            return _answers(url)

        ready = processes.soon(is_ready, within=_READY_WITHIN, every=0.1)
        for part in self._parts:
            if part.process is None or part.process.poll() is not None:
                raise part.trouble()
        if not ready:
            raise Trouble(f"{url} did not say ready in {_READY_WITHIN} s.", helps=f"See {self._web_log()}.")

    def _web_log(self) -> Path:
        return self._parts[-1].log

    def _restart(self, part: Server, *, status: int) -> None:
        """Start an ended part again, unless too many have ended lately."""
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


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (our own server)
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
