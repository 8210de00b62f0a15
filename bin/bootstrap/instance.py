"""One installation: its data folder, the settings file in it, and what a killed start has left running."""

import contextlib
import fcntl
import json
import secrets
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from bootstrap import processes
from bootstrap.checkout import Trouble, is_root

_PORTS_TRIED = 50


class Instance:
    """The data folder of one installation, held by one ``bin/dev`` at a time.

    ``instance.env`` tells ``crm`` in another terminal how to reach it, and keeps its secret key.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._settings = folder / "instance.env"
        self._processes = folder / "processes.json"

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep others out, and end what a killed start has left running.

        Raises: Trouble if another ``bin/dev`` runs from this folder, or it cannot be written.
        """
        try:
            self.folder.mkdir(mode=0o711 if is_root() else 0o700, parents=True, exist_ok=True)
            lock = (self.folder / "lock").open("a+")
        except OSError as error:
            helps = "Give a folder that you can write to: bin/dev --data DIR."
            raise Trouble(f"{self.folder} cannot be written: {error.strerror}.", helps=helps) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise self._already_runs() from None
            self._end_strays()
            yield

    def settings(self) -> dict[str, str]:
        """What the last start wrote down."""
        try:
            lines = self._settings.read_text(encoding="utf-8").splitlines()
        except OSError:
            return {}
        return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))

    def secret_key(self) -> str:
        """The key of this installation: made once, then always the same."""
        return self.settings().get("ARTEL_SECRET_KEY") or secrets.token_hex(32)

    def write_settings(self, settings: Mapping[str, str]) -> None:
        lines = ["# Written by bin/dev at each start; the secret key is kept.\n"]
        lines += [f"{name}={value}\n" for name, value in settings.items()]
        _write_closed(self._settings, "".join(lines))

    def remember(self, running: Mapping[str, subprocess.Popen[bytes]]) -> None:
        """Write down which processes run, so that the next start can end those that outlive this one."""
        record = {name: [process.pid, processes.started_at(process.pid)] for name, process in running.items()}
        _write_closed(self._processes, json.dumps(record))

    def _end_strays(self) -> None:
        """End the last started first. On Linux the kernel has mostly done it already."""
        try:
            record = json.loads(self._processes.read_text())
        except (OSError, ValueError):
            return
        for name, (pid, born) in reversed(record.items()):
            if born is not None and processes.started_at(pid) == born:
                processes.end_stray(pid, by=signal.SIGINT if name == "PostgreSQL" else signal.SIGTERM)
        self._processes.unlink(missing_ok=True)

    def _already_runs(self) -> Trouble:
        where = self.settings().get("ARTEL_BASE_DOMAIN", "")
        return Trouble(
            f"Artel already runs from {self.folder}" + (f", at http://{where}." if where else "."),
            helps="Stop it there with Ctrl-C, or start a second one with its own data: bin/dev --data DIR.",
        )


def free_port(wanted: int) -> int:
    """``wanted``, or the next port that nobody listens on; 0 asks for any.

    Raises: Trouble if a long row of ports is taken.
    """
    for port in range(wanted, wanted + (_PORTS_TRIED if wanted else 1)):
        with socket.socket() as asking, contextlib.suppress(OSError):
            asking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            asking.bind(("127.0.0.1", port))
            return int(asking.getsockname()[1])
    raise Trouble(
        f"The ports {wanted} to {wanted + _PORTS_TRIED - 1} are taken.",
        helps="Give another one: bin/dev --port N.",
    )


def _write_closed(path: Path, text: str) -> None:
    """Replace ``path`` in one step by a file that only its owner can read."""
    fresh = path.with_suffix(".new")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    fresh.touch(mode=0o600, exist_ok=False)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
