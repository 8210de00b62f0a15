"""Background work of files: the daily sweep of each workspace."""

from crm.files.actions.sweeping import forget_some, remove_orphans
from crm.files.store import store
from crm.kernel.jobs import Running, job


@job("files.sweep", queue="bulk")
def sweep(job: Running) -> None:
    """Forget what has been deleted for long, then remove all bytes that no row names."""
    while forget_some():
        job.checkpoint()
    for kept_since in store().kept_since():
        remove_orphans(kept_since)
        job.checkpoint()
