"""Runs jobs: claim → workspace, actor's door, language → act → effect and end in one transaction.

A claim is a token and a lease of 60 s; whatever is written is committed together with ``control.done`` or
``control.renew`` of that token, so a runner that has lost its lease can write nothing (the fence). Only
PostgreSQL's clock counts. This is the one place of the background that chooses a workspace.
"""

import os
import secrets
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import configure_mappers

from crm.kernel import context
from crm.kernel.crashes import CrashPoint, crash_at
from crm.kernel.db import db
from crm.kernel.errors import PermanentFailure, TemporaryFailure
from crm.kernel.i18n import speaking
from crm.kernel.jobs import KINDS, LEASE_SECONDS, Kind, LeaseLost
from crm.kernel.logs import get_logger
from tenants.directory import Directory, Entry
from tenants.scope import control_scope, scope
from workers import ledger
from workers.turns import WakeUp

SLICE_SECONDS = LEASE_SECONDS - 5
TURN_SECONDS = 20.0
"""So long a job that can go on later works while other workspaces wait for the same queue."""
log = get_logger("artel.jobs")


class SliceTooLong(TemporaryFailure):
    """A job worked longer than its lease without a checkpoint: another runner may have it by now."""


class Interrupted(BaseException):
    """The process is asked to end, or it is somebody else's turn: what was done stays, the rest waits.

    Not an ``Exception``, so that no job catches it by mistake.
    """


@dataclass(slots=True)
class Claimed:
    """A job under this runner's lease; what its function gets as ``job`` (``crm.kernel.jobs.Running``)."""

    id: int
    kind: Kind
    tenant_id: int | None
    payload: dict[str, Any]
    attempts: int
    token: str = field(repr=False)
    runner: "Runner" = field(repr=False)
    last_slice: bool = False
    began: float = field(default_factory=time.monotonic)

    def checkpoint(self) -> None:
        """Renew the lease and commit what was done so far, in one transaction.

        Once the process is asked to end, the second checkpoint is the last: what commits an intention and
        then acts on it (a mail) is not cut in between. So it is when other workspaces wait for the queue and
        the job, which ``resumes``, has had its turn.

        Raises:
            LeaseLost: another runner has the job now; nothing was committed.
        """
        self._commit("renew", CrashPoint.RUNNER_RENEWING, CrashPoint.RUNNER_RENEWED)
        if self.kind.resumes and self.attempts > 1:
            ledger.proceeded(self.id, self.token)
            self.attempts = 1
        if self.last_slice:
            raise Interrupted
        self.last_slice = self.runner.stopping or self._has_had_its_turn()
        _arm_alarm()

    def _has_had_its_turn(self) -> bool:
        if not self.kind.resumes or time.monotonic() - self.began < TURN_SECONDS:
            return False
        kinds = [kind.name for kind in KINDS.values() if kind.queue == self.kind.queue]
        return ledger.others_wait(kinds, tenant_id=self.tenant_id)

    def finish(self) -> None:
        """Commit what was done together with the job's end.

        Raises:
            LeaseLost: another runner has the job now; nothing was committed.
        """
        self._commit("done", CrashPoint.RUNNER_ACTED, CrashPoint.RUNNER_DONE)

    def _commit(self, how: str, before: CrashPoint, after: CrashPoint) -> None:
        db.session.flush()
        if self.tenant_id is None:
            self._in_control(how)
        else:
            self._in_tenant(how)
        crash_at(before)
        db.session.commit()
        crash_at(after)

    def _in_tenant(self, how: str) -> None:
        try:
            db.session.execute(select(getattr(func.control, how)(self.id, self.token)))
        except DBAPIError as error:
            if "lease lost" in str(error.orig):
                raise LeaseLost(f"job {self.id}") from None
            raise

    def _in_control(self, how: str) -> None:
        values = ledger.RENEWED if how == "renew" else ledger.DONE
        if not db.session.execute(ledger.held(self.id, self.token).values(values)).rowcount:  # type: ignore[attr-defined]
            raise LeaseLost(f"job {self.id}")


class Runner:
    """Runs the jobs of wake-ups, one after the other, in this process's main thread."""

    def __init__(self, app: Flask) -> None:
        self.stopping = False
        self._app = app
        self._directory: Directory = app.extensions["artel_directory"]

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """End after the present slice; what is left goes to another runner at once. A signal's handler."""
        self.stopping = True

    def run(self, wake_up: WakeUp) -> None:
        """Run the jobs that are due, of that tenant and kind, and in nobody's hands; skip the others.

        Nothing is raised for a job's sake: how it ended stands in its row.

        Raises:
            SQLAlchemyError: the database is gone; leases lapse by themselves.
        """
        kind = KINDS.get(wake_up.kind)
        with self._app.app_context():
            entry = self._directory.by_id(wake_up.tenant_id) if wake_up.tenant_id is not None else None
        if kind is None or (entry is None and wake_up.tenant_id is not None):
            return
        for position, job_id in enumerate(wake_up.ids):
            with self._app.app_context():
                if self.stopping:
                    ledger.hand_back(wake_up.ids[position:])
                    return
                self._run(kind, entry, job_id)

    def warm_up(self) -> None:
        """Do once, before all forks, what each would do first: tie mappers, meet PostgreSQL, prepare a claim.

        It saves each of them time and memory. Without PostgreSQL they do it themselves.
        """
        configure_mappers()
        nobody = Kind("", lambda: None, queue="")
        with self._app.app_context(), suppress(DBAPIError):
            self._directory.by_id(0)
            ledger.claim(0, kind=nobody, tenant_id=0, token="")
            ledger.claim(0, kind=nobody, tenant_id=None, token="")
        self.close_connections()

    def close_connections(self) -> None:
        """Part from PostgreSQL in good order: before a fork, and where one ends."""
        with self._app.app_context():
            for engine in db.engines.values():
                engine.dispose()

    def mourn(self, wake_up: WakeUp, *, pid: int) -> None:
        """The process that ran this is known to be dead: don't wait until its leases lapse."""
        with self._app.app_context():
            ledger.runner_died(wake_up.ids, runner=name_of(pid))

    def _run(self, kind: Kind, entry: Entry | None, job_id: int) -> None:
        token = f"{name_of(os.getpid())}.{secrets.token_hex(16)}"
        tenant_id = entry.id if entry else None
        row = ledger.claim(job_id, kind=kind, tenant_id=tenant_id, token=token)
        if row is None:
            return
        job = Claimed(job_id, kind, tenant_id, row.payload, row.attempts, token, self)
        if kind.in_control != (entry is None):  # a workspace can name any kind: see control.later
            ledger.bury(job_id, token, reason=f"{kind.name} is no work of this plane")
            return
        if job.attempts > kind.max_attempts:
            self._leave_for_dead(job, entry, f"its runner died {kind.max_attempts} times")
            return
        started = time.monotonic()
        outcome = self._act(job, entry)
        log.info(
            outcome, kind=kind.name, job=job_id, tenant=tenant_id, attempt=job.attempts,
            seconds=round(time.monotonic() - started, 3),
        )  # fmt: skip

    def _act(self, job: Claimed, entry: Entry | None) -> str:
        """Do it, and say how it ended."""
        try:
            with _inside(entry), _alarm():
                crash_at(CrashPoint.RUNNER_CLAIMED)
                job.kind.run(job, **job.payload)
                job.finish()
        except LeaseLost:
            return "lease lost"
        except Interrupted:
            ledger.release(job.id, job.token)
            return "interrupted"
        except Exception as problem:  # noqa: BLE001 (whatever a job raises is its own failure and nobody else's)
            crash_at(CrashPoint.RUNNER_FAILED)
            self._failed(job, entry, problem)
            return "failed"
        return "done"

    def _failed(self, job: Claimed, entry: Entry | None, problem: Exception) -> None:
        reason = ledger.told(problem)
        if isinstance(problem, PermanentFailure) or job.attempts >= job.kind.max_attempts:
            self._leave_for_dead(job, entry, reason)
            return
        log.warning("will be tried again", kind=job.kind.name, job=job.id, reason=reason)
        ledger.try_again(job.id, job.token, attempts=job.attempts, reason=reason)

    def _leave_for_dead(self, job: Claimed, entry: Entry | None, reason: str) -> None:
        log.error("dead", kind=job.kind.name, job=job.id, tenant=job.tenant_id, reason=reason)
        if job.kind.gave_up is not None:
            try:
                with _inside(entry), _alarm():
                    job.kind.gave_up(reason=reason, **job.payload)
                    db.session.commit()
            except Exception as problem:  # noqa: BLE001 (the job is dead all the same)
                reason = f"{reason}; then, giving up: {ledger.told(problem)}"
        ledger.bury(job.id, job.token, reason=reason)


def name_of(pid: int) -> str:
    """What the leases of this machine's process are marked with."""
    return f"{os.uname().nodename}.{pid}"


@contextmanager
def _inside(entry: Entry | None) -> Iterator[None]:
    """The job's workspace, or the control plane; through the door of jobs; in the workspace's language."""
    with context.coming_through("job"):
        if entry is None:
            with control_scope(), speaking("en", time_zone="UTC"):
                yield
        else:
            with scope(entry), speaking(entry.locale, time_zone=entry.time_zone):
                yield


@contextmanager
def _alarm() -> Iterator[None]:
    """Raise SliceTooLong when a slice outlasts its lease; only in the main thread, where signals arrive."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _too_long)
    _arm_alarm()
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _arm_alarm() -> None:
    if threading.current_thread() is threading.main_thread():
        signal.alarm(SLICE_SECONDS)


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise SliceTooLong(f"more than {SLICE_SECONDS} s without a checkpoint")
