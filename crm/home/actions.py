"""What admins do about work in the background that failed: try it again, or leave it."""

import secrets

from crm.home.facts import WorkLeft, WorkTriedAgain
from crm.kernel.access import Actor
from crm.kernel.errors import NotFound
from crm.kernel.facts import record
from crm.kernel.jobs import later
from crm.kernel.unfinished import LEAVE, RETRY, is_dead
from crm.kernel.work import ATTEND


def try_job_again(job_id: int, *, by: Actor) -> None:
    """Have a job of this workspace that died tried again, once this transaction has committed.

    Records: WorkTriedAgain.

    Raises:
        NotFound: there is none, or it is being tried already.
    """
    _may(job_id, by)
    record(WorkTriedAgain(job_id=job_id), by=by)
    later(RETRY, key=f"{job_id}:{secrets.token_hex(8)}", job_id=job_id)


def leave_job(job_id: int, *, by: Actor) -> None:
    """Leave a job of this workspace that died undone, for good.

    Records: WorkLeft.

    Raises:
        NotFound: there is none, or it is being tried again.
    """
    _may(job_id, by)
    record(WorkLeft(job_id=job_id), by=by)
    later(LEAVE, key=f"{job_id}:{secrets.token_hex(8)}", job_id=job_id)


def _may(job_id: int, by: Actor) -> None:
    by.must(ATTEND)
    if not is_dead(job_id):
        raise NotFound
