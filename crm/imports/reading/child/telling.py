"""What the child says: lines of JSON in UTF-8 on its output."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from crm.imports.reading.child.limits import Trouble

MOST_CHARACTERS: Final = 1_000_000
"""Of a part: where rows are long there are fewer of them."""
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
UNKNOWN: Final = "\udcff"
"""Stands for bytes that are no letter of the encoding, while a row is looked at."""


class Fault(NamedTuple):
    """What is wrong with a row, by its code."""

    code: str
    slots: dict[str, Any]


class Found(NamedTuple):
    """A row as it was found."""

    line: int
    cells: Sequence[str]
    fault: Fault | None = None


def tell(said: dict[str, Any]) -> None:
    """Say one thing."""
    _write(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))


def tell_rows(rows: Iterable[Found], asked: Mapping[str, int]) -> None:
    """Say the rows, a part in a line; control characters are left out of them.

    ``asked``: those behind the line ``after``, ``size`` in a part, of the parts every ``places``-th from the
    one at ``place`` on: so several share a file, each with a reader of its own.
    """
    behind = (row for row in rows if row.line > asked["after"])
    for number, part in enumerate(_parts(behind, asked["size"])):
        if number % asked["places"] == asked["place"]:
            _tell_part(part)


def _parts(rows: Iterable[Found], size: int) -> Iterator[list[Found]]:
    """The rows in parts, those before a trouble too."""
    part: list[Found] = []
    length = 0
    try:
        for row in rows:
            part.append(row)
            length += sum(map(len, row.cells))
            if len(part) >= size or length > MOST_CHARACTERS:
                yield part
                part, length = [], 0
    except Trouble:
        if part:
            yield part
        raise
    if part:
        yield part


def plain(text: str) -> str:
    """The text without control characters and lone surrogates."""
    return _CONTROLS.sub("", _SURROGATES.sub("\ufffd", text))


def _tell_part(part: list[Found]) -> None:
    said = {
        "lines": [row.line for row in part],
        "rows": [row.cells for row in part],
        "faults": {number: row.fault for number, row in enumerate(part) if row.fault},
    }
    text = json.dumps(said, ensure_ascii=False)
    if "\\u00" not in text and "\x7f" not in text:
        with suppress(UnicodeEncodeError):
            return _write(text.encode())
    said["rows"] = [[plain(cell) for cell in row.cells] for row in part]
    return _write(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))


def _write(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
