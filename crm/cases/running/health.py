"""How the workflows of the workspace fare: what runs, what is late, what did not go out (CAS-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, case, func, or_, select

from crm.cases.models.case import Case
from crm.cases.running.carrying import LETTER, OUTSIDE
from crm.cases.running.models import OPEN, CaseRun
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.mail.models import Mail, MailState
from crm.workflows.models import Workflow
from crm.workflows.state import Phase

SHOWN: Final = 50
OVERDUE: Final = timedelta(minutes=10)
"""A timer that stands for longer past its time was lost, or its worker is away."""
RECENT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Figures:
    """The runs of one workflow, of cases that the reader sees."""

    workflow: Workflow
    running: int
    paused: int
    late: int
    stuck: int
    ended: int


@dataclass(frozen=True, slots=True)
class Overdue:
    """A run whose timer should have fired."""

    run: CaseRun
    case: Case
    since: datetime


def figures(*, to: Actor) -> list[Figures]:
    """For each workflow that has runs, how many of each kind; the ended ones of 30 days. One statement."""
    seen = Case.visible_to(to).order_by(None).with_only_columns(Case.id)
    is_running = CaseRun.phase == Phase.RUNNING.value
    rows = (
        select(
            Workflow,
            func.count(case((is_running, 1))).label("running"),
            func.count(case((CaseRun.phase == Phase.PAUSED.value, 1))).label("paused"),
            func.count(case((is_running & (CaseRun.due_at < func.now()), 1))).label("late"),
            func.count(case((is_running & (CaseRun.waiting_ids == []), 1))).label("stuck"),
            func.count(case((CaseRun.ended_at.is_not(None), 1))).label("ended"),
        )
        .join(CaseRun, CaseRun.workflow_id == Workflow.id)
        .where(CaseRun.case_id.in_(seen), or_(OPEN, CaseRun.ended_at > func.now() - RECENT))
        .group_by(Workflow.id)
        .order_by(func.lower(Workflow.name), Workflow.id)
    )
    return [
        Figures(row.Workflow, row.running, row.paused, row.late, row.stuck, row.ended)
        for row in db.session.execute(rows)
    ]


def overdue(*, to: Actor) -> list[Overdue]:
    """Runs whose timers stand past their time, the oldest first; at most ``SHOWN``. One statement."""
    rows = (
        Case.visible_to(to)
        .order_by(None)
        .join(CaseRun, CaseRun.case_id == Case.id)
        .where(CaseRun.phase == Phase.RUNNING.value, CaseRun.next_at < func.now() - OVERDUE)
        .add_columns(CaseRun)
        .order_by(CaseRun.next_at, CaseRun.id)
        .limit(SHOWN)
    )
    return [Overdue(row.CaseRun, row.Case, row.CaseRun.next_at) for row in db.session.execute(rows)]


def overdue_run(run_id: int, *, to: Actor) -> Select[Any]:
    """This run, if the actor sees its case and it is running."""
    seen = Case.visible_to(to).order_by(None).with_only_columns(Case.id)
    return select(CaseRun).where(
        CaseRun.id == run_id, CaseRun.phase == Phase.RUNNING.value, CaseRun.case_id.in_(seen)
    )


def unsent() -> Sequence[Mail]:
    """Mails of workflows that did not go out, or may not have, the newest first; at most ``SHOWN``."""
    rows = select(Mail).where(
        Mail.state.in_([MailState.FAILED.value, MailState.UNKNOWN.value]),
        Mail.template.in_([LETTER, OUTSIDE]),
    )
    return db.session.scalars(rows.order_by(Mail.made_at.desc()).limit(SHOWN)).all()
