"""How the workflows of the workspace fare: what runs, what is late, what did not go out (CAS-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select

from crm.cases.models.case import Case
from crm.cases.running.carrying import LETTER, OUTSIDE
from crm.cases.running.models import CaseRun
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count
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
    running: Count
    paused: Count
    late: Count
    stuck: Count
    ended: Count


@dataclass(frozen=True, slots=True)
class Overdue:
    """A run whose timer should have fired."""

    run: CaseRun
    case: Case
    since: datetime


def figures(*, to: Actor) -> list[Figures]:
    """For each workflow that has runs, how many of each kind, up to 1,000; the ended ones of 30 days.

    One statement, which reads no more of a workflow than it counts, however many cases run through it.
    """
    numbers = (_capped(which, to) for which in KINDS)
    rows = db.session.execute(select(Workflow, *numbers).order_by(func.lower(Workflow.name), Workflow.id))
    found = ((row[0], [_count(number) for number in row[1:]]) for row in rows)
    return [Figures(workflow, *counts) for workflow, counts in found if any(one.value for one in counts)]


IS_RUNNING: Final = CaseRun.phase == literal_column("'running'")
"""As the indexes have it: a bound parameter would not be known to fit them."""
KINDS: Final[tuple[ColumnElement[bool], ...]] = (
    IS_RUNNING,
    CaseRun.phase == literal_column("'paused'"),
    and_(IS_RUNNING, CaseRun.due_at < func.now()),
    and_(IS_RUNNING, CaseRun.waiting_ids == literal_column("'{}'")),
    and_(CaseRun.ended_at.is_not(None), CaseRun.ended_at > func.now() - RECENT),
)
"""Running, paused, late, waiting for nobody, ended lately."""


def _capped(which: ColumnElement[bool], to: Actor) -> Any:
    """How many such runs of a workflow the person sees the cases of, up to 1,001."""
    seen = Case.visible_to(to).order_by(None).where(Case.id == CaseRun.case_id).correlate(CaseRun).exists()
    some = select(CaseRun.id).where(CaseRun.workflow_id == Workflow.id, which, seen).limit(COUNT_CAP + 1)
    counted = select(func.count()).select_from(some.correlate(Workflow).subquery())
    return counted.scalar_subquery()


def _count(number: int) -> Count:
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


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
