"""CSV and its like, as rows."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any, Final

from crm.imports.reading.child.limits import LONGEST_CELL, LONGEST_ROW, MOST_COLUMNS
from crm.imports.reading.child.telling import UNKNOWN, Fault, Found
from crm.imports.reading.child.texts import Lines

CUT: Final = 1_000
"""So much is kept of a cell that is too long."""
_LOOKED_AT: Final = 100
"""So many lines of a cell without end tell whether they are rows."""
SEP: Final = "sep="
"""Begins a first line by which Excel is told the delimiter."""


def records(lines: Lines, *, delimiter: str, quote: str) -> Iterator[Found]:
    """Every record with anything in it, the heading too, as many cells as it has."""
    reader = table_reader(lines, delimiter, quote)
    while True:
        lines.recent.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _given_up(lines, delimiter, quote)
            continue
        if any(cells):
            yield Found(lines.number - len(lines.recent) + 1, cells)


def table_reader(lines: Iterable[str], delimiter: str, quote: str) -> Any:
    """Python's own reader of such lines; an empty quote: none is one."""
    csv.field_size_limit(LONGEST_CELL)
    if quote:
        return csv.reader(iter(lines), delimiter=delimiter, quotechar=quote)
    return csv.reader(iter(lines), delimiter=delimiter, quoting=csv.QUOTE_NONE)


def _given_up(lines: Lines, delimiter: str, quote: str) -> Found:
    """A row with a cell that has no end, or none within bounds. What belongs to the cell is passed over.

    Where the lines after the first look like rows, a quotation mark was never closed: they are taken anew.
    """
    first, *others = lines.recent
    line = lines.number - len(others)
    cells = [first[:CUT].rstrip("\r\n")]
    if not others:
        return Found(line, cells, Fault("cell", {"most": LONGEST_CELL}))
    if sum(delimiter in other for other in others[:_LOOKED_AT]) > len(others[:_LOOKED_AT]) / 2:
        lines.take_again(others)
        return Found(line, cells, Fault("quote", {}))
    for after in lines:
        lines.recent.clear()
        if after.count(quote) % 2:
            break
    return Found(line, cells, Fault("cell", {"most": LONGEST_CELL}))


def shaped(found: Iterator[Found], *, columns: int, encoding: str) -> Iterator[Found]:
    """The rows with as many cells as there are columns, and what is wrong with them."""
    for row in found:
        text = "".join(row.cells)
        if row.fault or len(row.cells) != columns or len(text) > LONGEST_CELL:
            row = _judged(row, columns)
        if UNKNOWN in text and not row.fault:
            row = row._replace(fault=Fault("letters", {"encoding": encoding}))
        yield row


def _judged(row: Found, columns: int) -> Found:
    cells = list(row.cells)
    while len(cells) > columns and not cells[-1]:
        cells.pop()
    fault = row.fault
    if len(cells) > columns:
        fault = fault or Fault("longer", {"count": len(cells), "columns": columns})
        cells = cells[:MOST_COLUMNS]
    if sum(map(len, cells)) > LONGEST_ROW:
        fault = fault or Fault("row", {"most": LONGEST_ROW})
    if max(map(len, cells), default=0) > LONGEST_CELL:
        fault = fault or Fault("cell", {"most": LONGEST_CELL})
    if fault and fault.code in ("row", "cell"):
        cells = [cell if len(cell) <= CUT else cell[:CUT] + "…" for cell in cells]
    return Found(row.line, cells + [""] * (columns - len(cells)), fault)
