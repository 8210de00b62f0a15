"""The process itself: one request, one file, one answer."""

import json
import sys
import zlib
from collections.abc import Mapping
from typing import Any
from zipfile import BadZipFile, ZipFile

from crm.imports.reading.child import archives, tabular
from crm.imports.reading.child.counting import Cells
from crm.imports.reading.child.kinds import kind_of
from crm.imports.reading.child.limits import SAMPLE_ROWS, STUDIED_ROWS, Trouble, heed
from crm.imports.reading.child.sources import Source, uploaded
from crm.imports.reading.child.tabular import Table
from crm.imports.reading.child.telling import plain, tell, tell_rows


def main(request: Mapping[str, Any]) -> None:
    """Do what is asked; what is wrong is told, never raised."""
    heed(request["task"])
    try:
        table = table_of(uploaded(sys.stdin.buffer, request["name"]), request["wanted"])
        if request["task"] == "look":
            tell({"seen": _seen(table)})
        else:
            tell_rows(table.found, request["part"])
        tell({"end": True})
    except Trouble as trouble:
        tell({"error": [trouble.code, trouble.slots]})
    except MemoryError:
        tell({"error": ["memory", {}]})
    except BrokenPipeError:  # nobody listens any more
        sys.stderr.close()
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        tell({"error": ["died", {}]})


def table_of(source: Source, wanted: Mapping[str, Any]) -> Table:
    """The file as a table, whatever kind of file it is."""
    kind = kind_of(source)
    if kind != "packed":
        return _of_text(source, kind, wanted)
    with_members = ZipFile(source.seekable())
    kind = archives.kind_of_archive(with_members)
    if kind != "zip":
        return _of_workbook(source, with_members, kind, wanted)
    chosen = archives.member(with_members, wanted.get("member", ""))
    kind = kind_of(chosen)
    if kind == "packed":
        unpacked = Source(chosen.seekable(), chosen.name, chosen.size)  # type: ignore[arg-type] # a file
        archive = ZipFile(unpacked.file)
        kind = archives.kind_of_archive(archive)
        if kind == "zip":
            raise Trouble("archive")
        table = _of_workbook(unpacked, archive, kind, wanted)
    else:
        table = _of_text(chosen, kind, wanted)
    table.shape["member"] = chosen.name
    table.members = archives.members(with_members)
    return table


def _of_workbook(source: Source, archive: ZipFile, kind: str, wanted: Mapping[str, Any]) -> Table:
    archives.check_workbook(archive)
    from crm.imports.reading.child import sheets

    return sheets.opened(source, kind, wanted)


def _of_text(source: Source, kind: str, wanted: Mapping[str, Any]) -> Table:
    if wanted.get("kind") == "csv":
        kind = "csv"
    if kind == "vcf":
        from crm.imports.reading.child import cards

        return cards.opened(source, wanted)
    if kind == "jsonl":
        from crm.imports.reading.child import objects

        return objects.opened(source, wanted)
    return tabular.opened(source, wanted)


def _seen(table: Table) -> dict[str, Any]:
    columns = len(table.heading)
    sample, cells = [], Cells(columns)
    rows, exact = 0, True
    for rows, row in enumerate(table.found, start=1):
        if rows <= SAMPLE_ROWS:
            sample.append([plain(cell) for cell in row.cells[:columns]])
        if row.fault is None:
            cells.count(row.cells)
        if table.estimate is not None and rows >= STUDIED_ROWS:
            exact = False
            break
    return {
        "shape": table.shape,
        "columns": table.heading,
        "sample": sample,
        "cells": cells.told(),
        "rows": rows if exact else table.estimate,
        "exact": exact,
        "sheets": table.sheets,
        "members": table.members,
        "unsure": table.doubts,
        "undecided": table.undecided,
    }


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
