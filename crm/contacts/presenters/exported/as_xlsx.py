"""Tables as XLSX, written row by row, so that memory stays the same however many there are."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Final
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from crm.contacts.presenters.exported.as_csv import rows_of
from crm.contacts.presenters.exported.columns import Column
from crm.contacts.queries.exported import Batch
from crm.kernel.i18n import _, locale, time_zone
from crm.kernel.tables import EXACT_DIGITS, harmless_cell

MOST_ROWS: Final = 1_048_576
"""A sheet takes no more; the rest goes on the next."""
LONGEST_CELL: Final = 32_767
"""Characters; Excel takes no more."""
FIRST_DAY: Final = date(1900, 3, 1)
"""Excel's own days begin here; earlier ones stand as texts."""
WIDTH: Final = 18
DAYS: Final = {"ru": "dd.mm.yyyy", "en": "yyyy-mm-dd"}
OPTIONS: Final = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip


class XlsxFile:
    """A table as a workbook. Texts are text cells, never formulas, and stay texts when they are edited.

    Numbers, days and instants are such cells too, in the zone of who asked for it; a number of more digits
    than Excel keeps is a text.
    """

    def __init__(self, file: IO[bytes], columns: Sequence[Column]) -> None:
        self._columns, self._zone, self._row = columns, ZoneInfo(time_zone()), 0
        self._book = Workbook(file, OPTIONS)
        day = DAYS[locale()]
        self._bold = self._book.add_format({"bold": True})
        self._text = self._book.add_format({"quote_prefix": True})
        self._day = self._book.add_format({"num_format": day})
        self._instant = self._book.add_format({"num_format": f"{day} hh:mm"})
        self._sheets = 0
        self._sheet: Any = self._next_sheet()

    def put(self, batch: Batch) -> None:
        """Write these contacts, a row for each."""
        for cells in rows_of(self._columns, batch):
            if self._row == MOST_ROWS:
                self._sheet = self._next_sheet()
            self._write_row(cells)
            self._row += 1

    def end(self) -> None:
        """Pack the workbook; it takes a while for a large one."""
        self._book.close()

    def _next_sheet(self) -> Any:
        self._sheets += 1
        # Translators: the name of a sheet with contacts; it is used for a file, too
        name = _("Contacts")
        sheet = self._book.add_worksheet(name if self._sheets == 1 else f"{name} {self._sheets}")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(self._columns) - 1, 0), WIDTH)
        for place, column in enumerate(self._columns):
            sheet.write_string(0, place, column.heading, self._bold)
        self._row = 1
        return sheet

    def _write_row(self, cells: Sequence[Any]) -> None:
        sheet, row, string = self._sheet, self._row, self._sheet.write_string
        for place, cell in enumerate(cells):
            if type(cell) is str:
                if cell:
                    cell = cell if len(cell) <= LONGEST_CELL else _cut(cell)
                    string(row, place, cell, self._text if harmless_cell(cell) is not cell else None)
            elif cell is not None:
                self._write_value(sheet, row, place, cell)

    def _write_value(self, sheet: Any, row: int, place: int, cell: Any) -> None:
        if isinstance(cell, datetime):
            here = cell.astimezone(self._zone).replace(tzinfo=None)
            sheet.write_datetime(row, place, here.replace(microsecond=0), self._instant)
        elif isinstance(cell, date):
            if cell >= FIRST_DAY:
                sheet.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), self._day)  # noqa: DTZ001 (a day has no zone)
            else:
                sheet.write_string(row, place, cell.isoformat())
        elif _is_exact(cell):
            sheet.write_number(row, place, cell)
        else:
            sheet.write_string(row, place, f"{cell:f}" if isinstance(cell, Decimal) else str(cell))


def _cut(text: str) -> str:
    """As much as a cell holds, and a word that there was more."""
    # Translators: stands at the end of a cell of an Excel table whose text was cut
    told = " " + _("[cut: a cell of Excel holds 32,767 characters, CSV holds all]")
    return text[: LONGEST_CELL - len(told)] + told


def _is_exact(number: Any) -> bool:
    """Whether a spreadsheet keeps all digits."""
    return len(Decimal(number).normalize().as_tuple().digits) <= EXACT_DIGITS
