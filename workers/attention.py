"""What an admin decided about a job that died: it is tried again, or left. Of their own workspace alone."""

from typing import Any

from sqlalchemy import func, select, update

from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.jobs import CHANNEL, Job, Running, job
from crm.kernel.unfinished import LEAVE, RETRY

AGAIN = {"state": "ready", "attempts": 0, "due_at": func.now(), "sent_at": None, "finished_at": None}


@job(RETRY, queue="flow")
def try_again(job: Running, *, job_id: int) -> None:
    """Let the dead job live again; one that lives already is left alone."""
    _change(job_id, AGAIN)


@job(LEAVE, queue="flow")
def leave(job: Running, *, job_id: int) -> None:
    """Count the dead job as done."""
    _change(job_id, {"state": "done"})


def _change(job_id: int, values: dict[str, Any]) -> None:
    statement = (
        update(Job)
        .where(Job.id == job_id, Job.tenant_id == tenant().tenant_id, Job.state == "dead")
        .values(values)
    )
    with db.engines["control"].begin() as connection:
        connection.execute(statement)
        connection.execute(select(func.pg_notify(CHANNEL, "")))
