"""Thousands of fuzzed files and all hostile ones, each read as an upload is: by a child with its limits.

``python -m tests.crm.imports.reading.long --files 2000`` prints what became of them; status 1 if any was
neither read nor refused with a sentence, or a child took a gibibyte.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from crm.imports.reading.files import look, rows
from crm.imports.reading.refusals import Unreadable
from tests.crm.imports.reading.fuzzing import fuzzed
from tests.crm.imports.reading.hostile import FILES

GIBIBYTE_IN_KIB = 1024 * 1024
LOOKED_AFTER = 0.01
"""Seconds between two looks at the children's memory."""


def main() -> int:
    """Read them all, and tell."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--files", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=0)
    told = asked.parse_args()
    outcomes: Counter[str] = Counter()
    watch = _Watch()
    watch.start()
    wrong = []
    slowest = (0.0, "")
    for label, name, content in _files(told.files, told.seed):
        began = time.monotonic()
        outcome = _outcome(name, content)
        slowest = max(slowest, (time.monotonic() - began, label))
        outcomes[outcome] += 1
        if outcome.startswith("!"):
            wrong.append(f"{label}: {outcome}")
    largest = watch.largest
    for outcome, times in outcomes.most_common():
        sys.stdout.write(f"{times:6}  {outcome}\n")
    sys.stdout.write(f"largest child {largest // 1024} MiB; slowest {slowest[0]:.1f} s ({slowest[1]})\n")
    sys.stdout.write("".join(f"{one}\n" for one in wrong))
    return 1 if wrong or largest >= GIBIBYTE_IN_KIB else 0


class _Watch(threading.Thread):
    """Notes the most memory (KiB, resident) that any child has had."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.largest = 0

    def run(self) -> None:
        main = f"/proc/self/task/{os.getpid()}/children"
        while True:
            for pid in Path(main).read_text(encoding="ascii").split():
                with suppress(OSError):
                    self.largest = max(self.largest, _most_resident(pid))
            time.sleep(LOOKED_AFTER)


def _most_resident(pid: str) -> int:
    """What the process had at most; nothing as long as it is still a copy of this one."""
    if b"reading.child" not in Path(f"/proc/{pid}/cmdline").read_bytes():
        return 0
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    told = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(told[0]) if told else 0


def _files(count: int, first: int) -> Iterator[tuple[str, str, bytes]]:
    for label, (name, make, _outcome) in FILES.items():
        yield label, name, make()
    for seed in range(first, first + count):
        yield f"seed {seed}", *fuzzed(seed)


def _outcome(name: str, content: bytes) -> str:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            seen = look(Path(file.name), name)
            found = list(rows(Path(file.name), seen.shape))
        except Unreadable as refusal:
            return str(refusal.sentence) or "! no sentence"
    if any(row.fault is None and len(row.cells) != len(seen.columns) for row in found):
        return "! ragged"
    if seen.rows_exact and seen.rows != len(found):
        return "! counted wrongly"
    return f"read as {seen.shape.kind}"


if __name__ == "__main__":
    raise SystemExit(main())
