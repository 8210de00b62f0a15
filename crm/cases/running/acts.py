"""What people do with the workflow of a case: start it, answer its steps, steer it (CAS-3)."""

from collections.abc import Collection

from sqlalchemy import select

from crm.cases.access import ANSWER_STEPS, EDIT_CASES, READ_ONLY, STEER_WORKFLOWS
from crm.cases.models.case import Case
from crm.cases.queries.records import hides_main_contact
from crm.cases.running.bringing import LOCKED, Several, bring, move
from crm.cases.running.facts import WorkflowStarted
from crm.cases.running.forms import SteeringShape
from crm.cases.running.lending import lend, sees
from crm.cases.running.models import OPEN, CaseRun
from crm.cases.running.world import answering_among
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Forbidden, Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.workflows.definition import Step
from crm.workflows.events import (
    Answered,
    Cancelled,
    Event,
    Paused,
    Reassigned,
    Resumed,
    Skipped,
    Started,
)
from crm.workflows.models import Workflow
from crm.workflows.queries.workflows import definition_of
from crm.workflows.state import Answer, Walk

ALREADY = lazy("This case goes through a workflow already. Cancel that first, or wait until it ends.")
ARCHIVED = lazy("This workflow is archived: no case is started by it any more.")
TOO_LATE = lazy("This step no longer waits for that: somebody was faster, or the workflow went on.")
NOT_YOURS = lazy("This step waits for others.")
SAY_WHY = lazy("Say why: whoever has to go on reads it.")
TICK_ALL = lazy("Tick everything on the list first.")
HIDDEN_CONTACT = lazy("You don't see the main contact of this case; whoever gets a step would see it.")
NO_STEERING = lazy("You can see this case, but not steer its workflow.")


def start(case: Case, workflow: Workflow, *, by: Actor) -> CaseRun:
    """Let the case go through the workflow, by its version in force (CAS-3).

    Raises:
        Conflict: it goes through one already, or the workflow is archived.
        Forbidden: the actor may not change the case, or doesn't see its main contact.
    Records: WorkflowStarted, and what follows.
    """
    if not by.may(EDIT_CASES, case):
        raise Forbidden(READ_ONLY)
    if hides_main_contact(case.id, to=by):
        raise Forbidden(HIDDEN_CONTACT)
    if workflow.archived_at is not None:
        raise Conflict(ARCHIVED)
    locked = select(Case.id).where(Case.id == case.id).with_for_update()
    db.session.execute(locked)
    if db.session.scalar(select(CaseRun.id).where(CaseRun.case_id == case.id, OPEN)) is not None:
        raise Conflict(ALREADY)
    return _start(case, workflow, by=by)


def answer(
    run: CaseRun, *, number: int, said: Answer, ticked: Collection[int] = (), note: str = "", by: Actor
) -> None:
    """Answer the step that waits for the actor.

    Raises:
        Conflict: the step is over, or somebody else's, or the run stands still.
        Forbidden: the actor may not answer steps.
        Invalid: something on its list is not ticked, or a rejection says no reason.
    Records: StepAnswered, and what follows.
    """
    by.must(ANSWER_STEPS)
    step = waiting_step(run, number)
    if step is None:
        raise Conflict(TOO_LATE)
    if by.user_id not in run.walk.waiting_ids:
        raise Conflict(NOT_YOURS)
    if said is not Answer.REJECTED and not set(range(len(step.checklist))) <= set(ticked):
        raise Invalid({"ticked": TICK_ALL})
    if said is Answer.REJECTED and not note:
        raise Invalid({"note": SAY_WHY})
    assert by.user_id is not None
    event = Answered(by.user_id, number, said, frozenset(ticked))
    _must_count(run, event, by=by, reason=note)


def waiting_step(run: CaseRun, number: int) -> Step | None:
    """The step of this round, while it waits."""
    walk = run.walk
    if walk.step is None or walk.round != number:
        return None
    return definition_of(run.workflow_id, run.number).step(walk.step)


def pause(case: Case, run: CaseRun, *, reason: str, by: Actor) -> None:
    """Let all its clocks stand still.

    Raises:
        Conflict: it doesn't run.
        Forbidden: the actor may not steer it.
    Records: WorkflowPaused.
    """
    _steer(case, run, Paused(), reason=reason, by=by)


def resume(case: Case, run: CaseRun, *, by: Actor) -> None:
    """Let them go on with the time that was left.

    Raises:
        Conflict: it isn't paused.
        Forbidden: the actor may not steer it.
    Records: WorkflowResumed.
    """
    _steer(case, run, Resumed(), reason="", by=by)


def skip(case: Case, run: CaseRun, *, number: int, reason: str, by: Actor) -> None:
    """Go on as if the step were done.

    Raises:
        Conflict: it no longer waits.
        Forbidden: the actor may not steer it.
        Invalid: without a reason.
    Records: StepEnded, and what follows.
    """
    _must_say_why(reason)
    _steer(case, run, Skipped(number), reason=reason, by=by)


def cancel(case: Case, run: CaseRun, *, reason: str, by: Actor) -> None:
    """End it.

    Raises:
        Conflict: it has ended already.
        Forbidden: the actor may not steer it.
        Invalid: without a reason.
    Records: WorkflowCancelled.
    """
    _must_say_why(reason)
    _steer(case, run, Cancelled(), reason=reason, by=by)


def reassign(
    case: Case, run: CaseRun, *, number: int, user_ids: Collection[int], reason: str, by: Actor
) -> None:
    """Let others do the step.

    Raises:
        Conflict: it no longer waits, or waits for just these.
        Forbidden: the actor may not steer it, or doesn't see the contact that it lends.
        Invalid: nobody is named, or somebody who has left or may not answer.
    Records: StepHandedOver, and what follows.
    """
    wanted = list(dict.fromkeys(user_ids))
    if not wanted or answering_among(wanted) != set(wanted):
        raise Invalid({"user_ids": lazy("Choose people who work here and may answer steps.")})
    if run.lends and run.main_id is not None and not sees(by, run.main_id):
        raise Forbidden(HIDDEN_CONTACT)
    _steer(case, run, Reassigned(number, tuple(wanted)), reason=reason, by=by)


def open_run_of(case_id: int) -> CaseRun | None:
    """The run that the case goes through now, if any."""
    run = select(CaseRun).where(CaseRun.case_id == case_id, OPEN)
    return db.session.scalars(run.execution_options(**LOCKED)).one_or_none()


def start_by_itself(case: Case, workflow: Workflow, *, by: Actor, among: Several | None = None) -> CaseRun:
    """The same for whatever begins by a rule: of a form or a type (CAS-3). No right is asked for.

    ``among`` several that begin by one act: whoever starts them settles it, and tells of them in one.

    Records: WorkflowStarted, and what follows.
    """
    return _start(case, workflow, by=by, among=among)


def steer(case: Case, run: CaseRun, form: SteeringShape, *, by: Actor) -> None:
    """Do what the form says.

    Raises:
        Conflict, Forbidden, Invalid: as the act itself.
    Records: what the act records.
    """
    match form.act:
        case "pause":
            pause(case, run, reason=form.reason, by=by)
        case "resume":
            resume(case, run, by=by)
        case "skip":
            skip(case, run, number=form.round, reason=form.reason, by=by)
        case "cancel":
            cancel(case, run, reason=form.reason, by=by)
        case "reassign":
            reassign(case, run, number=form.round, user_ids=form.user_ids, reason=form.reason, by=by)


def _start(case: Case, workflow: Workflow, *, by: Actor, among: Several | None = None) -> CaseRun:
    walk = Walk(before={})
    run = CaseRun(
        case_id=case.id,
        workflow_id=workflow.id,
        number=workflow.number,
        state=walk.model_dump(mode="json"),
        phase=walk.phase,
        waiting_ids=[],
        started_by=by.user_id,
    )
    lend(run, by=by)
    db.session.add(run)
    db.session.flush()
    record(
        WorkflowStarted(case_id=case.id, run_id=run.id, workflow_id=workflow.id, number=workflow.number),
        by=by,
    )
    move(run, Started(by.user_id), by=by, among=among)
    return run


def _must_say_why(reason: str) -> None:
    if not reason:
        raise Invalid({"reason": lazy("Say why: it stands in the case's history.")})


def _steer(case: Case, run: CaseRun, event: Event, *, reason: str, by: Actor) -> None:
    by.must(STEER_WORKFLOWS, case, why=NO_STEERING)
    _must_count(run, event, by=by, reason=reason)


def _must_count(run: CaseRun, event: Event, *, by: Actor, reason: str) -> None:
    if not bring(run.id, event, by=by, reason=reason):
        raise Conflict(TOO_LATE)
