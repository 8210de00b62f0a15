"""Acts on many contacts in the background, part by part (CON-12)."""

from crm.contacts.actions.bulk import running
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import speaking
from crm.kernel.jobs import Running, job
from crm.kernel.runs import Run, RunState


def _failed(*, reason: str, run_id: int) -> None:
    run = db.session.get_one(Run, run_id)
    runs.end(run, RunState.FAILED)
    running.settle(run, by=Actor.system("contacts"))


@job(running.JOB, queue="bulk", gave_up=_failed, resumes=True)
def change_many(job: Running, *, run_id: int) -> None:
    """As whoever began it and in their language. What is done stays done if it is stopped."""
    with speaking(db.session.get_one(Run, run_id).payload["locale"]):
        while running.go_on(run_id):
            job.checkpoint()
