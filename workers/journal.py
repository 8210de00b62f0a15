"""Emptying the bins of workspaces."""

from crm.journal.actions import empty_bin
from crm.journal.bins import bins
from crm.kernel.access import Actor
from crm.kernel.jobs import Running, job


@job("journal.empty_bin", queue="bulk")
def empty(job: Running) -> None:
    """Delete for good what was deleted more than 30 days ago, chunk by chunk. What went stays gone."""
    by = Actor.system("bin")
    for kind in bins.all():
        after_id: int | None = 0
        while after_id is not None:
            after_id = empty_bin(kind, after_id=after_id, by=by)
            job.checkpoint()
