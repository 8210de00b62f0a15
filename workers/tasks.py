"""Work on tasks in the background: reminders, those that recur by the clock, the end of deleted ones."""

from crm.kernel.jobs import Running, job
from crm.tasks.actions import following, planning, recurring, reminding


@job(planning.REMIND, queue="instant")
def remind(job: Running, *, task_id: int, user_id: int, minutes: int, due: str, at: str) -> None:
    """Remind somebody, once; if the workers stood still meanwhile, late, and saying so."""
    reminding.remind(task_id, user_id, minutes, due, at)


@job(planning.FOLLOW, queue="flow")
def follow(job: Running, *, task_id: int, due: str) -> None:
    """Make the next task: the time of this one has come."""
    recurring.follow(task_id, due)


@job("tasks.forget", queue="bulk")
def forget(job: Running) -> None:
    """Delete for good what was deleted more than 30 days ago."""
    while following.forget():
        job.checkpoint()
