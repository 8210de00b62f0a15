"""Processes that end with the one that started them, whatever happens to it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    user: int | None = None,
    parting: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a process group of its own, with its output added to ``log``.

    On Linux it gets ``parting`` when the calling *thread* ends, even by kill -9. ``user`` is a numeric id
    to run as. A group of its own keeps Ctrl-C away from it: who started it stops it, in order.
    """
    identity: dict[str, Any] = {} if user is None else {"user": user, "group": user, "extra_groups": []}
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            env=environ,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=tied_to_parent(parting),
            **identity,
        )


def tied_to_parent(parting: signal.Signals) -> Callable[[], None] | None:
    """A ``preexec_fn`` that has the kernel send ``parting`` when the parent is gone; None but on Linux."""
    if _LIBC is None:
        return None
    libc, parent = _LIBC, os.getpid()

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(parting))
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return tie


def end(
    process: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, patience: float = 20
) -> None:
    """Ask ``process`` to end; after ``patience`` seconds kill its whole group. A dead one is left alone."""
    if process.poll() is None:
        process.send_signal(by)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill ``process`` and what it has left behind in its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def started_at(pid: int) -> str | None:
    """When the process began, as the system writes it, or None. With its pid that names it for ever."""
    if sys.platform == "linux":
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] == "Z" else fields[19]
    asked = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or None


def end_stray(pid: int, *, by: signal.Signals = signal.SIGTERM, patience: float = 10) -> None:
    """End a process that is not our child, killing it after ``patience`` seconds."""
    born = started_at(pid)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, by)
        if not soon(lambda: started_at(pid) != born, within=patience):
            os.kill(pid, signal.SIGKILL)


def soon(condition: Callable[[], bool], *, within: float, every: float = 0.02) -> bool:
    """Wait until ``condition`` holds; False if it did not ``within`` so many seconds."""
    limit = time.monotonic() + within
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(every)
    return True
