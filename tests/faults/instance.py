"""A whole Artel of its own in a folder, kept running as an init system would keep it."""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

from bootstrap import processes
from bootstrap.checkout import PYTHON, ROOT, environ_with
from bootstrap.instance import free_port
from bootstrap.running import Command
from bootstrap.servers import Postgres, Server, Valkey
from crm.settings import Settings, load
from tests.faults.family import Process, children, descendants
from tests.kit.operator import Operator

PASSWORD = "correct horse battery staple"
READY_SECONDS = 90.0
WRONG_CLOCK = Path(__file__).parent / "wrong_clock"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace of the rig: who writes, and who is told."""

    id: int
    slug: str
    schema: str
    token: str
    manager_id: int
    manager_email: str


class Web(Server):
    """gunicorn on a socket that the rig holds, as a socket unit does: while web restarts, clients wait."""

    name = "web"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.environ: dict[str, str] = {}
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._socket.getsockname()[1]

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()

    def start(self) -> None:
        listens = self._socket.fileno()
        bind = f"fd://{listens}"
        call: list[str | Path] = [PYTHON, "-m", "gunicorn", "-c", "crm/web/gunicorn.conf.py"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*call, "--bind", bind, "wsgi:app"],
                cwd=ROOT,
                env=self.environ,
                stdout=log,
                stderr=log,
                pass_fds=(listens,),
                process_group=0,
                preexec_fn=processes.tied_to_parent(signal.SIGTERM),
            )


class Instance:
    """Start it with ``with``; ``keep`` has to be called now and then to restart what has ended."""

    def __init__(self, folder: Path, *, durable: bool, wrong_clock: bool = False) -> None:
        self._of_workers = {"PYTHONPATH": str(WRONG_CLOCK)} if wrong_clock else {}
        self.folder = folder
        self.mails = folder / "mails"
        self.crashes = folder / "crashes"
        self.web = Web(folder / "web")
        self.port, mail_port = self.web.port, free_port(0)
        self.restarts: dict[str, int] = {}
        self._resting: set[str] = set()
        self._stack = ExitStack()
        self.postgres = Postgres(folder / "postgres", settings=None if durable else {"fsync": "off"})
        self.valkey = Valkey(folder / "valkey")
        self._environ = {
            "ARTEL_ENV": "development",
            "ARTEL_DATA": str(folder),
            "ARTEL_SECRET_KEY": secrets.token_hex(32),
            "ARTEL_BASE_DOMAIN": f"localhost:{self.port}",
            "ARTEL_SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
            "ARTEL_CRASH_AT": str(self.crashes),
        }
        self.sink = self._part("sink", "crm.mail.sink", "--port", str(mail_port), "--dir", str(self.mails))
        self.workers = self._part("workers", "workers")

    @property
    def parts(self) -> dict[str, Server]:
        """Everything that is kept running, by name, in the order in which it starts."""
        return {
            "postgres": self.postgres, "valkey": self.valkey, "sink": self.sink, "web": self.web,
            "workers": self.workers,
        }  # fmt: skip

    def __enter__(self) -> Self:
        self.crashes.mkdir(parents=True)
        self.mails.mkdir()
        for server in (self.postgres, self.valkey):
            self._stack.enter_context(server)
        self.postgres.make_database("artel")
        self._environ |= {"DATABASE_URL": self.postgres.url("artel"), "REDIS_URL": self.valkey.url()}
        self._operator = Operator(self.settings())
        self._stack.callback(self._operator.hang_up)
        self.crm("setup")
        self.web.environ = environ_with(self._environ)
        self.workers.environ = environ_with(self._environ | self._of_workers)
        for part in (self.sink, self.web, self.workers):
            self._stack.enter_context(part)
        self.until(lambda: self.get("/readyz")[0] == 200, "the instance is ready")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        self.web.close()

    def crm(self, *arguments: str, **options: str) -> str:
        """Run a command of ``crm`` and return what it prints."""
        given = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", value)]
        return self._operator(*arguments, *given)

    def settings(self) -> Settings:
        """What the instance's processes are told."""
        return load(self._environ)

    def keep(self) -> None:
        """Start again what has ended by itself or by our hand."""
        for name, part in self.parts.items():
            if name not in self._resting and (part.process is None or part.process.poll() is not None):
                self.restarts[name] = self.restarts.get(name, 0) + 1
                part.start()

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Kill a part and leave it down for the length of the block."""
        self._resting.add(name)
        self.parts[name].kill()
        try:
            yield
        finally:
            self._resting.discard(name)
            self.keep()

    def until(self, condition: Callable[[], object], what: str, *, seconds: float = READY_SECONDS) -> float:
        """Wait until it holds, keeping the instance up; returns how many seconds that took.

        Raises:
            TimeoutError: it did not hold in time.
        """
        began = time.monotonic()
        while True:
            self.keep()
            with suppress(OSError, psycopg.Error):
                if condition():
                    return time.monotonic() - began
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"not within {seconds:.0f} s: {what}; logs are in {self.folder}")
            time.sleep(0.05)

    def get(self, path: str, *, workspace: Workspace | None = None) -> tuple[int, Any]:
        """GET as the workspace's writer, or at the apex: status and JSON body."""
        return self._ask("GET", path, workspace, None)

    def post(self, path: str, body: Any, *, workspace: Workspace, key: str) -> tuple[int, Any]:
        """POST as the workspace's writer: status and JSON body."""
        return self._ask("POST", path, workspace, body, {"Idempotency-Key": key})

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Ask the database as its owner."""
        with psycopg.connect(self.postgres.url("artel"), autocommit=True) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def mail_count(self) -> int:
        """How many mails the sink has taken."""
        return sum(1 for name in os.listdir(self.mails) if name[0].isdigit())  # noqa: PTH208 (quick)

    def web_processes(self) -> list[Process]:
        """gunicorn's workers."""
        return children(_pid(self.web))

    def background(self, name: str) -> list[Process]:
        """Processes of the background by what ``ps`` calls them: ``artel:instant``, a fork of it ``…>``."""
        return [process for process in descendants(_pid(self.workers)) if process.name == name]

    def open_workspace(self, slug: str, *, locale: str) -> Workspace:
        """A workspace with an owner, who writes, and a manager, who is told."""
        owner, manager = f"olga@{slug}.example", f"alice@{slug}.example"
        common = {"password": PASSWORD, "locale": locale}
        made = json.loads(
            self.crm(
                "tenants", "create", slug, "--json", name=slug, owner_name="Olga", owner_email=owner, **common
            )
        )
        user = json.loads(
            self.crm(
                "users", "add", "--json", tenant=slug, name="Alice", email=manager, role="manager", **common
            )
        )
        token = self.crm("tokens", "create", tenant=slug, user=owner).strip()
        ((schema,),) = self.rows("SELECT schema_name FROM control.tenant WHERE id = %s", made["id"])
        self._want_each_mail(schema, user["id"])
        return Workspace(made["id"], slug, schema, token, user["id"], manager)

    def _want_each_mail(self, schema: str, user_id: int) -> None:
        """As if they had chosen so: each assignment has a mail of its own."""
        chosen = {"notifications": {"kinds": {}, "quiet": None, "digest_at": "09:00", "gathers": False}}
        query = f'UPDATE "{schema}".user_account SET settings = settings || %s WHERE id = %s RETURNING id'
        self.rows(query, json.dumps(chosen), user_id)

    def _ask(
        self,
        method: str,
        path: str,
        workspace: Workspace | None,
        body: Any,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        host = f"{workspace.slug}.localhost:{self.port}" if workspace else f"localhost:{self.port}"
        headers = {"Host": host, "Content-Type": "application/json", **(headers or {})}
        if workspace is not None:
            headers["Authorization"] = f"Bearer {workspace.token}"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()

    def _part(self, name: str, *command: str) -> Command:
        return Command(name, "-m", *command, settings=self._environ, logs=self.folder)


def _pid(part: Server) -> int:
    return part.process.pid if part.process is not None else -1
