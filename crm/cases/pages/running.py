"""The workflow of a case on its page: starting it, answering its steps, steering it."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request
from markupsafe import Markup

from crm.cases.access import ANSWER_STEPS, EDIT_CASES, STEER_WORKFLOWS, VIEW_CASES
from crm.cases.models.case import Case
from crm.cases.models.words import CASE
from crm.cases.pages.plane import ONE, pages, the
from crm.cases.presenters import offers
from crm.cases.queries.records import allowed
from crm.cases.running import acts
from crm.cases.running.forms import AnswerShape, StartShape, SteeringShape
from crm.cases.running.models import CaseRun
from crm.cases.running.presenters import Shown, shown
from crm.cases.running.queries import runs_of
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid, NotFound
from crm.kernel.forms import read
from crm.kernel.i18n import LazyText, _, lazy
from crm.web.answers import go, is_search, next_page, onward, page, part, sought, toast
from crm.web.here import actor
from crm.web.product import Tab
from crm.workflows.queries.workflows import MOST_WORKFLOWS, all_workflows, workflows_in_use

STEERING: Final[Mapping[str, tuple[LazyText, LazyText]]] = {
    "pause": (lazy("Pause the workflow"), lazy("All its clocks stand still until it is resumed.")),
    "skip": (lazy("Skip the step"), lazy("The workflow goes on as if this step were done.")),
    "cancel": (lazy("Cancel the workflow"), lazy("It ends here. What was done so far stays in the history.")),
    "reassign": (lazy("Hand the step over"), lazy("Whoever has it now no longer does.")),
}
"""What is asked for before the workflow is steered: title, and what it means."""
DONE: Final[Mapping[str, LazyText]] = {
    "pause": lazy("Workflow paused"),
    "resume": lazy("Workflow resumed"),
    "skip": lazy("Step skipped"),
    "cancel": lazy("Workflow cancelled"),
    "reassign": lazy("Step handed over"),
}


@pages.get(f"{ONE}/workflow/new", can=EDIT_CASES)
def choose_workflow(case_id: int) -> Response:
    """Which workflow the case is to go through."""
    one = the(case_id)
    actor().must(EDIT_CASES, one)
    return _choosing(one)


@pages.post(f"{ONE}/workflow", can=EDIT_CASES)
def start_workflow(case_id: int) -> Response:
    """Start it."""
    one = the(case_id)
    try:
        wish = read(StartShape, {"workflow_id": request.form.get("workflow_id", "")})
        acts.start(one, found(all_workflows(), id=wish.workflow_id), by=actor())
    except Invalid:
        return _choosing(one, error=_("Choose one of the given values."), status=422)
    except Conflict as error:
        return _over(one, error)
    toast(_("Workflow started"))
    return go("cases.show", case_id=case_id)


@pages.post(f"{ONE}/workflow/answers", can=ANSWER_STEPS)
def answer_step(case_id: int) -> Response:
    """Answer the step that waits for the person."""
    one = the(case_id)
    try:
        run = _run_of(one)
        form = read(AnswerShape, _answered())
        acts.answer(run, number=form.round, said=form.answer, ticked=form.ticked, note=form.note, by=actor())
    except Invalid as error:
        return _answering(one, run, error.fields, status=422)
    except Conflict as error:
        return _over(one, error)
    toast(_("Answer kept"))
    return onward() if next_page() else go("cases.show", case_id=case_id)


@pages.get(f"{ONE}/workflow/steering/<act>", can=STEER_WORKFLOWS)
def steering(case_id: int, act: str) -> Response:
    """What is asked before the workflow is paused, cancelled … and why."""
    one = the(case_id)
    run = _run_of(one)
    actor().must(STEER_WORKFLOWS, one, why=acts.NO_STEERING)
    return _steering(one, run, act)


@pages.post(f"{ONE}/workflow/steering/<act>", can=STEER_WORKFLOWS)
def steer(case_id: int, act: str) -> Response:
    """Do it."""
    one = the(case_id)
    try:
        run = _run_of(one)
        if is_search():
            return _steering(one, run, act)
        acts.steer(one, run, read(SteeringShape, _steered(act)), by=actor())
    except Invalid as error:
        return _steering(one, run, act, error.fields, status=422)
    except Conflict as error:
        return _over(one, error)
    toast(str(DONE[act]))
    return go("cases.show", case_id=case_id)


def show_run(one: Case, by: Actor) -> Markup:
    """The run that goes on, else the latest one; or how to start one. Nothing for who can't."""
    run = next(iter(runs_of(one.id)), None)
    able = allowed((EDIT_CASES, STEER_WORKFLOWS), [one.id], to=by)
    may_start = bool(able[EDIT_CASES.key]) and (run is None or not run.walk.phase.is_open)
    if run is None and not (may_start and _has_workflows()):
        return Markup()
    return part(
        "cases/running/run.html", case=one, run=shown(run, to=by) if run else None, may_start=may_start,
        may_steer=bool(able[STEER_WORKFLOWS.key]), errors={}, values={},
    )  # fmt: skip


RUN: Final = Tab("run", lazy("Workflow"), VIEW_CASES, show_run, record=CASE, within="flow", weight=5)


def _run_of(one: Case) -> CaseRun:
    """The run that the case goes through.

    Raises:
        Conflict: it has ended.
        NotFound: there never was one.
    """
    run = acts.open_run_of(one.id)
    if run is not None:
        return run
    raise Conflict(acts.TOO_LATE) if runs_of(one.id) else NotFound


def _has_workflows() -> bool:
    return db.session.scalar(workflows_in_use().order_by(None).limit(1)) is not None


def _answered() -> dict[str, Any]:
    """What was answered: by the form, or by the address alone where nothing else is asked (My work)."""
    values = {name: request.values.get(name, "") for name in ("round", "answer", "note")}
    return {**values, "ticked": request.form.getlist("ticked")}


def _steered(act: str) -> dict[str, Any]:
    form = request.form
    people = form.getlist("user_ids[]") or form.getlist("user_ids")
    return {"act": act, "round": form.get("round", "0"), "reason": form.get("reason", ""), "user_ids": people}


def _choosing(one: Case, *, error: str = "", status: int = 200) -> Response:
    options = [
        (str(workflow.id), workflow.name)
        for workflow in db.session.scalars(workflows_in_use().limit(MOST_WORKFLOWS))
    ]
    return page("cases/running/new.html", status=status, case=one, options=options, error=error)


def _answering(one: Case, run: CaseRun, errors: Mapping[str, Any], *, status: int) -> Response:
    told: Shown = shown(run, to=actor())
    return page(
        "cases/running/answer.html", status=status, case=one, run=told, errors=errors, values=_answered()
    )


def _over(one: Case, error: Conflict) -> Response:
    """Too late: why, and the way back to the case as it stands now."""
    return page("cases/running/over.html", status=error.status, case=one, why=error.text)


def _steering(
    one: Case, run: CaseRun, act: str, errors: Mapping[str, Any] | None = None, *, status: int = 200
) -> Response:
    if act not in STEERING:
        raise NotFound
    title, lead = STEERING[act]
    values = _steered(act)
    chosen = values["user_ids"] or [str(user_id) for user_id in run.walk.waiting_ids]
    waits = acts.waiting_step(run, run.walk.round)
    return page(
        "cases/running/steering.html", status=status, case=one, step=waits.title if waits else "", act=act,
        title=str(title), lead=str(lead),
        round=values["round"] if errors else run.walk.round, reason=values["reason"], errors=errors or {},
        people=offers.members(chosen, q=sought()) if act == "reassign" else None, chosen=chosen,
    )  # fmt: skip
