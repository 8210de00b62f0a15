"""What is told when an import has ended, however it did."""

from typing import Final

from sqlalchemy import func, select

from crm.contacts.facts_of_many import ManyContactsAssigned
from crm.contacts.models.contact import ContactManager
from crm.contacts.models.kinds import CONTACT
from crm.imports.facts import ContactsImported, ImportSettled
from crm.imports.models import Import, ImportLine, Stage, Verdict
from crm.journal.models import Change
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
    made, changed, companies = _made(one)
    managers = _managers(one, by)
    one.report = {
        **one.report, "settled": True, "left_out": _left_out(one), "contacts": made - companies,
        "companies": companies, "changed": changed, "managers": {str(key): n for key, n in managers.items()},
    }  # fmt: skip
    told = {
        "import_id": one.id, "contacts": made, "changed": changed, "left_out": one.report["left_out"],
    }  # fmt: skip
    record(ContactsImported(act_id=one.act_id or 0, **told), by=by)
    for user_id, number in managers.items():
        record(ManyContactsAssigned(user_id=user_id, run_id=run.id, contacts=number), by=by)
    system = Actor.system("imports")
    record(ImportSettled(run_id=run.id, for_id=run.made_by, **told), by=system)
    later(COMPARE, key=str(one.id), import_id=one.id)
    db.session.flush()


def _made(one: Import) -> tuple[int, int, int]:
    """How many contacts were added, how many changed, and how many of the first are companies of people."""
    new = Change.before.is_(None)
    counted = select(func.count().filter(new), func.count(Change.record_id.distinct()).filter(~new))
    row = db.session.execute(counted.where(Change.act_id == one.act_id, Change.record_kind == CONTACT)).one()
    companies = select(func.count()).where(
        ImportLine.import_id == one.id, ImportLine.line < 0, ImportLine.verdict == Verdict.DONE.value
    )
    return row[0], row[1], db.session.scalar(companies) or 0


def _managers(one: Import, by: Actor) -> dict[int, int]:
    """Of how many new contacts each new manager is in charge, but for whoever imports."""
    new = Change.act_id == one.act_id, Change.record_kind == CONTACT, Change.before.is_(None)
    counted = select(ContactManager.user_id, func.count()).join(
        Change, Change.record_id == ContactManager.contact_id
    )
    counted = counted.where(*new, ContactManager.user_id.is_distinct_from(by.user_id))
    rows = db.session.execute(counted.group_by(ContactManager.user_id))
    return {row[0]: row[1] for row in rows}


def _left_out(one: Import) -> int:
    """How many rows of the file became no contact, and changed none, though they should."""
    verdicts = (Verdict.FAULTY.value, Verdict.CHANGED.value)
    left = select(func.count()).where(
        ImportLine.import_id == one.id, ImportLine.line > 0, ImportLine.verdict.in_(verdicts)
    )
    return db.session.scalar(left) or 0
