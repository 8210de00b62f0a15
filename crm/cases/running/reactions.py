"""What follows from facts: types start workflows, the bin holds runs, who has left is replaced."""

from datetime import timedelta
from typing import Final

from sqlalchemy import ARRAY, BigInteger, literal, or_, select

from crm.cases.actions.noting import CONTACTS
from crm.cases.facts import (
    CaseDeleted,
    CaseEdited,
    CaseOpened,
    CaseRestored,
    CaseReverted,
    CasesDeletedPart,
)
from crm.cases.models.case import Case
from crm.cases.running import acts
from crm.cases.running.bringing import bring
from crm.cases.running.facts import ManyFact, ManyStepsBegun, ManyStepsInformed, ManyWorkflowsDone
from crm.cases.running.lending import lend_anew
from crm.cases.running.models import OPEN, CaseRun
from crm.cases.running.starting import workflow_of
from crm.contacts.reactions import acting
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FactRow, on, together
from crm.kernel.jobs import later
from crm.notifications.actions import TOLD, mail, tell
from crm.team.facts import UserDeactivated
from crm.workflows.events import Left, Paused, Resumed

SYSTEM: Final = Actor.system("workflow")
REPLACE: Final = "cases.replace"
AT_ONCE: Final = 1
"""So many runs are changed in one transaction when somebody leaves: it holds no case while it waits for
another's."""
AGAIN: Final = timedelta(minutes=5)
"""So long afterwards it is looked once more for what began while they were leaving."""


@together(CaseOpened)
def start_by_type(fact: CaseOpened, row: FactRow) -> None:
    """A case of a type that names a workflow starts it at once (CAS-3)."""
    case = db.session.get_one(Case, fact.case_id)
    if (workflow := workflow_of(case.type_id)) is not None:
        acts.start_by_itself(case, workflow, by=acting(row))


@together(CaseEdited)
@together(CaseReverted)
def lend_to_responsibles(fact: CaseEdited, row: FactRow) -> None:
    """Another main contact is lent to who has a step, if whoever chose it sees it (CAS-8)."""
    if CONTACTS in fact.fields:
        lend_anew(fact.case_id, by=acting(row))


@on(ManyStepsBegun)
@on(ManyStepsInformed)
@on(ManyWorkflowsDone)
def tell_of_many(fact: ManyFact, row: FactRow) -> None:
    """One summary to whom many cases that began by one act have something to tell, as their steps say."""
    if fact.way == "email":
        mail([fact.user_id], about=row, anchor=None, letter=TOLD)
    else:
        tell([fact.user_id], about=row, letter=TOLD if fact.way == "both" else None)


@together(CaseDeleted)
def hold(fact: CaseDeleted, row: FactRow) -> None:
    """What lies in the bin reminds nobody."""
    _hold(fact.case_id)


@together(CasesDeletedPart)
def hold_each(fact: CasesDeletedPart, row: FactRow) -> None:
    """Nor does any of many that went there at once."""
    running = select(CaseRun.case_id).where(CaseRun.case_id.in_(fact.case_ids), OPEN)
    for case_id in db.session.scalars(running.order_by(CaseRun.case_id)).all():
        _hold(case_id)


@together(CaseRestored)
def go_on(fact: CaseRestored, row: FactRow) -> None:
    """What the bin has held goes on with the time that was left."""
    run = acts.open_run_of(fact.case_id)
    if run is not None and run.held:
        bring(run.id, Resumed(), by=SYSTEM)


@together(UserDeactivated)
def replace(fact: UserDeactivated, row: FactRow) -> None:
    """Their steps go to the heir, or to whom each step's rule finds by then: a job looks for them (TEN-7)."""
    later(REPLACE, key=str(row.id), user_id=fact.user_id, heir_id=fact.heir_id)
    again = row.at + AGAIN
    later(REPLACE, key=f"{row.id}:again", due_at=again, user_id=fact.user_id, heir_id=fact.heir_id)


def replace_some(user_id: int, heir_id: int | None, *, after: int) -> int | None:
    """Some of the runs that wait for who has left; returns the last one's id while there are more."""
    theirs = CaseRun.waiting_ids.op("&&", is_comparison=True)(literal([user_id], ARRAY(BigInteger)))
    told = CaseRun.state["timers"].contains([{"user_id": user_id}])
    some = select(CaseRun.id).where(OPEN, or_(theirs, told), CaseRun.id > after).order_by(CaseRun.id)
    ids = list(db.session.scalars(some.limit(AT_ONCE)))
    for run_id in ids:
        bring(run_id, Left(user_id, heir_id), by=SYSTEM)
    return ids[-1] if len(ids) == AT_ONCE else None


def _hold(case_id: int) -> None:
    run = acts.open_run_of(case_id)
    if run is not None and bring(run.id, Paused(), by=SYSTEM):
        run.held = True
