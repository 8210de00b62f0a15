"""Emptying the bins of workspaces, and undoing acts on many records."""

from crm.journal import long_undo
from crm.journal.actions import empty_bin
from crm.journal.bins import bins
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.jobs import Running, job
from crm.kernel.runs import Run, RunState


@job("journal.empty_bin", queue="bulk")
def empty(job: Running) -> None:
    """Delete for good what was deleted more than 30 days ago, chunk by chunk. What went stays gone."""
    by = Actor.system("bin")
    for kind in bins.all():
        after_id: int | None = 0
        while after_id is not None:
            after_id = empty_bin(kind, after_id=after_id, by=by)
            job.checkpoint()


def _failed(*, reason: str, run_id: int) -> None:
    runs.end(db.session.get_one(Run, run_id), RunState.FAILED)


@job(long_undo.JOB, queue="bulk", gave_up=_failed, resumes=True)
def undo(job: Running, *, run_id: int) -> None:
    """Chunk by chunk, as whoever asked for it. What is put back stays so if it is stopped."""
    while long_undo.go_on(run_id):
        job.checkpoint()
