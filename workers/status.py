"""What stands in the queues, and giving dead jobs another chance. Bounded: what is done is never counted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Update, and_, func, or_, select, update

from crm.kernel.db import db
from crm.kernel.jobs import CHANNEL, KINDS, QUEUES, Job

LATE_SECONDS: Final = 60
UNKNOWN: Final = "unknown"
"""The queue of kinds that this version doesn't know."""
DEAD_SHOWN: Final = 50


@dataclass(slots=True)
class Depth:
    """How many jobs of one queue stand where. ``late`` of those ``due`` have waited for over a minute."""

    due: int = 0
    late: int = 0
    running: int = 0
    scheduled: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Dead:
    """A job that nobody will try again by itself."""

    id: int
    tenant_id: int | None
    kind: str
    attempts: int
    since: str
    reason: str


@dataclass(slots=True)
class Status:
    """The queues by name, and the fifty jobs that died last."""

    queues: dict[str, Depth] = field(default_factory=dict)
    dead: list[Dead] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


def look() -> Status:
    """Count what waits, runs and is dead, by PostgreSQL's clock. The kinds have to be loaded."""
    status = Status({name: Depth() for name in QUEUES})
    with db.engines["control"].connect() as connection:
        for kind, *counts in connection.execute(_COUNTS):
            queue = KINDS[kind].queue if kind in KINDS else UNKNOWN
            depth = status.queues.setdefault(queue, Depth())
            for name, count in zip(Depth.__slots__, counts, strict=True):
                setattr(depth, name, getattr(depth, name) + count)
        for row in connection.execute(_NEWEST_DEAD):
            since = row.finished_at.isoformat(timespec="seconds") if row.finished_at else ""
            reason = row.last_error or ""
            status.dead.append(Dead(row.id, row.tenant_id, row.kind, row.attempts, since, reason))
    return status


def retry(ids: Sequence[int]) -> list[int]:
    """Try these jobs again at once: dead ones and those that pause after a failure. Returns which it did."""
    pausing = and_(Job.state == "ready", Job.attempts > 0)
    return _retried(_AGAIN.where(Job.id.in_(ids), or_(Job.state == "dead", pausing)))


def retry_dead() -> list[int]:
    """Try all dead jobs again at once."""
    return _retried(_AGAIN.where(Job.state == "dead"))


def _retried(statement: Update) -> list[int]:
    with db.engines["control"].begin() as connection:
        ids = list(connection.scalars(statement.returning(Job.id)))
        connection.execute(select(func.pg_notify(CHANNEL, "")))
    return sorted(ids)


def _count(where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(where)


_DUE = and_(Job.state == "ready", Job.due_at <= func.now())
_COUNTS = (
    select(
        Job.kind,
        _count(_DUE),
        _count(and_(_DUE, Job.due_at < func.now() - timedelta(seconds=LATE_SECONDS))),
        _count(Job.state == "leased"),
        _count(and_(Job.state == "ready", Job.due_at > func.now())),
        _count(Job.state == "dead"),
    )
    .where(Job.state.in_(("ready", "leased", "dead")))
    .group_by(Job.kind)
)
_NEWEST_DEAD = (
    select(Job.id, Job.tenant_id, Job.kind, Job.attempts, Job.finished_at, Job.last_error)
    .where(Job.state == "dead")
    .order_by(Job.finished_at.desc())
    .limit(DEAD_SHOWN)
)
_AGAIN = update(Job).values(
    state="ready",
    attempts=0,
    due_at=func.now(),
    sent_at=None,
    finished_at=None,
    lease_token=None,
    lease_until=None,
)
