"""JSON Lines as rows: each line is an object, each of its keys a column."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import IO, Any, Final

from crm.imports.reading.child import columns as heads
from crm.imports.reading.child.limits import LONGEST_ROW, MOST_COLUMNS, SAMPLE_ROWS, Trouble
from crm.imports.reading.child.own_objects import flat_own, is_own
from crm.imports.reading.child.sources import Source
from crm.imports.reading.child.tables import CUT, shaped
from crm.imports.reading.child.tabular import Table, study
from crm.imports.reading.child.telling import Fault, Found, plain
from crm.imports.reading.child.texts import PYTHON_NAMES

_LONGEST_LINE: Final = 4 * LONGEST_ROW
"""Bytes."""
_DEEPEST: Final = 3
"""Objects within objects become columns of their own ("address.city") so deep."""
_ITEMS: Final = 20


def opened(source: Source, wanted: Mapping[str, Any]) -> Table:
    """The file; it is read twice, since any line may bring a new key."""
    encoding = wanted.get("encoding") or _encoding(source)
    keys: dict[str, None] = {}
    rows = 0
    for _line, told in _objects(source.open(), encoding):
        if isinstance(told, dict):
            rows += 1
            keys.update(dict.fromkeys(told))
            if len(keys) > MOST_COLUMNS:
                raise Trouble("columns", count=len(keys), most=MOST_COLUMNS)
    if not rows:
        raise Trouble("nothing")
    shape = {"kind": "jsonl", "encoding": encoding, "delimiter": "", "quote": "", "header": True}
    doubts: list[Any] = []
    sample = [row.cells for row in islice(_rows(source.open(), encoding, list(keys)), 20 * SAMPLE_ROWS)]
    undecided = study(shape, sample, wanted, doubts)
    found = shaped(_rows(source.open(), encoding, list(keys)), columns=len(keys), encoding=encoding)
    heading = heads.headings([plain(key) for key in keys], len(keys))
    return Table(shape, heading, sample, found, doubts, undecided)


def _encoding(source: Source) -> str:
    head = source.head(2)
    return {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(head, "utf-8")


def _rows(file: IO[bytes], encoding: str, keys: list[str]) -> Iterator[Found]:
    for line, told in _objects(file, encoding):
        if isinstance(told, dict):
            yield Found(line, [told.get(key, "") for key in keys])
        else:
            yield Found(line, [told, *[""] * (len(keys) - 1)], Fault("json", {}))


def _objects(file: IO[bytes], encoding: str) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Each line that is not empty: its object, flat; or the beginning of the line where it is none."""
    for number, line in enumerate(_lines(file, encoding), start=1):
        bare = line.strip("\ufeff \t\r\n\0")
        if not bare:
            continue
        told: Any = None
        if len(bare) < LONGEST_ROW:
            with suppress(ValueError, RecursionError):
                told = json.loads(bare)
        if isinstance(told, dict):
            yield number, dict(flat_own(told) if is_own(told) else _flat(told))
        else:
            yield number, bare[:CUT]


def _lines(file: IO[bytes], encoding: str) -> Iterator[str]:
    if encoding.startswith("utf-16"):  # its line ends are two bytes each
        text = file.read(_LONGEST_LINE * 16).decode(encoding, "replace")
        yield from text.split("\n")
        return
    while line := file.readline(_LONGEST_LINE):
        rest = line
        while rest and rest[-1:] != b"\n":  # what is too long is no object any more
            rest = file.readline(_LONGEST_LINE)
        yield line.decode(PYTHON_NAMES[encoding], "replace")


def _flat(told: Mapping[str, Any], prefix: str = "", depth: int = 1) -> Iterator[tuple[str, str]]:
    for key, value in told.items():
        name = f"{prefix}{key}"[:200]
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _flat(value, f"{name}.", depth + 1)
        elif isinstance(value, list) and any(isinstance(one, dict) for one in value) and depth < _DEEPEST:
            yield from _flat(_by_kind(value) or _numbered(value), f"{name}.", depth + 1)
        else:
            yield name, _shown(value)


def _by_kind(items: list[Any]) -> dict[str, Any]:
    """The values of items such as {"kind": "phone", "value": "…"}, by their kind; nothing for other items."""
    told: dict[str, Any] = {}
    for one in items:
        kind = (one.get("kind") or one.get("type")) if isinstance(one, dict) else None
        if not isinstance(kind, str) or not isinstance(one.get("value"), str):
            return {}
        told.setdefault(kind, []).append(one["value"])
    return told


def _numbered(items: list[Any]) -> dict[str, Any]:
    return {str(at): one for at, one in enumerate(items[:_ITEMS], start=1)}


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(map(_shown, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
