"""Judging ahead: a process of its own judges the next rows while this one stages those before.

Judging asks no database, so a fork may do it, on another processor; it touches no connection of its parent's
and ends without any clean-up. Parts come through a pipe: whoever judges waits while nobody takes them.
"""

import os
import pickle
import signal
import struct
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final, cast

from crm.imports.actions.judging import Judge
from crm.imports.actions.staging import Part
from crm.imports.reading.refusals import Unreadable
from crm.imports.reading.shapes import Row
from crm.kernel.i18n import LazyText

LENGTH: Final = struct.Struct("!I")


def parts_ahead(rows: Callable[[], Iterator[Row]], judge: Judge, *, size: int) -> Iterator[Part]:
    """The rows judged, so many in a part; what ``rows`` opens is opened by the process that judges.

    Raises:
        Unreadable: as ``rows`` does, after the parts before.
        ChildProcessError: the process ended before it was done.
    """
    hears, tells = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(hears)
        _be_judge(tells, rows, judge, size)
    os.close(tells)
    try:
        with os.fdopen(hears, "rb") as pipe:
            yield from _heard(pipe)
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


@dataclass(frozen=True, slots=True)
class Refused:
    """The file can't be read, or not to its end: why, in the words of who imports."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Judging itself failed."""

    told: str


def _heard(pipe: BinaryIO) -> Iterator[Part]:
    while head := pipe.read(LENGTH.size):
        said = pickle.loads(pipe.read(LENGTH.unpack(head)[0]))  # noqa: S301 (of our own fork)
        if said is None:
            return
        if isinstance(said, Refused):
            raise Unreadable(cast(LazyText, said.sentence))
        if isinstance(said, Broken):
            raise RuntimeError(said.told)
        yield said
    raise ChildProcessError("whoever judged the rows died")


def _be_judge(tells: int, rows: Callable[[], Iterator[Row]], judge: Judge, size: int) -> None:
    """Be the process, to its end: nothing of the parent's stack runs in it."""
    status = 1
    try:
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(name, signal.SIG_DFL)
        signal.alarm(0)
        with os.fdopen(tells, "wb", closefd=False) as pipe:
            for said in _judged(rows(), judge, size):
                text = pickle.dumps(said, pickle.HIGHEST_PROTOCOL)
                pipe.write(LENGTH.pack(len(text)) + text)
                pipe.flush()
        status = 0
    finally:
        os._exit(status)


def _judged(rows: Iterable[Row], judge: Judge, size: int) -> Iterator[Part | Refused | Broken | None]:
    left = iter(rows)
    try:
        while some := list(islice(left, size)):
            lines = [line for row in some if (line := judge.judged(row)) is not None]
            yield Part(lines, len(some), some[-1].line, judge.gather.strange())
    except Unreadable as refusal:
        yield Refused(str(refusal.sentence))
    except Exception:  # noqa: BLE001 (whatever it is, the parent raises it)
        yield Broken(traceback.format_exc(limit=-5))
    else:
        yield None
