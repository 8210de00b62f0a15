"""How much a file may cost, and be (docs/decisions/0025-files-are-read-by-a-child.md)."""

import resource
from typing import Any, Final

MOST_MEMORY: Final = 960 * 1024 * 1024
"""Bytes of address space, everything counted."""
MOST_CPU: Final = {"look": 60, "rows": 1800}
"""Seconds."""
MOST_WRITTEN: Final = 512 * 1024 * 1024
"""Bytes of a workbook that is unpacked from a ZIP to be read."""
MOST_UNPACKED: Final = 2 * 1024 * 1024 * 1024
"""Bytes of a file in a ZIP."""
MOST_IN_WORKBOOK: Final = 400 * 1024 * 1024
"""Bytes of the parts of a workbook together, unpacked."""
CPU_GRACE: Final = 5
"""Seconds between the signal that it was too much and the end."""
MOST_COLUMNS: Final = 500
LONGEST_CELL: Final = 100_000
"""Characters."""
LONGEST_ROW: Final = 1_000_000
"""Characters."""
MOST_SHEET_ROWS: Final = 200_000
"""Of a workbook, which lies in memory whole."""
MOST_SHEET_CELLS: Final = 8_000_000
SAMPLE_ROWS: Final = 50
STUDIED_ROWS: Final = 5_000
"""From so many rows is told what numbers and dates look like."""
STUDIED_BYTES: Final = 1024 * 1024
DIALECT_BYTES: Final = 128 * 1024
"""So much tells what stands between the columns."""
COUNTED_BYTES: Final = 32 * 1024 * 1024
"""A larger file's rows are estimated at a look."""


class Trouble(Exception):
    """The file can't be read: a code of ``reading.refusals`` with the slots of its sentence."""

    def __init__(self, code: str, **slots: Any) -> None:
        super().__init__(code)
        self.code, self.slots = code, slots


def heed(task: str) -> None:
    """Limit this process; what goes beyond fails or is ended by the system.

    Too much of the processor's time is told by SIGXCPU: SIGKILL comes from outside only.
    """
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_DATA, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_CPU[task]),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        spare = CPU_GRACE if what == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else 0
        resource.setrlimit(what, (least, least + spare))
