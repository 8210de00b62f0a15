"""Where things are in this checkout, and how the two commands talk."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements-dev.txt"
KEY = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
"""Tells this checkout from others on the same machine: names that must not collide carry it."""

_STARTED = time.monotonic()
_TAIL = 30


class Trouble(Exception):
    """A failure that the person at the terminal can do something about.

    ``what`` is a sentence about what happened, ``helps`` one about what to do.
    """

    def __init__(self, what: str, *, helps: str) -> None:
        super().__init__(what)
        self.what = what
        self.helps = helps


def say(text: str) -> None:
    """Print one line with the seconds since the command began."""
    print(f"{time.monotonic() - _STARTED:6.1f} s  {text}", flush=True)


def is_root() -> bool:
    return os.geteuid() == 0


def environ_with(own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our environment with ``own`` added, for a child that starts often: it may keep compiled Python."""
    return {**{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}, **(own or {})}


def run(command: Sequence[str | Path], *, helps: str, environ: Mapping[str, str] | None = None) -> str:
    """Run ``command`` in the checkout and return what it printed; its output is shown only if it fails.

    Raises: Trouble with the last lines of the output.
    """
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environ_with(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise Trouble(f"{command[0]} could not be started: {error.strerror}", helps=helps) from error
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-_TAIL:]), file=sys.stderr)
        name = " ".join(Path(part).name for part in command[:3])
        raise Trouble(f"`{name}` failed ({done.returncode}); its last lines are above.", helps=helps)
    return done.stdout


def told(trouble: Trouble) -> int:
    """Say what went wrong and what helps; the exit status that belongs to it."""
    print(f"\nStopped: {trouble.what}\n{trouble.helps}", file=sys.stderr)
    return 1
