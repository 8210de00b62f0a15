"""Workbooks, XLSX and ODS, as rows. A sheet lies in memory whole; what it may cost is limited before."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, load_workbook

from crm.imports.reading.child.limits import MOST_SHEET_CELLS, MOST_SHEET_ROWS, STUDIED_ROWS, Trouble
from crm.imports.reading.child.sources import Source
from crm.imports.reading.child.tabular import Table, laid_out
from crm.imports.reading.child.telling import Found

MOST_COUNTED: Final = 20_000
"""Of a longer sheet empty rows are counted too at a look."""
_TRIED: Final = 20
"""So many sheets are looked at for one that is not empty."""
_EXACT: Final = 10**15


def opened(source: Source, kind: str, wanted: Mapping[str, Any]) -> Table:
    """The sheet that is wanted, else the first with anything in it, hidden ones last."""
    book = load_workbook(source.seekable())
    names = _names(book)
    sheet = _sheet(book, names, wanted.get("sheet", ""))
    if sheet.height > MOST_SHEET_ROWS or sheet.height * sheet.width > MOST_SHEET_CELLS:
        raise Trouble("rows", most=MOST_SHEET_ROWS)
    first = (sheet.start or (0, 0))[0] + 1
    found = _rows(sheet, first)
    studied = list(islice(found, STUDIED_ROWS))
    if not studied:
        raise Trouble("nothing")
    shape = {"kind": kind, "encoding": "", "delimiter": "", "quote": "", "sheet": sheet.name}
    table = laid_out(shape, studied, found, wanted, [])
    table.sheets = names
    if sheet.height > MOST_COUNTED:
        table.estimate = sheet.height - bool(table.shape["header"])
    return table


def _names(book: CalamineWorkbook) -> list[str]:
    told = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet] or book.sheets_metadata
    return [one.name for one in sorted(told, key=lambda one: str(one.visible) != "SheetVisibleEnum.Visible")]


def _sheet(book: CalamineWorkbook, names: Sequence[str], wanted: str) -> CalamineSheet:
    if wanted:
        if wanted not in names:
            raise Trouble("wanted", name=wanted[:100])
        return book.get_sheet_by_name(wanted)
    for name in names[:_TRIED]:
        sheet = book.get_sheet_by_name(name)
        if sheet.height:
            return sheet
    raise Trouble("nothing")


def _rows(sheet: CalamineSheet, first: int) -> Iterator[Found]:
    for line, values in enumerate(sheet.iter_rows(), start=first):
        cells = [value if isinstance(value, str) else _shown(value) for value in values]
        if any(cells):
            yield Found(line, cells)


def _shown(value: Any) -> str:
    """A number, a day or yes and no as a text: 79161234567, 12.5, 2026-11-22, TRUE."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _EXACT
        return str(int(value)) if whole else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)
