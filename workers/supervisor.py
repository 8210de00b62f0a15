"""One preloaded parent and its children: forks them, restarts the dead, ends them in order."""

import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import FrameType
from typing import Final

from crm.kernel.logs import get_logger
from workers.processes import name_process, tie_to_parent

GRACE_SECONDS: Final = 25.0
"""Longer than web lets requests run on (gunicorn's ``graceful_timeout``)."""
LONGEST_PAUSE_SECONDS: Final = 5.0
HEALTHY_SECONDS: Final = 10.0
log = get_logger("artel.supervisor")


class Child:
    """One place for a process: what runs there, and how often it ended too soon."""

    def __init__(self, name: str, target: Callable[[], None]) -> None:
        self.name = name
        self.pid: int | None = None
        self._target = target
        self._started_at = 0.0
        self._start_after = 0.0
        self._failures = 0

    @property
    def is_due(self) -> bool:
        """Whether it should be started now."""
        return self.pid is None and time.monotonic() >= self._start_after

    def start(self) -> None:
        """Fork. In the fork this never returns."""
        self._started_at = time.monotonic()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            _be_child(self.name, self._target, parent)

    def ended(self) -> None:
        """It is gone; it may come again, after a pause that grows while it keeps ending at once."""
        lived = time.monotonic() - self._started_at
        self._failures = 0 if lived > HEALTHY_SECONDS else self._failures + 1
        pause = min(0.1 * 2**self._failures, LONGEST_PAUSE_SECONDS) if self._failures else 0.0
        self._start_after = time.monotonic() + pause
        self.pid = None


class Supervisor:
    """Keeps the children running until SIGTERM or SIGINT; then ends them within seconds."""

    def __init__(self, targets: Iterable[tuple[str, Callable[[], None]]]) -> None:
        self._children = [Child(name, target) for name, target in targets]
        self._stopping = False
        self._hears, self._rings = os.pipe()

    def run(self) -> None:
        """Start everybody; returns when everybody has ended."""
        self._listen()
        while not self._stopping:
            for child in self._children:
                if child.is_due:
                    child.start()
            self._wait(0.5)
            self._bury()
        self._end_all()

    def _listen(self) -> None:
        os.set_blocking(self._rings, False)
        os.set_blocking(self._hears, False)
        signal.set_wakeup_fd(self._rings, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _wait(self, seconds: float) -> None:
        select.select([self._hears], [], [], seconds)
        with suppress(BlockingIOError):
            while os.read(self._hears, 512):
                pass

    def _bury(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            for child in self._children:
                if child.pid == pid:
                    child.ended()
                    if not self._stopping:
                        log.warning("ended", process=child.name, status=os.waitstatus_to_exitcode(status))

    def _end_all(self) -> None:
        self._signal_all(signal.SIGTERM)
        limit = time.monotonic() + GRACE_SECONDS
        while any(child.pid for child in self._children):
            if time.monotonic() > limit:
                log.warning("killed", processes=[child.name for child in self._children if child.pid])
                self._signal_all(signal.SIGKILL)
                limit = float("inf")
            self._wait(0.1)
            self._bury()

    def _signal_all(self, name: signal.Signals) -> None:
        for child in self._children:
            if child.pid:
                with suppress(ProcessLookupError):
                    os.kill(child.pid, name)


def _be_child(name: str, target: Callable[[], None], parent: int) -> None:
    """Be the child, to the end of the process: nothing of the parent's stack runs in it."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for one in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(one, signal.SIG_DFL)
        os.setpgrp()
        tie_to_parent(parent)
        name_process(f"artel:{name}")
        target()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 (the parent tells of it and starts it anew)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
