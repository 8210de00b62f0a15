"""Long work on custom fields: sweeps over many records, and the indexes that only the owner can build."""

from crm.fields.actions import sweeps
from crm.fields.actions.forgetting import forget_some
from crm.fields.actions.indexes import JOB, form_of, note_indexed, wanted
from crm.fields.takers import takers
from crm.kernel import runs
from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.jobs import Running, job
from crm.kernel.runs import Run, RunState
from crm.team.actors import actor_of
from crm.web import here
from tenants import indexes
from tenants.indexes import Wanted


def _give_up(*, reason: str, run_id: int) -> None:
    if (run := db.session.get(Run, run_id)) is not None:
        runs.end(run, RunState.FAILED)


@job(sweeps.KIND, queue="bulk", gave_up=_give_up)
def sweep(job: Running, *, run_id: int) -> None:
    """Part by part, until all records are swept. What was done stays done."""
    while sweeps.go_on_in_background(run_id, actor_of=actor_of):
        job.checkpoint()


@job(JOB, queue="heavy")
def keep_indexes(job: Running) -> None:
    """Bring the indexes in step with the fields that lists are filtered by."""
    fields, pin = wanted(), tenant()
    tables = {taker.record: taker.model.__tablename__ for taker in takers.all()}
    asked = [Wanted(tables[field.record], field.key, form_of(field)) for field in fields]
    job.checkpoint()  # building waits for every older snapshot, and this transaction has one
    indexes.keep(here.settings(), tenant_id=pin.tenant_id, schema=pin.schema, wanted=asked)
    note_indexed(fields)


@job("fields.forget", queue="bulk")
def forget(job: Running) -> None:
    """Forget fields that were deleted longer ago than they can come back, with their values."""
    after = forget_some()
    while after is not None:
        job.checkpoint()
        after = forget_some(after)
