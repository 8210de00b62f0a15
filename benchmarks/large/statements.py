"""What a piece of the product asks of PostgreSQL: its statements, once more with their plans and blocks."""

import json
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import event

from crm.kernel.db import db

TIMES: Final = 5
_LEFT_OUT: Final = ("EXPLAIN", "SET ", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass(frozen=True, slots=True)
class Work:
    """The database's work: milliseconds of planning and executing (median), blocks, statements."""

    milliseconds: float
    blocks: int
    statements: int


def work_of(act: Callable[[], Any]) -> Work:
    """Do it, then send each of its statements again under EXPLAIN (ANALYZE, BUFFERS), warm.

    TIMING is off: to look at the clock for each row of each node takes longer than what is measured.
    Statements that ask for a plan alone count as sent, with the time of planning.
    """
    with heard() as sent:
        act()
    milliseconds, blocks = 0.0, 0
    for statement, parameters in sent:
        if statement.startswith(_LEFT_OUT):
            milliseconds += _planning(statement, parameters)
            continue
        plans = [_explained(statement, parameters) for _time in range(TIMES)]
        milliseconds += statistics.median(plan["Planning Time"] + plan["Execution Time"] for plan in plans)
        blocks += plans[-1]["Plan"]["Shared Hit Blocks"] + plans[-1]["Plan"]["Shared Read Blocks"]
        blocks += plans[-1].get("Planning", {}).get("Shared Hit Blocks", 0)
    return Work(milliseconds, blocks, len(sent))


@contextmanager
def heard() -> Iterator[list[tuple[str, Any]]]:
    """The statements that are sent inside the block, with their parameters."""
    sent: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        sent.append((statement, parameters))

    engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", hear)


def _explained(statement: str, parameters: Any) -> dict[str, Any]:
    return _first(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {statement}", parameters)


def _planning(statement: str, parameters: Any) -> float:
    if not statement.startswith("EXPLAIN (FORMAT JSON)"):
        return 0.0
    plan = _first(statement.replace("(FORMAT JSON)", "(SUMMARY, FORMAT JSON)", 1), parameters)
    return float(plan["Planning Time"])


def _first(statement: str, parameters: Any) -> dict[str, Any]:
    cursor = db.session.connection().connection.cursor()
    cursor.execute(statement, parameters)
    row = cursor.fetchone()
    assert row is not None
    told = row[0]
    plan: dict[str, Any] = (json.loads(told) if isinstance(told, str) else told)[0]
    return plan
