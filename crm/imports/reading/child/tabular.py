"""A text with columns: how it is read, and its rows."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from crm.imports.reading.child import columns as heads
from crm.imports.reading.child.dialects import SEP, Dialect, dialect
from crm.imports.reading.child.encodings import encoding_of
from crm.imports.reading.child.limits import COUNTED_BYTES, DIALECT_BYTES, MOST_COLUMNS, STUDIED_ROWS, Trouble
from crm.imports.reading.child.sources import Source
from crm.imports.reading.child.tables import records, shaped
from crm.imports.reading.child.telling import Found, plain
from crm.imports.reading.child.texts import PYTHON_NAMES, Lines
from crm.kernel.tables import MARK, as_given

Doubt = tuple[str, dict[str, Any]]


@dataclass(slots=True)
class Table:
    """A file that is open: ``shape`` tells how, ``heading`` the cells of its headings, empty without any.

    ``studied`` are the first rows below; ``found`` yields all of them, once.
    """

    shape: dict[str, Any]
    heading: list[str]
    studied: list[Sequence[str]]
    found: Iterator[Found]
    doubts: list[Doubt] = field(default_factory=list)
    undecided: Mapping[str, str] = field(default_factory=dict)
    estimate: int | None = None
    sheets: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)


def opened(source: Source, wanted: Mapping[str, Any]) -> Table:
    """The file, read as it is wanted, and as it seems where nothing is."""
    shape, doubts = _shape(source, wanted)
    lines = Lines(source.open(), shape["encoding"])
    found = _unmarked(_below_sep(records(lines, delimiter=shape["delimiter"], quote=shape["quote"])))
    studied = list(islice(found, STUDIED_ROWS))
    if not studied:
        raise Trouble("nothing" if source.size else "empty")
    estimate = None
    if source.size > COUNTED_BYTES:
        estimate = round(len(studied) * source.size / max(1, lines.bytes_given))
    table = laid_out(shape, studied, found, wanted, doubts)
    table.estimate = estimate
    return table


def laid_out(
    shape: dict[str, Any],
    studied: list[Found],
    others: Iterator[Found],
    wanted: Mapping[str, Any],
    doubts: list[Doubt],
) -> Table:
    """The table of these rows: its heading and columns, and what its numbers and dates look like.

    What stands above its headings is passed over, unless it is wanted to have none.
    """
    passed = 0 if wanted.get("header") is False else heads.above([row.cells for row in studied])
    if passed:
        studied = studied[passed:]
        doubts.append(("above", {"line": studied[0].line}))
    whole = [row.cells for row in studied if not row.fault]
    header, sure = heads.has_header(whole)
    shape["header"] = wanted.get("header", header)
    if "header" not in wanted and not sure:
        doubts.append(("header", {}))
    heading = [plain(cell) for cell in studied[0].cells] if shape["header"] else []
    below = studied[1:] if shape["header"] else studied
    rows = [row.cells for row in below]
    columns = heads.width(heading, [row.cells for row in below if not row.fault])
    if columns > MOST_COLUMNS:
        raise Trouble("columns", count=columns, most=MOST_COLUMNS)
    undecided = study(shape, rows, wanted, doubts)
    found = shaped(_both(below, others), columns=columns, encoding=shape["encoding"])
    return Table(shape, heads.headings(heading, columns), rows, found, doubts, undecided)


def _both(below: list[Found], others: Iterator[Found]) -> Iterator[Found]:
    """The studied rows, let go of one by one, and the others."""
    waiting = deque(below)
    while waiting:
        yield waiting.popleft()
    yield from others


def study(
    shape: dict[str, Any], rows: Sequence[Sequence[str]], wanted: Mapping[str, Any], doubts: list[Doubt]
) -> dict[str, str]:
    """Tell what numbers and dates in these rows look like, as far as it is not wanted in a certain way.

    What the rows leave open is returned, with an example of each.
    """
    cells = [cell for cell in chain.from_iterable(rows) if 3 <= len(cell) <= 32]
    dates = heads.dates_of(cells)
    shape["decimal"] = wanted.get("decimal") or heads.decimal_of(cells)
    shape["dates"] = wanted.get("dates") or dates.order
    undecided = {} if wanted.get("dates") else {"dates": dates.example}
    if undecided.get("dates") and not dates.is_usual:
        doubts.append(("dates", {"example": dates.example}))
    if shape["kind"] == "csv" and not wanted.get("decimal"):  # elsewhere numbers have their point
        undecided["decimal"] = heads.undecided_number(cells)
    return {name: example for name, example in undecided.items() if example}


def _shape(source: Source, wanted: Mapping[str, Any]) -> tuple[dict[str, Any], list[Doubt]]:
    doubts: list[Doubt] = []
    name = wanted.get("encoding")
    if not name:
        encoding = encoding_of(source)
        name = encoding.name
        if not encoding.sure:
            doubts.append(("encoding", {}))
    head = source.head(DIALECT_BYTES)
    sample = head.decode(PYTHON_NAMES[name], "replace").removeprefix("\ufeff")
    found = dialect(
        sample, delimiter=wanted.get("delimiter", ""), quote=wanted.get("quote"),
        whole=source.size <= DIALECT_BYTES,
    )  # fmt: skip
    if _is_doubtful(found, wanted):
        doubts.append(("delimiter", {}))
    shape = {"kind": "csv", "encoding": name, "delimiter": found.delimiter, "quote": found.quote}
    return shape, doubts


def _is_doubtful(found: Dialect, wanted: Mapping[str, Any]) -> bool:
    return not wanted.get("delimiter") and not found.told and found.columns > 1 and found.score < 0.7


def _unmarked(found: Iterator[Found]) -> Iterator[Found]:
    """The rows without the marks that keep spreadsheets from computing a cell."""
    for row in found:
        if MARK in "".join(row.cells):
            row = row._replace(cells=[as_given(cell) if cell[:1] == MARK else cell for cell in row.cells])
        yield row


def _below_sep(found: Iterator[Found]) -> Iterator[Found]:
    """The rows without a first one such as ``sep=;``, which tells the delimiter to Excel."""
    for first in found:
        if not first.cells[0].lower().startswith(SEP) or len("".join(first.cells)) > len(SEP) + 1:
            yield first
        break
    yield from found
