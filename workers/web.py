"""Background work of the web core: what was kept so that an act is done once is forgotten in time."""

from crm.kernel.jobs import Running, job
from crm.web import once
from crm.web.api import idempotency


@job("web.forget", queue="bulk")
def forget(job: Running) -> None:
    """Forget spent forms and answers to idempotency keys that are past their time, in chunks."""
    for forget_some in (once.forget_spent_forms, idempotency.forget_old_answers):
        while forget_some():
            job.checkpoint()
