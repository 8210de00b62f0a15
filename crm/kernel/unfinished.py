"""Jobs of the pinned workspace that died or are late, for Attention (NOT-3).

They stand in the control plane, where a workspace's role sees nothing: each function reads the rows of the
pinned workspace alone, on a connection of its own.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, select

from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.jobs import Job

LATE: Final = timedelta(minutes=15)
RETRY: Final = "jobs.try_again"
LEAVE: Final = "jobs.leave"
MOST_LATE: Final = 1000


def dead(*, before: datetime | None, limit: int, but_for: Collection[str] = ()) -> list[Row[Any]]:
    """The jobs that died last, older than ``before``: id, kind, finished_at, attempts, last_error."""
    query = select(Job.id, Job.kind, Job.finished_at, Job.attempts, Job.last_error).where(*_dead(but_for))
    query = query.where(Job.finished_at < before) if before is not None else query
    return _rows(query.order_by(Job.finished_at.desc(), Job.id.desc()).limit(limit))


def dead_count(*, most: int, but_for: Collection[str] = ()) -> int:
    """How many there are, counted up to ``most``."""
    some = select(Job.id).where(*_dead(but_for)).limit(most).subquery()
    return int(_rows(select(func.count()).select_from(some))[0][0])


def is_dead(job_id: int) -> bool:
    """Whether this is a job of the workspace that nobody will try again by itself."""
    return bool(_rows(select(Job.id).where(Job.id == job_id, *_dead(()))))


def late() -> tuple[int, datetime | None]:
    """How many jobs should have been sent to a worker a while ago, at most 1,000, and since when."""
    waiting = select(Job.due_at).where(
        Job.tenant_id == tenant().tenant_id,
        Job.state == "ready",
        Job.sent_at.is_(None),
        Job.due_at < func.now() - LATE,
    )
    some = waiting.limit(MOST_LATE).subquery()
    number, since = _rows(select(func.count(), func.min(some.c.due_at)))[0]
    return number, since


def _dead(but_for: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return Job.tenant_id == tenant().tenant_id, Job.state == "dead", Job.kind.not_in(but_for)


def _rows(query: Any) -> list[Any]:
    with db.engines["control"].connect() as connection:
        return list(connection.execute(query))
