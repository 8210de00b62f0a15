"""Looking after the job table itself."""

from datetime import timedelta

from sqlalchemy import and_, delete, func, or_, select

from crm.kernel.db import db
from crm.kernel.jobs import Job, Running, control_job

KEEP_DONE = timedelta(days=3)
KEEP_DEAD = timedelta(days=90)
CHUNK = 5_000


@control_job("jobs.clear", queue="bulk")
def clear(job: Running) -> None:
    """Forget jobs done more than three days ago, and dead ones that nobody has retried for ninety."""
    ended = or_(
        and_(Job.state == "done", Job.finished_at < func.now() - KEEP_DONE),
        and_(Job.state == "dead", Job.finished_at < func.now() - KEEP_DEAD),
    )
    while True:
        chunk = select(Job.id).where(ended).limit(CHUNK)
        gone = db.session.execute(delete(Job).where(Job.id.in_(chunk)))
        if gone.rowcount < CHUNK:  # type: ignore[attr-defined]
            return
        job.checkpoint()
