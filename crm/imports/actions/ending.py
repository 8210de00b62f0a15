"""What is told when an import has ended, however it did."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import BigInteger, cast, func, select, true
from sqlalchemy.dialects.postgresql import JSONB

from crm.contacts.facts_of_many import ManyContactsAssigned
from crm.contacts.models.contact import ContactManager
from crm.contacts.models.kinds import CONTACT, MANAGERS
from crm.imports.facts import ContactsImported, ImportEndedEarly, ImportSettled
from crm.imports.models import ENDED_EARLY, Import, ImportLine, Stage, Verdict
from crm.imports.queries import changed_by_import, left_of
from crm.journal.models import Change
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.jobs import later
from crm.kernel.runs import Run, RunState

COMPARE: Final = "imports.compare"
TOLD: Final = ("contacts", "companies", "changed", "managers", "compared")
"""What of the report stays when an import goes on: so much was told already."""
STAGES: Final = {
    RunState.DONE.value: Stage.DONE.value,
    RunState.CANCELLED.value: Stage.CANCELLED.value,
    RunState.FAILED.value: Stage.FAILED.value,
}


def settle(one: Import, run: Run, *, by: Actor) -> None:
    """Tell once what came of it: new managers get one summary each, whoever imported one too (IMP-5).

    Of one that went on after it was stopped, history and managers are told what came since; whoever imported
    is told the whole.

    Records: ContactsImported; ManyContactsAssigned for each new manager; ImportSettled or ImportEndedEarly.
    """
    if one.report.get("settled") or one.run_id != run.id:
        return
    one.stage = STAGES[run.state]
    made, changed, companies = _made(one)
    before, managers = one.report, _managers(one, by)
    left_out, not_imported = _left_out(one), _not_imported(one) if one.stage in ENDED_EARLY else 0
    one.report = {
        **before, "settled": True, "left_out": left_out, "not_imported": not_imported,
        "contacts": made - companies, "companies": companies, "changed": changed,
        "managers": {str(key): n for key, n in managers.items()},
    }  # fmt: skip
    earlier = before.get("contacts", 0) + before.get("companies", 0), before.get("changed", 0)
    since = {"contacts": made - earlier[0], "changed": changed - earlier[1], "left_out": left_out}
    record(ContactsImported(act_id=one.act_id or 0, import_id=one.id, **since), by=by)
    for user_id, number in managers.items():
        if (new := number - before.get("managers", {}).get(str(user_id), 0)) > 0:
            record(ManyContactsAssigned(user_id=user_id, run_id=run.id, contacts=new), by=by)
    _tell(one, run, {"contacts": made, "changed": changed, "left_out": left_out}, not_imported)
    later(COMPARE, key=f"{one.id}:{run.id}", import_id=one.id)
    db.session.flush()


def _tell(one: Import, run: Run, told: Mapping[str, int], not_imported: int) -> None:
    """Tell whoever imported, in the bell and by mail."""
    about: dict[str, Any] = {"import_id": one.id, "run_id": run.id, "for_id": run.made_by, **told}
    early = not_imported > 0
    fact = ImportEndedEarly(**about, not_imported=not_imported) if early else ImportSettled(**about)
    record(fact, by=Actor.system("imports"))


def _made(one: Import) -> tuple[int, int, int]:
    """How many contacts were added, how many changed, and how many of the first are companies of people."""
    made = select(func.count()).where(
        Change.act_id == one.act_id, Change.record_kind == CONTACT, Change.before.is_(None)
    )
    changed = select(func.count()).select_from(changed_by_import(one).subquery())
    companies = select(func.count()).where(
        ImportLine.import_id == one.id, ImportLine.line < 0, ImportLine.verdict == Verdict.DONE.value
    )
    numbers = [db.session.scalar(each) or 0 for each in (made, changed, companies)]
    return numbers[0], numbers[1], numbers[2]


def _managers(one: Import, by: Actor) -> dict[int, int]:
    """Of how many contacts each new manager is in charge now, but for whoever imports."""
    found = Counter(_of_new(one, by))
    found.update(_of_changed(one, by))
    return dict(found)


def _of_changed(one: Import, by: Actor) -> dict[int, int]:
    """Of contacts that were there already: those who were no managers of them."""
    person = func.jsonb_array_elements(Change.after[MANAGERS]).table_valued("value").render_derived()
    user_id = cast(cast(person.c.value, JSONB)["user_id"].astext, BigInteger)
    named = func.jsonb_build_array(func.jsonb_build_object("user_id", user_id), type_=JSONB)
    changed = Change.act_id == one.act_id, Change.record_kind == CONTACT, Change.before.has_key(MANAGERS)
    counted = select(user_id, func.count()).select_from(Change).join(person, true())
    counted = counted.where(*changed, ~Change.before[MANAGERS].contains(named))
    rows = db.session.execute(counted.where(user_id.is_distinct_from(by.user_id)).group_by(user_id))
    return {row[0]: row[1] for row in rows}


def _of_new(one: Import, by: Actor) -> dict[int, int]:
    new = Change.act_id == one.act_id, Change.record_kind == CONTACT, Change.before.is_(None)
    counted = select(ContactManager.user_id, func.count()).join(
        Change, Change.record_id == ContactManager.contact_id
    )
    counted = counted.where(*new, ContactManager.user_id.is_distinct_from(by.user_id))
    rows = db.session.execute(counted.group_by(ContactManager.user_id))
    return {row[0]: row[1] for row in rows}


def _not_imported(one: Import) -> int:
    """How many rows of the file wait still, though the import has ended."""
    return db.session.scalar(left_of(one).where(ImportLine.line > 0)) or 0


def _left_out(one: Import) -> int:
    """How many rows of the file became no contact, and changed none, though they should."""
    verdicts = (Verdict.FAULTY.value, Verdict.CHANGED.value)
    left = select(func.count()).where(
        ImportLine.import_id == one.id, ImportLine.line > 0, ImportLine.verdict.in_(verdicts)
    )
    return db.session.scalar(left) or 0
