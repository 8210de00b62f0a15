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
from crm.kernel.tables import BOM, exact_cell, harmless_cell


@dataclass(frozen=True, slots=True)
class Manner:
    """How a table is written. ``keeps_digits``: what a spreadsheet would round or shorten is marked."""

    delimiter: str
    bom: bool
    decimal: str
    day: str
    instant: str
    keeps_digits: bool


PLAIN: Final = Manner(",", bom=False, decimal=".", day="", instant="", keeps_digits=False)
RUSSIAN_EXCEL: Final = Manner(
    ";", bom=True, decimal=",", day="%d.%m.%Y", instant="%d.%m.%Y %H:%M", keeps_digits=True
)


class CsvFile:
    """A table as CSV in UTF-8, its lines ended as RFC 4180 has it; no cell is a formula."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column], manner: Manner) -> None:
        self._file, self._columns, self._manner = file, columns, manner
        self._write: dict[type, Callable[[Any], str]] = {
            Decimal: self._number,
            int: self._number,
            date: self._day,
            datetime: self._instant,
        }
        self._zone = ZoneInfo(time_zone())
        self._lines([[harmless_cell(column.heading) for column in columns]], begin=BOM if manner.bom else "")

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
        if len(kinds) == 1:
            return list(map(write[kinds.pop()], cells))
        return [write[type(cell)](cell) for cell in cells]

    def _number(self, number: Any) -> str:
        plain = f"{number:f}" if isinstance(number, Decimal) else str(number)
        return plain.replace(".", self._manner.decimal)

    def _day(self, day: date) -> str:
        return day.strftime(self._manner.day) if self._manner.day and day.year >= 1000 else day.isoformat()

    def _instant(self, at: datetime) -> str:
        """In the zone of who asked for the table, to the second."""
        here = at.astimezone(self._zone)
        if not self._manner.instant:
            offset = here.utcoffset()  # before 1920 clocks went by seconds, too
            told = at.astimezone(UTC) if offset and offset.seconds % 60 else here
            return told.isoformat(timespec="seconds")
        return here.strftime(f"{self._manner.instant}:%S" if here.second else self._manner.instant)


def _nothing(_cell: None) -> str:
    return ""


def rows_of(columns: Sequence[Column], batch: Batch) -> Iterator[tuple[Any, ...]]:
    """The cells, contact by contact."""
    return zip(*(column.cells(batch) for column in columns), strict=True)
