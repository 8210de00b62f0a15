"""What stands between and around the cells of a text, told from a sample of it."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from crm.contacts.models.headings import read_heading
from crm.imports.guessing.headings import target_of
from crm.imports.reading.child.tables import SEP, table_reader

DELIMITERS: Final = (",", ";", "\t", "|")
QUOTES: Final = ('"', "'", "")
_TOLD: Final = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """``score`` from 0 to 1 says how evenly the sample falls into columns; ``told``: by the file itself."""

    delimiter: str
    quote: str
    columns: int
    score: float
    told: bool = False


def dialect(sample: str, *, delimiter: str = "", quote: str | None = None, whole: bool = True) -> Dialect:
    """The likeliest dialect of the sample, as far as it is not given. ``whole``: it is all of the file."""
    told, sample = told_delimiter(sample)
    lines = sample.splitlines(keepends=True)
    if not whole and len(lines) > 1:
        lines.pop()
    wanted = delimiter or told
    tried = [
        _tried(lines, sign, mark)
        for sign in ((wanted,) if wanted else DELIMITERS)
        for mark in (QUOTES if quote is None else (quote,))
    ]
    best = max(tried, key=lambda one: one.score)
    return Dialect(best.delimiter, best.quote, best.columns, best.score, bool(told))


def told_delimiter(sample: str) -> tuple[str, str]:
    """The delimiter that a first line such as ``sep=;`` tells, and the sample below it."""
    found = _TOLD.match(sample) if sample[:4].lower() == SEP else None
    return (found[1], sample[found.end() :]) if found else ("", sample)


def _tried(lines: Sequence[str], delimiter: str, quote: str) -> Dialect:
    rows = list(_rows(lines, delimiter, quote))
    counts = Counter(len(row) for row in rows)
    if not counts:  # nothing but delimiters
        return Dialect(delimiter, quote, 1, 0.2 if lines and delimiter in lines[0] else 0.0)
    columns, often = max(counts.items(), key=lambda one: (one[1] * min(one[0], 2), one[0]))
    even = often / len(rows)
    score = 0.1 if columns == 1 else 0.3 + 0.6 * even + 0.1 * (1 - 1 / columns)
    cells = [cell for row in rows[:100] for cell in row]
    score -= 0.3 * _share(cells, lambda cell: cell[:1] == " ")
    score -= 0.5 * _share(cells, lambda cell: _is_torn(cell, quote))
    score += {'"': 0.002, "'": 0.0, "": 0.001}[quote]
    if quote == "'" and columns > 1:
        score += 0.3 * (_share(lines[:100], lambda line: line.count("'") >= 2 * columns - 2) > 0.7) - 0.1
    if columns > 1 and rows:
        score += 0.3 * min(1.0, 2 * _share(rows[0], _is_heading))
    return Dialect(delimiter, quote, columns, score)


def _is_heading(cell: str) -> bool:
    return bool(cell) and (target_of(cell) != "" or read_heading(cell) is not None)


def _rows(lines: Sequence[str], delimiter: str, quote: str) -> Iterator[list[str]]:
    try:
        for row in table_reader(lines, delimiter, quote):
            if any(row):
                yield row
            if len(row) > 10_000:
                return
    except csv.Error:
        return


def _is_torn(cell: str, quote: str) -> bool:
    """Whether the cell has a quotation mark at one end alone, as half of a quoted one has."""
    bare = cell.strip()
    begins = bare[:1] in ('"', "'") and bare[:1] != quote
    return begins or (bare[-1:] == '"' and bare.count('"') % 2 == 1)


def _share(things: Sequence[str], is_such: Callable[[str], bool]) -> float:
    return sum(map(is_such, things)) / max(1, len(things))
