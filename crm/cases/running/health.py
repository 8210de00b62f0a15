"""How the workflows of the workspace fare: what runs, what is late, what did not go out (CAS-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, literal_column, or_, select, true

from crm.cases.access import seen_at_once, seen_one_by_one
from crm.cases.models.case import Case
from crm.cases.queries.walking import FARTHEST_COUNTED, NEAREST, SURE, Met, count, needed_for
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

    Two statements at most, and one that counts the workflows: of each no more is looked at than it takes to
    count so far, unless the person sees little of it; then all their runs are gathered (decision 35).
    """
    workflows = db.session.scalars(select(Workflow).order_by(func.lower(Workflow.name), Workflow.id)).all()
    numbers = _met(len(workflows), seen_one_by_one(to))
    numbers |= _gathered([one.id for one in workflows if one.id not in numbers], to)
    found = ((one, [count(number) for number in numbers[one.id]]) for one in workflows)
    return [Figures(workflow, *counts) for workflow, counts in found if any(one.value for one in counts)]


IS_RUNNING: Final = CaseRun.phase == literal_column("'running'")
"""As the indexes have it: a bound parameter would not be known to fit them."""
Kind = tuple[ColumnElement[bool], Any]
KINDS: Final[tuple[Kind, ...]] = (
    (IS_RUNNING, CaseRun.due_at),
    (CaseRun.phase == literal_column("'paused'"), CaseRun.workflow_id),
    (and_(IS_RUNNING, CaseRun.due_at < func.now()), CaseRun.due_at),
    (and_(IS_RUNNING, CaseRun.waiting_ids == literal_column("'{}'")), CaseRun.id),
    (and_(CaseRun.ended_at.is_not(None), CaseRun.ended_at > func.now() - RECENT), CaseRun.ended_at),
)
"""Running, paused, late, waiting for nobody, ended lately; each with what its index has them ordered by."""


NONE: Final = (0,) * len(KINDS)


def _met(workflows: int, rule: list[ColumnElement[bool]]) -> dict[int, Sequence[int]]:
    """The numbers of each workflow that a look at some of its runs tells, by its id."""
    told: dict[int, Sequence[int]] = {}
    among: ColumnElement[bool] = true()
    far = max(1, NEAREST // max(workflows, 1)) if rule else COUNT_CAP + 1
    for _look in range(2 if workflows else 0):
        columns = [column for kind in KINDS for column in _looked(kind, rule, far)]
        needed: dict[int, float] = {}
        for row in db.session.execute(select(Workflow.id, *columns).where(among)):
            looks = [Met(looked, seen, []) for seen, looked in zip(row[1::2], row[2::2], strict=True)]
            left = [one for one in looks if one.seen <= COUNT_CAP and one.looked >= far]
            if left:
                needed[row.id] = sum(needed_for(one, COUNT_CAP + 1) for one in left)
            else:
                told[row.id] = [one.seen for one in looks]
        if not needed or sum(needed.values()) > FARTHEST_COUNTED:
            break
        far, among = round(SURE * max(needed.values())), Workflow.id.in_(needed)
    return told


def _looked(kind: Kind, rule: list[ColumnElement[bool]], far: int) -> tuple[Any, Any]:
    """Of the first so many such runs of a workflow: of how many the person sees the case, and how many."""
    which, along = kind
    runs = select(CaseRun.case_id).where(CaseRun.workflow_id == Workflow.id, which)
    runs = runs.order_by(along).limit(far)
    near = runs.correlate(Workflow).subquery()
    cases = select(Case.id).join(near, near.c.case_id == Case.id).where(Case.deleted_at.is_(None), *rule)
    seen = cases.limit(COUNT_CAP + 1).subquery()
    every = runs.correlate(Workflow).subquery()
    return _number(seen), _number(every)


def _number(rows: FromClause) -> Any:
    return select(func.count()).select_from(rows).scalar_subquery()


def _gathered(workflow_ids: Sequence[int], to: Actor) -> dict[int, Sequence[int]]:
    """The numbers of these workflows, from all their runs that are of any kind."""
    if not workflow_ids:
        return {}
    numbers = [func.count().filter(which) for which, _along in KINDS]
    cases = select(Case.id).where(Case.deleted_at.is_(None), *seen_at_once(to))
    seen = cases.cte("seen").prefix_with("MATERIALIZED")
    rows = (
        select(CaseRun.workflow_id, *numbers)
        .join(seen, seen.c.id == CaseRun.case_id)
        .where(CaseRun.workflow_id.in_(workflow_ids), or_(*(which for which, _along in KINDS)))
        .group_by(CaseRun.workflow_id)
    )
    found = {row[0]: row[1:] for row in db.session.execute(rows)}
    return {workflow_id: found.get(workflow_id, NONE) for workflow_id in workflow_ids}


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
