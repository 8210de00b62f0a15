"""Jobs: the background unit. PostgreSQL holds the truth in ``control.job``; RQ only carries wake-ups.

A change and its jobs are one local transaction: ``later`` calls a SECURITY DEFINER function that takes the
tenant from the pinned role. Functions are registered by kind in ``workers/``; the domain names kinds only.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy import BigInteger, DateTime, Index, Integer, Text, UniqueConstraint, func, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import ControlModel, db, id_column, made_at_column

QUEUES: Final = ("instant", "flow", "bulk", "heavy")
LEASE_SECONDS: Final = 60
RESEND_SECONDS: Final = 30
CHANNEL: Final = "artel_jobs"
MAX_ATTEMPTS: Final = 12
FRESH: Final = text("state = 'ready' AND sent_at IS NULL")
IN_FLIGHT: Final = text("state IN ('ready', 'leased') AND sent_at IS NOT NULL")
LATER = text("SELECT control.later(:kind, CAST(:payload AS jsonb), CAST(:due AS timestamptz), :key)")


class Job(ControlModel):
    """One job: outbox entry, timer, retry and schedule slot in one row. No ``tenant_id``: the control plane.

    ``key`` makes it unique within its tenant and kind, for ever while the row stands: enqueueing the same
    thing twice is harmless.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "dedup_key", postgresql_nulls_not_distinct=True),
        Index("ix_job_fresh", "due_at", postgresql_where=FRESH),
        Index("ix_job_turns", text("coalesce(tenant_id, 0)"), "kind", "due_at", postgresql_where=FRESH),
        Index("ix_job_in_flight", "sent_at", postgresql_where=IN_FLIGHT),
        Index("ix_job_state_finished_at", "state", "finished_at"),
        {"schema": "control"},
    )

    id: Mapped[int] = id_column()
    tenant_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    dedup_key: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    state: Mapped[str] = mapped_column(Text, server_default="ready")
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    max_attempts: Mapped[int] = mapped_column(Integer, server_default="12")
    lease_token: Mapped[str | None] = mapped_column(Text)
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_error: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = made_at_column()
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


Work = Callable[..., None]


class Running(Protocol):
    """A claimed job in its runner, handed to its function."""

    id: int
    attempts: int
    tenant_id: int | None

    def checkpoint(self) -> None:
        """Renew the lease and commit what was done so far, in one transaction (that update is the fence).

        Raises:
            LeaseLost: another runner has the job now; stop at once.
        """


class LeaseLost(RuntimeError):
    """The lease has lapsed and another runner may have the job: whatever was not committed is dropped."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a kind of job: its function, its queue (a promise of speed) and its patience.

    ``gave_up(reason=…, **payload)`` is called before the job is left for dead, in the same plane; repeatable.
    Where it ``resumes``, a checkpoint is a step that nobody does again: attempts count from the last one.
    """

    name: str
    run: Work
    queue: str
    max_attempts: int = MAX_ATTEMPTS
    in_control: bool = False
    gave_up: Work | None = None
    resumes: bool = False


KINDS: dict[str, Kind] = {}


def job(
    name: str,
    *,
    queue: str = "flow",
    max_attempts: int = MAX_ATTEMPTS,
    gave_up: Work | None = None,
    resumes: bool = False,
) -> Callable[[Work], Work]:
    """Register the work of a kind of tenant job: ``run(job, **payload)``. It must be repeatable."""

    def register(run: Work) -> Work:
        return _registered(Kind(name, run, queue, max_attempts, gave_up=gave_up, resumes=resumes))

    return register


def control_job(
    name: str, *, queue: str = "flow", max_attempts: int = MAX_ATTEMPTS, gave_up: Work | None = None
) -> Callable[[Work], Work]:
    """Register the work of a kind of control-plane job, which runs without a tenant."""

    def register(run: Work) -> Work:
        return _registered(Kind(name, run, queue, max_attempts, in_control=True, gave_up=gave_up))

    return register


def _registered(kind: Kind) -> Work:
    if kind.queue not in QUEUES:
        raise ValueError(f"{kind.name}: there is no queue {kind.queue}")
    KINDS[kind.name] = kind
    return kind.run


def later(kind: str, *, key: str, due_at: datetime | None = None, **payload: Any) -> None:
    """Do this later, or at ``due_at``, in the pinned tenant — if this transaction commits.

    The payload holds ids and small values, never a secret or personal data. A second call with the same
    kind and key does nothing.
    """
    db.session.flush()
    db.session.execute(LATER, {"kind": kind, "payload": json.dumps(payload), "due": due_at, "key": key})


def later_in_control(kind: str, *, key: str, due_at: datetime | None = None, **payload: Any) -> None:
    """The same for a job of the control plane, in the control transaction."""
    _enqueue({"kind": kind, "payload": payload, "dedup_key": key, "due_at": due_at or func.now()})


def later_in_workspace(kind: str, *, tenant_id: int, key: str, **payload: Any) -> None:
    """The same for a job of a workspace, asked for by the control plane in its own transaction."""
    _enqueue({"kind": kind, "payload": payload, "dedup_key": key, "tenant_id": tenant_id})


def _enqueue(row: dict[str, Any]) -> None:
    db.session.execute(
        insert(Job).values(row).on_conflict_do_nothing(index_elements=["tenant_id", "kind", "dedup_key"])
    )
    db.session.execute(select(func.pg_notify(CHANNEL, "")), bind_arguments={"bind": db.engines["control"]})
