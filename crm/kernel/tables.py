"""Tables that leave as CSV; no spreadsheet takes a cell for a formula (PROMISES, "Security")."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Final

BOM: Final = "\ufeff"
"""By it Excel knows that the text is UTF-8."""
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
IN_MEMORY: Final = 1024 * 1024
MARK: Final = "'"
"""Stands before what a spreadsheet would compute; ``as_given`` takes it away again."""
EXACT_DIGITS: Final = 15
"""Numbers of more digits are rounded by spreadsheets."""
NUMERIC: Final = frozenset("+-0123456789.,() \u00a0")
SEPARATOR: Final = "; "
_PART: Final = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^;\n]*))\s*(?:[;\n]|$)')


def harmless_cell(text: str) -> str:
    """The text, marked as one where a spreadsheet would compute it; numbers and phones stay.

    Marks that stand there already count: ``as_given`` gives back any text exactly as it was.
    """
    if not text or text[0].isalnum():
        return text
    bare = text.lstrip(MARK)
    marked = _is_computed(bare) or (bare != text and is_shortened(bare))
    return MARK + text if marked else text


def exact_cell(text: str) -> str:
    """The same for a sheet that takes digits for a number: those that it would change are marked, too."""
    return MARK + text if is_shortened(text) else harmless_cell(text)


def as_given(cell: str) -> str:
    """The text of a cell that ``harmless_cell`` or ``exact_cell`` may have marked."""
    bare = cell.lstrip(MARK)
    return cell[1:] if bare != cell and (_is_computed(bare) or is_shortened(bare)) else cell


def is_shortened(text: str) -> bool:
    """Whether a spreadsheet that takes the text for a number loses some of it: leading zeros, late digits."""
    return text.isdigit() and (len(text) > EXACT_DIGITS or (text[0] == "0" and len(text) > 1))


def in_one_cell(texts: Iterable[str]) -> str:
    """Several texts in one cell: ``a; b``. One that holds a semicolon or a line stands in quotes."""
    return SEPARATOR.join([_quoted(text) if _is_apart(text) else text for text in texts])


def out_of_one_cell(cell: str) -> list[str]:
    """The texts that ``in_one_cell`` put together; blank ones are left out."""
    found = []
    for match in _PART.finditer(cell):
        text = match[2].strip() if match[1] is None else match[1].replace('""', '"')
        if text:
            found.append(text)
    return found


def _is_apart(text: str) -> bool:
    """Whether it would come apart, or lose its ends, among others."""
    return ";" in text or '"' in text or "\n" in text or "\r" in text or text != text.strip()


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))


def _is_computed(text: str) -> bool:
    begins = text.lstrip()[:1]
    if begins in ("+", "-") and begins and set(text) <= NUMERIC:
        return False
    return text[:1] in FORMULA or (begins != "" and begins in FORMULA)


def csv_line(cells: Iterable[str], *, delimiter: str = ",") -> str:
    """One line of CSV (RFC 4180), its cells harmless."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerow([harmless_cell(cell) for cell in cells])
    return written.getvalue()


def csv_text(rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> Iterable[str]:
    """A whole table, line by line, for Excel too."""
    yield BOM
    for row in rows:
        yield csv_line(row, delimiter=delimiter)


def csv_file(rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> IO[bytes]:
    """The same as a file; a large one lies on disk until it is sent, and closed with the answer."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed by whoever sends it)
    for line in csv_text(rows, delimiter=delimiter):
        file.write(line.encode())
    file.seek(0)
    return file
