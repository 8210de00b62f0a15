"""The workflow of a case, in the JSON API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

from flask import url_for
from pydantic import BaseModel, Field

from crm.cases.access import ANSWER_STEPS, EDIT_CASES, STEER_WORKFLOWS, VIEW_CASES
from crm.cases.api.plane import api, the
from crm.cases.running import acts
from crm.cases.running.forms import AnswerShape, StartShape, SteeringShape
from crm.cases.running.models import CaseRun, CaseStep
from crm.cases.running.queries import definitions_of, runs_of, steps_of_each
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.kernel.paging import Count
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, count_out
from crm.web.here import actor
from crm.workflows.definition import Definition
from crm.workflows.queries.workflows import all_workflows

RUNS: Final = "/cases/<int:case_id>/workflows"
ONE: Final = f"{RUNS}/<int:case_run_id>"


class CaseAnswerOut(BaseModel):
    """What somebody answered."""

    user_id: int
    answer: Annotated[str, Field(description="`done`, `approved` or `rejected`.")]
    note: str
    answered_at: datetime


class CaseStepOut(BaseModel):
    """A step that the run has begun; one that was sent back stands here once for each round."""

    round: int
    key: str
    title: str
    user_ids: Annotated[list[int], Field(description="Who has it.")]
    answers: list[CaseAnswerOut]
    outcome: Annotated[
        str | None,
        Field(
            description="`done`, `approved`, `rejected`, `skipped`, `passed` (its condition did not hold),"
            " `informed` or `cancelled`; null while it waits."
        ),
    ]
    began_at: datetime
    due_at: datetime | None
    ended_at: datetime | None


class CaseRunOut(BaseModel):
    """A case on its way through a version of a workflow."""

    id: int
    workflow_id: int
    number: Annotated[int, Field(description="The version that the run keeps.")]
    phase: Annotated[str, Field(description="`running`, `paused`, `done`, `rejected` or `cancelled`.")]
    round: Annotated[int, Field(description="Of the step that waits; answers name it.")]
    waiting_ids: Annotated[list[int], Field(description="The users whose answer is missing.")]
    due_at: datetime | None
    reason: Annotated[str, Field(description="Why it is paused or was cancelled.")]
    steps: list[CaseStepOut]


class CaseRunListing(Listing[CaseRunOut]):
    """The runs of a case, the latest first; at most 20."""


@api.get(RUNS, can=VIEW_CASES, gives=CaseRunListing)
def list_runs(case_id: int) -> CaseRunListing:
    """List the workflows that a case goes or went through."""
    items = _all_shown(runs_of(the(case_id).id))
    return CaseRunListing(items=items, next_cursor=None, count=count_out(Count(len(items), capped=False)))


@api.post(RUNS, can=EDIT_CASES, takes=StartShape, gives=CaseRunOut)
def start_run(case_id: int, form: StartShape) -> Answer:
    """Start a workflow.

    The case keeps its version in force. It goes through one workflow at a time.
    """
    run = acts.start(the(case_id), found(all_workflows(), id=form.workflow_id), by=actor())
    return created(_shown(run), at=url_for(".get_run", case_id=case_id, case_run_id=run.id))


@api.get(ONE, can=VIEW_CASES, gives=CaseRunOut)
def get_run(case_id: int, case_run_id: int) -> CaseRunOut:
    """Read how far a workflow is."""
    return _shown(_seen(case_id, case_run_id))


@api.post(f"{ONE}/answers", can=ANSWER_STEPS, takes=AnswerShape, gives=CaseRunOut)
def answer_step(case_id: int, case_run_id: int, form: AnswerShape) -> CaseRunOut:
    """Answer the step that waits for you."""
    run = _seen(case_id, case_run_id)
    acts.answer(run, number=form.round, said=form.answer, ticked=form.ticked, note=form.note, by=actor())
    return _shown(run)


@api.post(f"{ONE}/steering", can=STEER_WORKFLOWS, takes=SteeringShape, gives=CaseRunOut)
def steer_run(case_id: int, case_run_id: int, form: SteeringShape) -> CaseRunOut:
    """Pause, resume or cancel a workflow, skip its step or hand it over."""
    run = _seen(case_id, case_run_id)
    acts.steer(the(case_id), run, form, by=actor())
    return _shown(run)


def _seen(case_id: int, case_run_id: int) -> CaseRun:
    """The run of a case that the token's user sees.

    Raises:
        NotFound: there is none, or it is hidden.
    """
    run = db.session.get(CaseRun, case_run_id)
    if the(case_id) is None or run is None or run.case_id != case_id:
        raise NotFound
    return run


def _shown(run: CaseRun) -> CaseRunOut:
    return _all_shown([run])[0]


def _all_shown(runs: Sequence[CaseRun]) -> list[CaseRunOut]:
    """Two statements, however many there are."""
    steps, definitions = steps_of_each([run.id for run in runs]), definitions_of(runs)
    return [_out(run, steps[run.id], definitions[run.workflow_id, run.number]) for run in runs]


def _out(run: CaseRun, steps: Sequence[CaseStep], definition: Definition) -> CaseRunOut:
    return CaseRunOut(
        id=run.id,
        workflow_id=run.workflow_id,
        number=run.number,
        phase=run.phase,
        round=run.walk.round,
        waiting_ids=list(run.waiting_ids),
        due_at=run.due_at,
        reason=run.reason,
        steps=[_step(row, definition) for row in steps],
    )


def _step(row: CaseStep, definition: Definition) -> CaseStepOut:
    return CaseStepOut(
        round=row.round,
        key=row.key,
        title=definition.step(row.key).title,
        user_ids=row.user_ids,
        answers=[
            CaseAnswerOut(
                user_id=one["user_id"],
                answer=one["answer"],
                note=one["note"],
                answered_at=datetime.fromisoformat(one["at"]),
            )
            for one in row.answers
        ],
        outcome=row.outcome or None,
        began_at=row.began_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
    )
