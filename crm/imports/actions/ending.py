"""What is told when an import has ended, however it did."""

from typing import Final

from sqlalchemy import func, select

from crm.contacts.facts_of_many import ManyContactsAssigned
from crm.imports.facts import ContactsImported, ImportSettled
from crm.imports.models import Import, ImportLine, Stage, Verdict
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.jobs import later
from crm.kernel.runs import Run, RunState

COMPARE: Final = "imports.compare"
STAGES: Final = {
    RunState.DONE.value: Stage.DONE.value,
    RunState.CANCELLED.value: Stage.CANCELLED.value,
    RunState.FAILED.value: Stage.FAILED.value,
}


def settle(one: Import, run: Run, *, by: Actor) -> None:
    """Tell once what came of it: new managers get one summary each, whoever imported one too (IMP-5).

    Records: ContactsImported; ManyContactsAssigned for each new manager; ImportSettled.
    """
    if one.report.get("settled"):
        return
    one.stage = STAGES[run.state]
    left_out = _left_out(one)
    made = one.report.get("contacts", 0) + one.report.get("companies", 0)
    one.report = {**one.report, "settled": True, "left_out": left_out}
    told = {"import_id": one.id, "contacts": made, "left_out": left_out}
    record(ContactsImported(act_id=one.act_id or 0, **told), by=by)
    for user_id, number in one.report.get("managers", {}).items():
        record(ManyContactsAssigned(user_id=int(user_id), run_id=run.id, contacts=number), by=by)
    system = Actor.system("imports")
    record(ImportSettled(run_id=run.id, for_id=run.made_by, **told), by=system)
    later(COMPARE, key=str(one.id), import_id=one.id)
    db.session.flush()


def _left_out(one: Import) -> int:
    """How many rows of the file became no contact."""
    left = select(func.count()).where(
        ImportLine.import_id == one.id, ImportLine.line > 0, ImportLine.verdict == Verdict.FAULTY.value
    )
    return db.session.scalar(left) or 0
