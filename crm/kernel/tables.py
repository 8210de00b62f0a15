"""Tables that leave as CSV; no spreadsheet takes a cell for a formula (PROMISES, "Security")."""

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Final

BOM: Final = "\ufeff"
"""By it Excel knows that the text is UTF-8."""
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
IN_MEMORY: Final = 1024 * 1024
NUMERIC: Final = frozenset("+-0123456789.,() \u00a0")


def harmless_cell(text: str) -> str:
    """The text, marked as one where a spreadsheet would compute it; numbers and phones stay."""
    begins = text.lstrip()[:1]
    if begins in ("+", "-") and begins and set(text) <= NUMERIC:
        return text
    return f"'{text}" if text[:1] in FORMULA or begins in FORMULA else text


def csv_line(cells: Iterable[str]) -> str:
    """One line of CSV (RFC 4180), its cells harmless."""
    written = io.StringIO()
    csv.writer(written).writerow([harmless_cell(cell) for cell in cells])
    return written.getvalue()


def csv_text(rows: Iterable[Sequence[str]]) -> Iterable[str]:
    """A whole table, line by line, for Excel too."""
    yield BOM
    for row in rows:
        yield csv_line(row)


def csv_file(rows: Iterable[Sequence[str]]) -> IO[bytes]:
    """The same as a file; a large one lies on disk until it is sent, and closed with the answer."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed by whoever sends it)
    for line in csv_text(rows):
        file.write(line.encode())
    file.seek(0)
    return file
