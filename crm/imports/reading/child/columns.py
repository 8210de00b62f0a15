"""Headings, and what numbers and dates in a table look like."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crm.imports.guessing.headings import target_of
from crm.imports.guessing.reasons import tells_reasons

_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST_VALUE: Final = 254
_MOST_ABOVE: Final = 20
"""So many rows may stand above the headings."""
_DIGITS: Final = re.compile(r"[\d\s()+.,/:-]+")
_COMMA: Final = re.compile(r"-?(?:\d{1,3}(?:[ \u00a0\u202f.']\d{3})+|\d+),(?:\d{1,2}|\d{4,})")
_POINT: Final = re.compile(r"-?(?:\d{1,3}(?:[ \u00a0\u202f,']\d{3})+|\d+)\.(?:\d{1,2}|\d{4,})")
_EITHER: Final = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
_DATE: Final = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[T ,].*)?")


@dataclass(frozen=True, slots=True)
class Dates:
    """The order of dates; ``example`` is one that could be read in two ways, empty where another decides it.

    ``is_usual``: of those written so the day is hardly ever the second number.
    """

    order: str
    example: str = ""
    is_usual: bool = False


def headings(cells: Sequence[str], columns: int) -> list[str]:
    """The headings, one line each; empty ones stay empty, of equal ones the later are numbered."""
    told: list[str] = []
    seen: set[str] = set()
    for cell in [*cells[:columns], *[""] * (columns - len(cells))]:
        name = bare = " ".join(cell.split())[:200]
        number = 2
        while bare and name in seen:
            name, number = f"{bare} ({number})", number + 1
        seen.add(name)
        told.append(name)
    return told


def has_header(rows: Sequence[Sequence[str]]) -> tuple[bool, bool]:
    """Whether the first row holds headings, and whether that is sure."""
    if not rows:
        return True, True
    first, others = rows[0], rows[1:51]
    if any(_is_value(cell) for cell in first):
        return False, True
    named = [cell.strip().casefold() for cell in first if cell.strip()]
    if _are_known(first):
        return True, True
    if len(set(named)) < len(named):
        return False, False
    if not others:
        return True, False
    below = zip(*(list(row)[: len(first)] + [""] * (len(first) - len(row)) for row in others), strict=True)
    return True, any(any(_is_value(cell) for cell in column) for column in below)


def above(rows: Sequence[Sequence[str]]) -> int:
    """How many rows stand above the headings: titles of the table, each in one cell.

    Below them several headings stand side by side, and rows of several cells. A title is no heading that is
    known, unless those below it are.
    """
    first = next((at for at, cells in enumerate(rows[:_MOST_ABOVE]) if _filled(cells) > 1), 0)
    below = rows[first + 1 : first + 51]
    if not first or 2 * sum(_filled(cells) > 1 for cells in below) <= len(below):
        return 0
    header, sure = has_header(rows[first:])
    titles = [cell for cells in rows[:first] for cell in cells if cell.strip()]
    titled = sure and not any(target_of(title.strip()) for title in titles)
    return first if header and (titled or _are_known(rows[first])) else 0


def _are_known(cells: Sequence[str]) -> bool:
    """Whether at least half of them are headings that are known."""
    named = [cell.strip().casefold() for cell in cells if cell.strip()]
    return sum(bool(target_of(cell)) for cell in named) >= len(named) / 2


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def decimal_of(cells: Sequence[str]) -> str:
    """What stands before the fraction of numbers: a comma or a point."""
    commas = sum(_COMMA.fullmatch(cell) is not None for cell in cells)
    points = sum(_POINT.fullmatch(cell) is not None for cell in cells)
    return "," if commas > points else "."


def undecided_number(cells: Sequence[str]) -> str:
    """A number whose sign may stand before its fraction or its thousands; empty where others decide it."""
    if any(_COMMA.fullmatch(cell) or _POINT.fullmatch(cell) for cell in cells):
        return ""
    return next((cell for cell in cells if _EITHER.fullmatch(cell)), "")


def dates_of(cells: Sequence[str]) -> Dates:
    """The order of day, month and year in whatever looks like a date."""
    votes = {"dmy": 0, "mdy": 0, "ymd": 0}
    doubtful, sign = "", ""
    for cell in cells:
        found = _DATE.fullmatch(cell.strip())
        if found is None:
            continue
        order = _order(found[1], found[3], found[4])
        if order == "?":
            doubtful, sign = doubtful or cell.strip(), sign or found[2]
        elif order:
            votes[order] += 1
    if votes["dmy"] or votes["mdy"]:  # what begins with a year is understood anyway
        return Dates("mdy" if votes["mdy"] > votes["dmy"] else "dmy")
    if votes["ymd"] and not doubtful:
        return Dates("ymd")
    return Dates("dmy", doubtful, is_usual=sign == ".")


def _order(first: str, second: str, third: str) -> str:
    """The order that these three numbers allow; "?" for two orders, empty if they are no date."""
    if len(first) == 4:
        return "ymd" if 1 <= int(second) <= 12 and 1 <= int(third) <= 31 else ""
    if len(first) > 2 or len(third) not in (2, 4):
        return ""
    day_first, month_first = _is_day(first, second), _is_day(second, first)
    if day_first and month_first:
        return "?"
    return "dmy" if day_first else "mdy" if month_first else ""


def _is_day(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _is_value(cell: str) -> bool:
    """Whether it is a number, a date, a phone or an address of mail, which no heading is."""
    bare = cell.strip()
    if len(bare) > _LONGEST_VALUE:
        return False
    return bool(_MAIL.fullmatch(bare) or (_DIGITS.fullmatch(bare) and re.search(r"\d", bare)))


def width(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """How many columns there are: as the heading says, unless most rows are longer; then as nine in ten have.

    Empty cells at the end don't count. Behind the reasons of rows that were left out stand cells that belong
    to no column (IMP-6), however many rows have such.
    """
    lengths = sorted(map(_length, rows))
    most = lengths[(len(lengths) - 1) * 9 // 10] if lengths else 0
    told = _length(heading)
    if told and tells_reasons(heading[told - 1]):
        return told
    if not told:
        return max(1, most)
    longer = sum(length > told for length in lengths)
    return most if longer > len(lengths) / 2 else told


def _length(cells: Sequence[str]) -> int:
    length = len(cells)
    while length and not cells[length - 1].strip():
        length -= 1
    return length
