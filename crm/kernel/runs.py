"""Runs: long work that goes on in the background and tells how far it is (UX: over 2 s).

A run is one row that keeps the cursor of its work; its job renews its lease and commits a chunk with it, so
that a killed worker's run goes on where it stood. Who asked for it watches it, and may cancel it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Select,
    Text,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.access import Actor
from crm.kernel.db import TenantModel, db, id_column, made_at_column


class RunState(StrEnum):
    """Where a run stands. The last three are its ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


OPEN: Final = (RunState.WAITING, RunState.RUNNING)
PART: Final = 1_000
"""So many records a part takes, unless its run says otherwise."""


class Run(TenantModel):
    """One piece of long work. ``kind`` is also the kind of its job; ``payload`` holds ids and small values.

    ``total`` is None until it is known; ``cursor`` is its job's own; ``report`` is what it tells at the end.
    """

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_kind_id", "kind", "id"),)

    id: Mapped[int] = id_column()
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default=RunState.WAITING.value)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    cursor: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    report: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    done: Mapped[int] = mapped_column(BigInteger, server_default="0")
    total: Mapped[int | None] = mapped_column(BigInteger)
    made_by: Mapped[int | None] = mapped_column(BigInteger, comment="user; None for the system")
    made_at: Mapped[datetime] = made_at_column()
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @property
    def is_open(self) -> bool:
        """Whether there is still something to come."""
        return self.state in OPEN


class RunPart(TenantModel):
    """One part of a run's work that was fixed when it started: the ids that it takes in one transaction.

    ``report`` is what came of it, as its kind of run says.
    """

    __tablename__ = "run_part"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    report: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")


def start(kind: str, *, by: Actor, total: int | None = None, **payload: Any) -> Run:
    """Start a run; whoever starts it enqueues its job: ``later(kind, key=str(run.id), run_id=run.id)``."""
    run = Run(kind=kind, made_by=by.user_id, total=total, payload=payload, cursor={}, report={}, done=0)
    db.session.add(run)
    db.session.flush()
    return run


def fix_parts(run: Run, ids: Select[*tuple[Any, ...]], *, size: int = PART) -> int:
    """Fix what the run is about, now: the ids that this select finds, in parts; returns how many.

    They stand by the select's other columns, if it has any, then by id. One statement, however many.
    """
    found = ids.order_by(None).subquery("found")
    one, *order = found.c
    row = func.row_number().over(order_by=[*order, one]) - 1
    numbered = select(one.label("id"), (row // size).label("number"), row.label("row")).subquery("numbered")
    together = func.array_agg(aggregate_order_by(numbered.c.id, numbered.c.row))
    parts = select(literal(run.id, BigInteger), numbered.c.number, together).group_by(numbered.c.number)
    db.session.execute(insert(RunPart).from_select(["run_id", "number", "ids"], parts))
    counted = select(func.coalesce(func.sum(func.cardinality(RunPart.ids)), 0)).where(
        RunPart.run_id == run.id
    )
    run.total = int(db.session.scalar(counted) or 0)
    return run.total


def next_part(run: Run) -> RunPart | None:
    """The next part that is not done; None after the last."""
    left = select(RunPart).where(RunPart.run_id == run.id, RunPart.done_at.is_(None))
    return db.session.scalar(left.order_by(RunPart.number).limit(1))


def end(run: Run, state: RunState = RunState.DONE, **report: Any) -> None:
    """End a run and keep what it tells; a run that has ended stays as it is."""
    if not run.is_open:
        return
    run.state, run.ended_at, run.report = state.value, func.now(), {**run.report, **report}
    db.session.flush()


def cancel(run: Run) -> None:
    """Ask a run to stop: its job ends before its next chunk. What is committed stays."""
    end(run, RunState.CANCELLED)
