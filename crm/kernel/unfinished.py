"""Jobs of the pinned workspace that died or are late, for Attention (NOT-3).

They stand in the control plane, where a workspace's role sees nothing: each function reads the rows of the
pinned workspace alone, on a connection of its own.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, select, tuple_

from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.jobs import Job

LATE: Final = timedelta(minutes=15)
RETRY: Final = "jobs.try_again"
LEAVE: Final = "jobs.leave"
MOST_LATE: Final = 1000


def dead(*, before: tuple[datetime, int] | None, limit: int, but_for: Collection[str] = ()) -> list[Row[Any]]:
    """The jobs that died last, before an instant and id: id, kind, finished_at, attempts, last_error."""
    query = select(Job.id, Job.kind, Job.finished_at, Job.attempts, Job.last_error).where(*_dead(but_for))
    query = query.where(tuple_(Job.finished_at, Job.id) < before) if before is not None else query
    return _rows(query.order_by(Job.finished_at.desc(), Job.id.desc()).limit(limit))


def counted(*, most: int, but_for: Collection[str] = ()) -> tuple[int, int, datetime | None]:
    """How many died, counted up to ``most``; how many are late, up to 1,000, and since when. One statement.

    Late is what should have been sent to a worker a while ago.
    """
    died = select(Job.id).where(*_dead(but_for)).limit(most).subquery()
    waiting = select(Job.due_at).where(
        Job.tenant_id == tenant().tenant_id,
        Job.state == "ready",
        Job.sent_at.is_(None),
        Job.due_at < func.now() - LATE,
    )
    late = waiting.limit(MOST_LATE).subquery()
    number = select(func.count()).select_from(died).scalar_subquery()
    return tuple(_rows(select(number, func.count(), func.min(late.c.due_at)))[0])


def is_dead(job_id: int) -> bool:
    """Whether this is a job of the workspace that nobody will try again by itself."""
    return bool(_rows(select(Job.id).where(Job.id == job_id, *_dead(()))))


def _dead(but_for: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return Job.tenant_id == tenant().tenant_id, Job.state == "dead", Job.kind.not_in(but_for)


def _rows(query: Any) -> list[Any]:
    with db.engines["control"].connect() as connection:
        return list(connection.execute(query))
