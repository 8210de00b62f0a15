"""Judging ahead: processes of their own judge the next rows while this one stages those before.

Judging asks no database, so forks may do it, on other processors; they touch no connection of their parent's
and end without any clean-up. Each has a reader of its own, for every other part of the file. Parts come
through pipes: whoever judges waits while nobody takes them.
"""

import gc
import marshal
import os
import signal
import struct
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from itertools import count
from typing import Any, BinaryIO, Final

from crm.imports.actions.judging import Judge
from crm.imports.actions.naming import added_up
from crm.imports.actions.staging import Part, Staged, rows_of
from crm.imports.reading.refusals import Unreadable
from crm.imports.reading.shapes import Row
from crm.kernel.i18n import kept, unkept
from crm.kernel.memory import uncollected

LENGTH: Final = struct.Struct("!I")
Rows = Callable[[int, int], Iterator[Sequence[Row]]]
"""Every so manieth part of the rows: from the place on, and how many places there are."""
Own = Callable[[], Iterator[Sequence[Row]]]


def parts_ahead(rows: Rows, judge: Judge, *, judges: int, strange: Mapping[str, Any]) -> Iterator[Part]:
    """The rows judged, in the parts in which they come; what ``rows`` opens is opened by whoever judges.

    ``strange`` are the names that were unknown in the rows before.

    Raises:
        Unreadable: as ``rows`` does, after the parts before.
        ChildProcessError: a process ended before it was done.
    """
    with ExitStack() as stack:
        pipes = [
            stack.enter_context(_judging(partial(rows, place, judges), judge)) for place in range(judges)
        ]
        unknown: list[Mapping[str, Any]] = [{}] * judges
        for number in count():
            place = number % judges
            with uncollected():
                said = _heard(pipes[place])
                lines = [Staged.of_plain(line) for line in said.get("lines", ())]
            if "end" in said:
                return
            unknown[place] = said["strange"]
            strange_ones = added_up([strange, *unknown])
            yield Part(
                lines, said["rows"], said["named"], said["firms"], said["read"], said["last"], strange_ones
            )


@contextmanager
def _judging(rows: Own, judge: Judge) -> Iterator[BinaryIO]:
    """A process that judges, and the pipe by which it is heard; it ends with the block."""
    hears, tells = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(hears)
        _be_judge(tells, _judged(rows, judge))
    os.close(tells)
    try:
        with os.fdopen(hears, "rb") as pipe:
            yield pipe
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _heard(pipe: BinaryIO) -> dict[str, Any]:
    head = pipe.read(LENGTH.size)
    if not head:
        raise ChildProcessError("whoever judged the rows died")
    said: dict[str, Any] = marshal.loads(pipe.read(LENGTH.unpack(head)[0]))  # noqa: S302 (of our own fork)
    if "refused" in said:
        raise Unreadable(unkept(*said["refused"]))
    if "broken" in said:
        raise RuntimeError(said["broken"])
    return said


def _be_judge(tells: int, found: Iterator[dict[str, Any]]) -> None:
    """Be the process, to its end: nothing of the parent's stack runs in it."""
    status = 1
    try:
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(name, signal.SIG_DFL)
        signal.alarm(0)
        gc.freeze()  # what the parent has is not looked at again, nor copied for that
        with os.fdopen(tells, "wb", closefd=False) as pipe:
            for said in found:
                text = marshal.dumps(said, 2)  # what comes later looks for the same texts: slow
                pipe.write(LENGTH.pack(len(text)) + text)
                pipe.flush()
        status = 0
    finally:
        os._exit(status)


def _judged(rows: Own, judge: Judge) -> Iterator[dict[str, Any]]:
    """The parts, then why there are no more."""
    try:
        for some in rows():
            with uncollected():
                told = _told([line for row in some if (line := judge.judged(row)) is not None], judge)
            yield {**told, "read": len(some), "last": some[-1].line}
    except Unreadable as refusal:
        yield {"refused": kept(refusal.sentence)}
    except Exception:  # noqa: BLE001 (whatever it is, the parent raises it)
        yield {"broken": traceback.format_exc(limit=-5)}
    else:
        yield {"end": True}


def _told(lines: Sequence[Staged], judge: Judge) -> dict[str, Any]:
    """What the parent needs of these lines: those that it has nothing to say of as they are staged."""
    settled: list[Staged] = []
    others: list[Staged] = []
    for line in lines:
        (settled if judge.settles(line) else others).append(line)
    return {
        "rows": rows_of(judge.import_id, settled).encode(),
        "named": {line.company: (line.line, line.company_name) for line in reversed(settled) if line.company},
        "firms": {line.firm: line.line for line in reversed(settled) if line.firm},
        "lines": [line.plain() for line in others],
        "strange": judge.gather.strange(),
    }
