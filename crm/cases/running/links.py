"""Answering a step from its mail: links for one step, one person and one answer (CAS-7).

The job that writes the mail makes the secret; only its hash is kept. Following the link shows a page with one
button: a GET changes nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func

from crm.cases.access import ANSWER_STEPS
from crm.cases.models.case import Case
from crm.cases.running import acts
from crm.cases.running.models import CaseRun, CaseStep
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Gone
from crm.kernel.i18n import lazy
from crm.team.actions.links import link, new_link, was_used
from crm.team.actors import actor_of
from crm.team.models import OneTimeToken
from crm.workflows.definition import Mode, Step
from crm.workflows.state import Answer, Phase

PURPOSE: Final = "step-answer"
LASTS: Final = timedelta(days=60)
OVER = lazy("This step was answered already, or no longer waits for you.")
KEPT = lazy("Your answer is kept: the link works once. The case tells how it goes on.")
ENDED = lazy(
    "Its time is over, or the address is not whole. The step can be answered on the page of the case."
)
STANDS_STILL = lazy("The workflow of this case is paused. You can answer when it goes on.")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link offers: this person's answer to this step of this case."""

    case: Case
    run: CaseRun
    row: CaseStep
    step: Step
    person: Actor
    said: Answer


def answers_by_link(step: Step) -> tuple[Answer, ...]:
    """What a mail about the step can offer; what has a list to tick is answered on the case's page."""
    if step.checklist:
        return (Answer.REJECTED,) if step.mode is Mode.APPROVE else ()
    return (Answer.APPROVED, Answer.REJECTED) if step.mode is Mode.APPROVE else (Answer.DONE,)


def new_answer_link(row: CaseStep, *, user_id: int, said: Answer) -> str:
    """The path of a new link."""
    secret = new_link(PURPOSE, row.id, lasts=LASTS, detail=f"{user_id}:{said.value}")
    return f"/answers/{secret}"


def offer_behind(secret: str) -> Offer:
    """What the link offers, while it does.

    Raises:
        Conflict: the run is paused.
        Gone: unknown here, used or expired; or the step is over, or the person's no longer.
    """
    return _offer(_link(secret))


def take(secret: str, *, note: str) -> Offer:
    """Give the answer, as the person; the link is spent.

    Raises:
        Conflict: the run is paused, or somebody was faster.
        Gone: see ``offer_behind``.
    Records: StepAnswered, and what follows.
    """
    found = _link(secret)
    offer = _offer(found)
    acts.answer(offer.run, number=offer.row.round, said=offer.said, note=note, by=offer.person)
    found.used_at = func.now()
    return offer


def _link(secret: str) -> OneTimeToken:
    """The link, while it is good; otherwise whether it was used says what to do.

    Raises:
        Gone: unknown here, used or expired.
    """
    try:
        return link(secret, purpose=PURPOSE)
    except Gone as error:
        raise Gone(KEPT if was_used(secret, purpose=PURPOSE) else ENDED) from error


def _offer(found: OneTimeToken) -> Offer:
    user_id, _, said = found.detail.partition(":")
    row, person = db.session.get(CaseStep, found.subject_id), actor_of(int(user_id))
    if row is None or person is None or not person.may(ANSWER_STEPS):
        raise Gone(OVER)
    run = db.session.get_one(CaseRun, row.run_id)
    step, case = acts.waiting_step(run, row.round), db.session.get_one(Case, run.case_id)
    if step is None or person.user_id not in run.walk.waiting_ids or case.deleted_at is not None:
        raise Gone(OVER)
    if run.walk.phase is Phase.PAUSED:
        raise Conflict(STANDS_STILL)
    return Offer(case, run, row, step, person, Answer(said))
