"""The runner's side of ``control.job``: claiming a job, keeping its failure, handing it on.

Each function is one statement in a transaction of its own on the control plane. ``token`` is the fence: a row
that another runner has claimed since is left alone.
"""

import random
import traceback
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Row, Update, and_, exists, func, literal, or_, select, update
from sqlalchemy.sql.functions import coalesce

from crm.kernel.db import db
from crm.kernel.errors import PermanentFailure, TemporaryFailure
from crm.kernel.jobs import CHANNEL, LEASE_SECONDS, Job, Kind
from crm.settings import ROOT
from tenants.models import State, Tenant

LONGEST_PAUSE_SECONDS: Final = 300.0
REASON_LENGTH: Final = 500

LEASE: Final = func.now() + timedelta(seconds=LEASE_SECONDS)
NOT_LEASED: Final = {"lease_token": None, "lease_until": None}
RENEWED: Final = {"lease_until": LEASE}
DONE: Final = {"state": "done", "finished_at": func.now(), "last_error": None, **NOT_LEASED}
READY: Final = {"state": "ready", "sent_at": None, **NOT_LEASED}


def held(job_id: int, token: str) -> Update:
    """An update of the job that touches nothing unless this token still holds it."""
    return update(Job).where(Job.id == job_id, Job.lease_token == token, Job.state == "leased")


def claim(job_id: int, *, kind: Kind, tenant_id: int | None, token: str) -> Row[Any] | None:
    """Take the job for 60 s: its payload and the number of this attempt; None if it isn't there to be taken.

    It is there if it is of this kind and tenant, the tenant is open, it is due, and nobody has a lease on it.
    """
    statement = (
        update(Job)
        .where(
            Job.id == job_id,
            Job.kind == kind.name,
            Job.tenant_id.is_not_distinct_from(tenant_id),
            Job.due_at <= func.now(),
            or_(Job.state == "ready", and_(Job.state == "leased", Job.lease_until < func.now())),
        )
        .values(
            state="leased",
            lease_token=token,
            lease_until=LEASE,
            sent_at=coalesce(Job.sent_at, func.now()),
            attempts=Job.attempts + 1,
            max_attempts=kind.max_attempts,
        )
        .returning(Job.payload, Job.attempts)
    )
    if tenant_id is not None:
        statement = statement.where(exists().where(Tenant.id == tenant_id, Tenant.state == State.OPEN))
    with db.engines["control"].begin() as connection:
        return connection.execute(statement).one_or_none()


def proceeded(job_id: int, token: str) -> None:
    """A step is done that nobody does again: attempts count from here."""
    _change(held(job_id, token).values(attempts=1))


def try_again(job_id: int, token: str, *, attempts: int, reason: str) -> None:
    """Let it be tried again after a pause: doubled each time up to five minutes, give or take a third."""
    pause = min(2.0 ** (attempts - 1), LONGEST_PAUSE_SECONDS) * random.uniform(0.67, 1.33)  # noqa: S311 (jitter)
    _change(
        held(job_id, token).values(
            READY | {"due_at": func.now() + timedelta(seconds=pause), "last_error": reason}
        )
    )


def bury(job_id: int, token: str, *, reason: str) -> None:
    """Leave it for dead: an operator decides (``crm jobs retry``)."""
    _change(
        held(job_id, token).values(
            {"state": "dead", "finished_at": func.now(), "last_error": reason[:REASON_LENGTH], **NOT_LEASED}
        )
    )


def release(job_id: int, token: str) -> None:
    """Give a job up in the middle, for another runner to go on; this attempt doesn't count."""
    _change(held(job_id, token).values(READY | {"due_at": func.now(), "attempts": Job.attempts - 1}))


def others_wait(kinds: Sequence[str], *, tenant_id: int | None) -> bool:
    """Whether a job of these kinds of another workspace is on its way to a worker and not begun."""
    waiting = select(Job.id).where(
        Job.sent_at.is_not(None),
        Job.state == "ready",
        Job.kind.in_(kinds),
        Job.tenant_id.is_distinct_from(tenant_id),
    )
    with db.engines["control"].connect() as connection:
        return connection.execute(waiting.limit(1)).first() is not None


def hand_back(ids: Sequence[int]) -> None:
    """Have jobs sent again at once that were sent to this runner and not begun."""
    _change(update(Job).where(Job.id.in_(ids), Job.state == "ready").values(sent_at=None))


def runner_died(ids: Sequence[int], *, runner: str) -> None:
    """A runner is known to be dead: have what it held tried again, and what it had not begun sent anew."""
    pause = func.power(2, func.least(Job.attempts - 1, 8)) * literal(timedelta(seconds=1))
    again = READY | {"due_at": func.now() + pause, "last_error": "its runner died"}
    theirs = Job.lease_token.startswith(f"{runner}.", autoescape=True)
    _change(update(Job).where(Job.id.in_(ids), Job.state == "leased", theirs).values(again))
    hand_back(ids)


def told(problem: Exception) -> str:
    """A reason that may stand in the job's row and in logs.

    Our own failures say what they say; of others only the class and the lines of our code, for a stranger's
    message may quote people's data.
    """
    name = type(problem).__name__
    if isinstance(problem, (TemporaryFailure, PermanentFailure)):
        return f"{name}: {problem}"[:REASON_LENGTH]
    ours = [f for f in traceback.extract_tb(problem.__traceback__) if Path(f.filename).is_relative_to(ROOT)]
    places = [f"{Path(f.filename).relative_to(ROOT)}:{f.lineno}" for f in ours if ".venv" not in f.filename]
    return f"{name} at {' < '.join(reversed(places[-3:]))}"[:REASON_LENGTH]


def _change(statement: Update) -> None:
    with db.engines["control"].begin() as connection:
        connection.execute(statement)
        connection.execute(select(func.pg_notify(CHANNEL, "")))
