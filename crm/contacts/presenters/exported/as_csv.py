"""Tables as CSV: as programs read it, and as Excel in Russia opens it by a double click."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType
from typing import IO, Any, Final
from zoneinfo import ZoneInfo

from crm.contacts.presenters.exported.columns import Column
from crm.contacts.queries.exported import Batch
from crm.kernel.i18n import time_zone
from crm.kernel.memory import uncollected
from crm.kernel.tables import BOM, exact_cell, harmless_cell


@dataclass(frozen=True, slots=True)
class Manner:
    """How a table is written. ``keeps_digits``: what a spreadsheet would round or shorten is marked."""

    delimiter: str
    bom: bool
    decimal: str
    day: Callable[[date], str]
    instant: Callable[[datetime], str]
    """One in the zone of who asked for the table."""
    keeps_digits: bool


def _exact_instant(here: datetime) -> str:
    """To the second."""
    offset = here.utcoffset()  # before 1920 clocks went by seconds, too
    told = here.astimezone(UTC) if offset and offset.seconds % 60 else here
    return told.isoformat(timespec="seconds")


def _russian_day(day: date) -> str:
    """Spreadsheets know no days before 1900; of one before the year 1000 they would make another."""
    return f"{day.day:02}.{day.month:02}.{day.year}" if day.year >= 1000 else day.isoformat()


def _russian_instant(here: datetime) -> str:
    told = f"{here.day:02}.{here.month:02}.{here.year} {here.hour:02}:{here.minute:02}"
    return f"{told}:{here.second:02}" if here.second else told


PLAIN: Final = Manner(
    ",", bom=False, decimal=".", day=date.isoformat, instant=_exact_instant, keeps_digits=False
)
RUSSIAN_EXCEL: Final = Manner(
    ";", bom=True, decimal=",", day=_russian_day, instant=_russian_instant, keeps_digits=True
)


class CsvFile:
    """A table as CSV in UTF-8, its lines ended as RFC 4180 has it; no cell is a formula."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column], manner: Manner) -> None:
        self._file, self._columns, self._manner = file, columns, manner
        self._write: dict[type, Callable[[Any], str]] = {
            Decimal: self._number,
            int: self._number,
            date: manner.day,
            datetime: self._instant,
        }
        self._zone = ZoneInfo(time_zone())
        self._lines([[harmless_cell(column.heading) for column in columns]], begin=BOM if manner.bom else "")

    @uncollected()
    def put(self, batch: Batch) -> None:
        """Write these contacts, a line for each."""
        mark = exact_cell if self._manner.keeps_digits else harmless_cell
        ready = (self._written(column.cells(batch), mark) for column in self._columns)
        self._lines(zip(*ready, strict=True))

    def end(self) -> None:
        """Nothing follows the last line."""

    def _lines(self, rows: Any, *, begin: str = "") -> None:
        written = io.StringIO(newline="")
        written.write(begin)
        csv.writer(written, delimiter=self._manner.delimiter).writerows(rows)
        self._file.write(written.getvalue().encode())

    def _written(self, cells: list[Any], mark: Callable[[str], str]) -> list[str]:
        write: dict[type, Callable[[Any], str]] = {str: mark, NoneType: _nothing, **self._write}
        kinds: set[type] = {type(cell) for cell in cells}
        if kinds == {str}:  # one that begins with a letter, as most do, needs no mark
            return [cell if not cell or cell[0].isalpha() else mark(cell) for cell in cells]
        if len(kinds) == 1:
            return list(map(write[kinds.pop()], cells))
        return [write[type(cell)](cell) for cell in cells]

    def _number(self, number: Any) -> str:
        plain = f"{number:f}" if isinstance(number, Decimal) else str(number)
        return plain.replace(".", self._manner.decimal)

    def _instant(self, at: datetime) -> str:
        return self._manner.instant(at.astimezone(self._zone))


def _nothing(_cell: None) -> str:
    return ""


def rows_of(columns: Sequence[Column], batch: Batch) -> Iterator[tuple[Any, ...]]:
    """The cells, contact by contact."""
    return zip(*(column.cells(batch) for column in columns), strict=True)
