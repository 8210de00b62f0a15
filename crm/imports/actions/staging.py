"""Lines into their staging table, by COPY: many times as fast as any INSERT."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

import psycopg

from crm.kernel.db import db
from crm.kernel.forms import clean

COPY: Final = (
    "COPY import_line (import_id, line, verdict, match_key, contact_id, cells, wanted, faults) FROM STDIN"
)


def stage(import_id: int, lines: Iterable[Mapping[str, Any]]) -> None:
    """Stage these lines, in the caller's transaction."""
    raw = cast("psycopg.Connection[Any]", db.session.connection().connection.driver_connection)
    with psycopg.Cursor(raw) as cursor, cursor.copy(COPY) as copy:
        for line in lines:
            wanted = line.get("wanted")
            copy.write_row(
                (
                    import_id,
                    line["line"],
                    line["verdict"],
                    line.get("match_key"),
                    line.get("contact_id"),
                    [clean(cell) for cell in line["cells"]],
                    json.dumps(wanted) if wanted is not None else None,
                    json.dumps([[clean(text) for text in fault] for fault in line.get("faults", ())]),
                )
            )
