"""``python -m benchmarks.background``: ``python -m workers`` with one more kind of job, a no-op."""

from crm.kernel.jobs import QUEUES, Running, job
from workers.__main__ import main


def nothing(job: Running) -> None:
    """The smallest job there is: a claim, a workspace, an end."""


for _queue in QUEUES:
    job(f"benchmark.{_queue}", queue=_queue)(nothing)

if __name__ == "__main__":
    main()
