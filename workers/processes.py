"""What a process of the background owes its parent and those who look at it from outside."""

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def tie_to_parent(parent: int) -> None:
    """From now on this process gets SIGTERM when its parent of this pid ends, whatever ends it."""
    if _LIBC is None:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
    if os.getppid() != parent:  # it ended before the line above
        os.kill(os.getpid(), signal.SIGTERM)


def name_process(name: str) -> None:
    """Show this name in ``ps`` and ``top`` (15 bytes of it), where the system can."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_NAME, name.encode()[:15])


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
