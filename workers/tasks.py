"""Work on tasks in the background: reminders, those that recur by the clock, another clock."""

from crm.kernel.jobs import Running, job
from crm.tasks.actions import planning, recurring, reminding, rezoning


@job(planning.REMIND, queue="instant")
def remind(job: Running, *, task_id: int, user_id: int, minutes: int, due: str, at: str) -> None:
    """Remind somebody, once; if the workers stood still meanwhile, late, and saying so."""
    reminding.remind(task_id, user_id, minutes, due, at)


@job(planning.FOLLOW, queue="flow")
def follow(job: Running, *, task_id: int, due: str) -> None:
    """Make the next task: the time of this one has come."""
    recurring.follow(task_id, due)


@job(rezoning.REZONE, queue="flow")
def rezone(job: Running, *, user_id: int | None) -> None:
    """Set reminders of days anew: somebody, or the workspace, lives by another clock."""
    after: int | None = 0
    while after is not None and (after := rezoning.rezone(user_id, after=after)) is not None:
        job.checkpoint()
