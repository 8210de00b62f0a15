"""The child process, seen from outside: started without secrets, listened to, and ended."""

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

from crm.imports.reading.refusals import Killed, Unreadable, refused
from crm.settings import ROOT

LONGEST_SILENCE: Final = 90
"""Seconds: a child that says nothing for so long while it is listened to is ended."""
ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
"""All that the child is told of the world: no settings, no secrets."""
_PIECE: Final = 1024 * 1024
_MODULE: Final = "crm.imports.reading.child"


def answers(path: Path, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the child says of the file, one thing after the other, until it is done.

    Raises:
        Unreadable: it can't be read, or reading it would cost too much.
        Killed: the child was killed by somebody else, or by the system for want of memory.
    """
    with path.open("rb") as file, _started(file, request) as process:
        try:
            for line in _lines(process):
                said = json.loads(line)
                if "end" in said:
                    return
                if "error" in said:
                    code, slots = said["error"]
                    raise refused(code, slots)
                yield said
            raise _dead(process)
        finally:
            process.kill()


def _started(file: IO[bytes], request: Mapping[str, Any]) -> "subprocess.Popen[bytes]":
    asked = json.dumps(request)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", _MODULE, asked],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )


def _lines(process: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    """Whole lines; the child waits while nobody asks for the next one."""
    assert process.stdout is not None
    output = process.stdout.fileno()
    parts: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while True:
            if not selector.select(LONGEST_SILENCE):
                raise refused("time", {})
            piece = os.read(output, _PIECE)
            if not piece:
                return
            *whole, rest = piece.split(b"\n")
            for line in whole:
                yield b"".join((*parts, line))
                parts = []
            parts.append(rest)


def _dead(process: "subprocess.Popen[bytes]") -> Unreadable:
    """Why the child ended before it was done, as far as can be told."""
    status = process.wait()
    if -status == signal.SIGKILL:
        return Killed(refused("memory", {}).sentence)
    if -status == signal.SIGXCPU:
        return refused("time", {})
    if -status == signal.SIGABRT:
        return refused("memory", {})
    return refused("died", {})
