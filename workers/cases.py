"""Work on running cases in the background: timers that are due, and steps of who has left."""

from crm.cases.running.bringing import bring
from crm.cases.running.carrying import TIMER
from crm.cases.running.reactions import REPLACE, SYSTEM, replace_some
from crm.kernel.jobs import Running, job
from crm.workflows.events import Fired


@job(TIMER, queue="flow")
def fire(job: Running, *, run_id: int, seq: int) -> None:
    """Bring the timer to its run, which knows whether it still stands."""
    bring(run_id, Fired(seq), by=SYSTEM)


@job(REPLACE, queue="bulk")
def replace(job: Running, *, user_id: int, heir_id: int | None) -> None:
    """Part by part, until no run waits for who has left."""
    last: int | None = 0
    while last is not None:
        last = replace_some(user_id, heir_id, after=last)
        job.checkpoint()
