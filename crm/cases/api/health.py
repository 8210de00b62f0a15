"""How the workflows of the workspace fare, in the JSON API, and what can be tried again (CAS-6)."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, Field

from crm.cases.api.plane import api
from crm.cases.running import health
from crm.cases.running.queries import Waiting, troubled
from crm.cases.running.retrying import retry
from crm.kernel.access import found
from crm.kernel.forms import LARGEST_ID, Shape
from crm.kernel.work import ATTEND
from crm.mail.actions import send_again
from crm.mail.models import Mail
from crm.web.api.listing import CountOut, count_out
from crm.web.here import actor
from crm.workflows.access import MANAGE_WORKFLOWS

HEALTH: Final = "/workflows/health"


class WorkflowFiguresOut(BaseModel):
    """The runs of one workflow, of cases that you see."""

    workflow_id: int
    name: str
    running: CountOut
    paused: CountOut
    late: Annotated[CountOut, Field(description="Of those that run: how many wait for a step that is late.")]
    stuck: Annotated[CountOut, Field(description="Of those that run: how many wait for nobody.")]
    ended: Annotated[CountOut, Field(description="How many have ended within 30 days.")]


class LateStepOut(BaseModel):
    """A step that is late, or that nobody has."""

    case_id: int
    case_run_id: int
    round: int
    title: str
    waiting_ids: Annotated[list[int], Field(description="The users whose answer is missing.")]
    due_at: datetime | None


class OverdueTimerOut(BaseModel):
    """A run whose timer should have fired."""

    case_id: int
    case_run_id: int
    since: Annotated[datetime, Field(description="When the first of its timers was to fire.")]


class UnsentMailOut(BaseModel):
    """A mail about a case that did not go out, or may not have."""

    id: int
    recipient: str
    state: Annotated[str, Field(description="`failed`, or `unknown`: nobody knows whether it arrived.")]
    made_at: datetime


class WorkflowHealthOut(BaseModel):
    """How workflows fare: figures of each, and at most 50 of each kind of trouble."""

    workflows: list[WorkflowFiguresOut]
    late_steps: list[LateStepOut]
    overdue_timers: list[OverdueTimerOut]
    unsent_mails: list[UnsentMailOut]


class AgainIn(Shape):
    """Nothing needs to be said: send an empty object."""


class RetriedOut(BaseModel):
    """What came of trying again."""

    done: Annotated[
        int, Field(description="How many timers, or mails, were brought again; 0: none was left.")
    ]


@api.get(HEALTH, can=MANAGE_WORKFLOWS, gives=WorkflowHealthOut)
def get_workflow_health() -> WorkflowHealthOut:
    """Read how workflows fare.

    What runs, which steps are late or wait for nobody, which timers did not fire and which mails did not go
    out, of cases that you see.
    """
    me = actor()
    return WorkflowHealthOut(
        workflows=[_figures(one) for one in health.figures(to=me)],
        late_steps=[_late(one) for one in troubled(before=None, limit=health.SHOWN, to=me)],
        overdue_timers=[_overdue(one) for one in health.overdue(to=me)],
        unsent_mails=[_unsent(one) for one in health.unsent()],
    )


@api.post(
    f"{HEALTH}/runs/<int(max={LARGEST_ID}):run_id>/retries",
    can=MANAGE_WORKFLOWS, takes=AgainIn, gives=RetriedOut,
)  # fmt: skip
def retry_timers(run_id: int, form: AgainIn) -> RetriedOut:
    """Bring the timers of a run again that should have fired."""
    run = found(health.overdue_run(run_id, to=actor()))
    return RetriedOut(done=retry(run, by=actor()))


@api.post(
    f"{HEALTH}/mails/<int(max={LARGEST_ID}):mail_id>/retries", can=ATTEND, takes=AgainIn, gives=RetriedOut
)
def retry_mail(mail_id: int, form: AgainIn) -> RetriedOut:
    """Have a mail that failed, or is in doubt, sent again.

    It is written anew of what holds by then: about a step that is over none goes out.
    """
    send_again(mail_id, by=actor())
    return RetriedOut(done=1)


def _figures(one: health.Figures) -> WorkflowFiguresOut:
    return WorkflowFiguresOut(
        workflow_id=one.workflow.id, name=one.workflow.name, running=count_out(one.running),
        paused=count_out(one.paused), late=count_out(one.late), stuck=count_out(one.stuck),
        ended=count_out(one.ended),
    )  # fmt: skip


def _late(one: Waiting) -> LateStepOut:
    return LateStepOut(
        case_id=one.case.id, case_run_id=one.run.id, round=one.row.round, title=one.title,
        waiting_ids=list(one.run.waiting_ids), due_at=one.run.due_at,
    )  # fmt: skip


def _overdue(one: health.Overdue) -> OverdueTimerOut:
    return OverdueTimerOut(case_id=one.case.id, case_run_id=one.run.id, since=one.since)


def _unsent(one: Mail) -> UnsentMailOut:
    return UnsentMailOut(id=one.id, recipient=one.recipient, state=one.state, made_at=one.made_at)
