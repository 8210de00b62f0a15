"""Workflows of many cases that begin by one act: each step waits, its people are told once (NOT-1)."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select

from crm.cases.models.case import Case
from crm.cases.models.setup import CaseType
from crm.cases.running import acts
from crm.cases.running.bringing import Several
from crm.cases.running.facts import ManyFact, ManyStepsBegun, ManyStepsInformed, ManyWorkflowsDone
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.workflows.effects import Message
from crm.workflows.models import Workflow

TOLD: Final = "told"
"""Before a message, a way and a user's id in a run's tally: of how much they are to be told."""
FACTS: Final[Mapping[Message, type[ManyFact]]] = {
    Message.TASK: ManyStepsBegun,
    Message.NOTIFICATION: ManyStepsInformed,
    Message.COMPLETION: ManyWorkflowsDone,
}


def workflow_of(type_id: int | None) -> Workflow | None:
    """The workflow that cases of this type start, if there is one that is in use."""
    named = select(Workflow).join(CaseType, CaseType.workflow_id == Workflow.id)
    in_use = named.where(CaseType.id == type_id, Workflow.archived_at.is_(None))
    return db.session.scalar(in_use) if type_id is not None else None


def start_each(case_ids: Sequence[int], type_id: int | None, *, by: Actor) -> dict[str, int]:
    """Let these cases go through the workflow that their type names, if it names one (CAS-3).

    Nobody is told of single steps: returned is what there is to tell, for ``tell`` at the end of the act.
    Records: WorkflowStarted for each, and what follows.
    """
    workflow = workflow_of(type_id)
    if workflow is None:
        return {}
    several = Several()
    for case in db.session.scalars(select(Case).where(Case.id.in_(case_ids)).order_by(Case.id)).all():
        acts.start_by_itself(case, workflow, by=by, among=several)
    several.settle()
    return {
        f"{TOLD}:{message.value}:{way}:{user_id}": number
        for (message, way, user_id), number in several.gathered.items()
    }


def tell(tally: Mapping[str, int], *, run_id: int, by: Actor) -> None:
    """Each of them gets one summary of each kind, however much it is; never who did it.

    Records: ManyStepsBegun, ManyStepsInformed and ManyWorkflowsDone, for each.
    """
    for name, number in sorted(tally.items()):
        if name.startswith(f"{TOLD}:"):
            _told, message, way, user_id = name.split(":")
            if int(user_id) != by.user_id:
                fact = FACTS[Message(message)]
                record(fact(user_id=int(user_id), run_id=run_id, way=way, cases=number), by=by)
