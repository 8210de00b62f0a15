"""How a case's history tells of its workflow: the title of the step, and what was said with an answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from crm.cases.running import facts
from crm.cases.running.models import CaseRun, CaseStep
from crm.cases.running.presenters import OUTCOMES
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.tellings import Detail, Said, Telling
from crm.team.queries import names_of
from crm.workflows.models import Workflow, WorkflowVersion


def of_runs(rows: Sequence[FactRow], _to: Actor) -> Mapping[int, Detail]:
    """Which workflow it was, and why it was cancelled; one statement."""
    ids = {row.body["run_id"] for row in rows}
    runs = db.session.execute(
        select(CaseRun.id, CaseRun.reason, Workflow.name)
        .join(Workflow, Workflow.id == CaseRun.workflow_id)
        .where(CaseRun.id.in_(ids))
    )
    known = {run.id: run for run in runs}
    told = {}
    for row in rows:
        if (run := known.get(row.body["run_id"])) is not None:
            why = run.reason if row.name == facts.WorkflowCancelled.name() else ""
            told[row.id] = Detail(said=tuple(Said(line) for line in (run.name, why) if line))
    return told


def of_steps(rows: Sequence[FactRow], _to: Actor) -> Mapping[int, Detail]:
    """Which step, who it is for, and what the answer was; three statements."""
    steps = _steps({row.body["step_id"] for row in rows})
    people = names_of({user_id for row in rows for user_id in row.body.get("user_ids", ())})
    told = {}
    for row in rows:
        if row.body["step_id"] in steps:
            step, title = steps[row.body["step_id"]]
            lines = [title, *_further(row, step, people)]
            told[row.id] = Detail(said=tuple(Said(line) for line in lines if line))
    return told


def _further(row: FactRow, step: CaseStep, people: Mapping[int, str]) -> list[str]:
    body: Mapping[str, Any] = row.body
    names = ", ".join(people.get(user_id, "") for user_id in body.get("user_ids", ()))
    result = body.get("answer") or body.get("outcome")
    notes = [one["note"] for one in step.answers if one["user_id"] == row.actor_id and "answer" in body]
    reason = step.reason if "outcome" in body else ""
    return [names, str(OUTCOMES[result]) if result else "", *notes[-1:], reason]


def _steps(ids: set[int]) -> dict[int, tuple[CaseStep, str]]:
    rows = db.session.execute(
        select(CaseStep, WorkflowVersion)
        .join(CaseRun, CaseRun.id == CaseStep.run_id)
        .join(
            WorkflowVersion,
            (WorkflowVersion.workflow_id == CaseRun.workflow_id) & (WorkflowVersion.number == CaseRun.number),
        )
        .where(CaseStep.id.in_(ids))
    )
    return {
        row.CaseStep.id: (row.CaseStep, row.WorkflowVersion.steps.step(row.CaseStep.key).title)
        for row in rows
    }


TELLINGS: Final = (
    Telling(facts.WorkflowStarted, "player-play", tell=of_runs),
    Telling(facts.WorkflowPaused, "player-pause", tell=of_runs),
    Telling(facts.WorkflowResumed, "player-play", tell=of_runs),
    Telling(facts.WorkflowDone, "circle-check", tell=of_runs),
    Telling(facts.WorkflowRejected, "x", tell=of_runs),
    Telling(facts.WorkflowCancelled, "x", tell=of_runs),
    Telling(facts.StepBegun, "arrow-right", tell=of_steps),
    Telling(facts.StepReturned, "arrow-back-up", tell=of_steps),
    Telling(facts.StepInformed, "mail", tell=of_steps),
    Telling(facts.StepAnswered, "check", tell=of_steps),
    Telling(facts.StepEnded, "arrow-right", tell=of_steps),
    Telling(facts.StepHandedOver, "user-share", tell=of_steps),
    Telling(facts.StepReminded, "bell", tell=of_steps),
    Telling(facts.StepEscalated, "alert-triangle", tell=of_steps),
    Telling(facts.StepStuck, "alert-triangle", tell=of_steps),
)
