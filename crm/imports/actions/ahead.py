"""Judging ahead: a process of its own judges the next rows while this one stages those before.

Judging asks no database, so a fork may do it, on another processor; it touches no connection of its parent's
and ends without any clean-up. Parts come through a pipe: whoever judges waits while nobody takes them.
"""

import gc
import marshal
import os
import signal
import struct
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, BinaryIO, Final

from crm.imports.actions.judging import Judge
from crm.imports.actions.staging import Part, Staged
from crm.imports.reading.refusals import Unreadable
from crm.imports.reading.shapes import Row

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


def _heard(pipe: BinaryIO) -> Iterator[Part]:
    while head := pipe.read(LENGTH.size):
        said = marshal.loads(pipe.read(LENGTH.unpack(head)[0]))  # noqa: S302 (of our own fork)
        if "refused" in said:
            raise Unreadable(said["refused"])
        if "broken" in said:
            raise RuntimeError(said["broken"])
        if "end" in said:
            return
        lines = [Staged.of_plain(line) for line in said["lines"]]
        yield Part(lines, said["read"], said["last"], said["strange"])
    raise ChildProcessError("whoever judged the rows died")


def _be_judge(tells: int, rows: Callable[[], Iterator[Row]], judge: Judge, size: int) -> None:
    """Be the process, to its end: nothing of the parent's stack runs in it."""
    status = 1
    try:
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(name, signal.SIG_DFL)
        signal.alarm(0)
        gc.freeze()  # what the parent has is not looked at again, nor copied for that
        with os.fdopen(tells, "wb", closefd=False) as pipe:
            for said in _judged(rows, judge, size):
                text = marshal.dumps(said)
                pipe.write(LENGTH.pack(len(text)) + text)
                pipe.flush()
        status = 0
    finally:
        os._exit(status)


def _judged(rows: Callable[[], Iterator[Row]], judge: Judge, size: int) -> Iterator[dict[str, Any]]:
    try:
        left = rows()
        while some := list(islice(left, size)):
            lines = [line.plain() for row in some if (line := judge.judged(row)) is not None]
            strange = judge.gather.strange()
            yield {"lines": lines, "read": len(some), "last": some[-1].line, "strange": strange}
    except Unreadable as refusal:
        yield {"refused": str(refusal.sentence)}
    except Exception:  # noqa: BLE001 (whatever it is, the parent raises it)
        yield {"broken": traceback.format_exc(limit=-5)}
    else:
        yield {"end": True}
