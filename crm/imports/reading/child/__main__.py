"""The process itself: one request, one file, one answer."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from crm.imports.reading.child.kinds import kind_of
from crm.imports.reading.child.limits import SAMPLE_ROWS, Trouble, heed
from crm.imports.reading.child.sources import Source, uploaded
from crm.imports.reading.child.tabular import Table, opened
from crm.imports.reading.child.telling import plain, tell, tell_rows


def main(request: Mapping[str, Any]) -> None:
    """Do what is asked; what is wrong is told, never raised."""
    heed(request["task"])
    try:
        source = uploaded(sys.stdin.buffer, request["name"])
        table = _table(source, request["wanted"])
        if request["task"] == "look":
            tell({"seen": _seen(source, table)})
        else:
            tell_rows(table.found)
        tell({"end": True})
    except Trouble as trouble:
        tell({"error": [trouble.code, trouble.slots]})
    except MemoryError:
        tell({"error": ["memory", {}]})
    except BrokenPipeError:  # nobody listens any more
        sys.stderr.close()


def _table(source: Source, wanted: Mapping[str, Any]) -> Table:
    kind_of(source)
    return opened(source, wanted)


def _seen(source: Source, table: Table) -> dict[str, Any]:
    sample = []
    rows = 0
    for rows, row in enumerate(table.found, start=1):
        if rows <= SAMPLE_ROWS:
            sample.append([plain(cell) for cell in row.cells[: len(table.heading)]])
        elif table.estimate is not None:
            break
    exact = table.estimate is None or rows <= SAMPLE_ROWS
    return {
        "shape": table.shape,
        "columns": table.heading,
        "sample": sample,
        "rows": rows if exact else table.estimate,
        "exact": exact,
        "sheets": table.sheets,
        "members": [],
        "unsure": table.doubts,
    }


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
