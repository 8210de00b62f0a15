"""Questions about running cases: what waits for whom, what is late or stuck."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from crm.cases.models.case import Case
from crm.cases.models.setup import CaseType
from crm.cases.queries.records import contacts_of
from crm.cases.running.models import OPEN, CaseRun, CaseStep
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count
from crm.workflows.definition import Definition
from crm.workflows.models import WorkflowVersion
from crm.workflows.state import Phase

LATE: Final = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits, with its case and the definition that its run keeps."""

    case: Case
    run: CaseRun
    row: CaseStep
    definition: Definition

    @property
    def title(self) -> str:
        """What the step is called."""
        return self.definition.step(self.row.key).title


def runs_of(case_id: int) -> Sequence[CaseRun]:
    """The runs of a case, the newest first; at most 20."""
    rows = select(CaseRun).where(CaseRun.case_id == case_id).order_by(CaseRun.id.desc()).limit(20)
    return db.session.scalars(rows).all()


def steps_of(run_id: int, *, most: int = 200) -> Sequence[CaseStep]:
    """The steps that a run has begun, the oldest first; of very many the newest ``most``."""
    rows = select(CaseStep).where(CaseStep.run_id == run_id).order_by(CaseStep.round.desc()).limit(most)
    return list(reversed(db.session.scalars(rows).all()))


def steps_of_each(run_ids: Collection[int], *, most: int = 200) -> dict[int, list[CaseStep]]:
    """The same for each of these runs; one statement."""
    place = func.row_number().over(partition_by=CaseStep.run_id, order_by=CaseStep.round.desc())
    placed = select(CaseStep.id, place.label("place")).where(CaseStep.run_id.in_(run_ids)).subquery()
    newest = select(placed.c.id).where(placed.c.place <= most)
    found: dict[int, list[CaseStep]] = {run_id: [] for run_id in run_ids}
    rows = select(CaseStep).where(CaseStep.id.in_(newest)).order_by(CaseStep.run_id, CaseStep.round)
    for row in db.session.scalars(rows):
        found[row.run_id].append(row)
    return found


def definitions_of(runs: Collection[CaseRun]) -> dict[tuple[int, int], Definition]:
    """The steps of the versions that these runs keep, by workflow and number; one statement."""
    wanted = {(run.workflow_id, run.number) for run in runs}
    rows = select(WorkflowVersion).where(
        tuple_(WorkflowVersion.workflow_id, WorkflowVersion.number).in_(wanted)
    )
    return {(row.workflow_id, row.number): row.steps for row in db.session.scalars(rows)}


def answers_of(run_id: int) -> list[Mapping[str, Any]]:
    """All answers of a run, the oldest first."""
    return [answer for row in steps_of(run_id) for answer in row.answers]


def waiting_for(
    user_ids: Collection[int], *, after: tuple[datetime | None, int] | None = None, limit: int, to: Actor
) -> list[Waiting]:
    """What waits for these users of what the actor sees: the longest overdue first, undated last.

    ``after`` is when the last one of the page before is due, and its run's id.
    """
    rows = _waiting(to).where(_waits_for(user_ids))
    if after is not None:
        rows = rows.where(_behind(*after))
    rows = rows.order_by(CaseRun.due_at.asc().nulls_last(), CaseRun.id).limit(limit)
    return _read(rows)


def number_waiting_for(user_ids: Collection[int], *, to: Actor) -> Count:
    """How many, counted up to a cap."""
    return _counted(_waiting(to).where(_waits_for(user_ids)))


def last_chosen(workflow_id: int, steps: Collection[str]) -> dict[str, int]:
    """Whom each of these steps of a workflow chose last, by its key, in any run; one statement."""
    key = func.unnest(literal(list(steps), ARRAY(Text))).table_valued("key").render_derived(name="step_key")
    last = (
        select(CaseStep.chosen_id)
        .where(
            CaseStep.workflow_id == workflow_id, CaseStep.key == key.c.key, CaseStep.chosen_id.is_not(None)
        )
        .order_by(CaseStep.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(select(key.c.key, last.label("user_id")))
    return {row.key: row.user_id for row in rows if row.user_id is not None}


def numbers_waiting(user_ids: Collection[int]) -> dict[int, int]:
    """How many steps wait for each of these users, seen by anybody or not; one statement."""
    each = select(func.unnest(CaseRun.waiting_ids).label("user_id")).where(OPEN, _waits_for(user_ids))
    waits = each.subquery()
    rows = db.session.execute(select(waits.c.user_id, func.count()).group_by(waits.c.user_id))
    return {row[0]: row[1] for row in rows}


def troubled(*, before: tuple[datetime, int] | None, limit: int, to: Actor) -> list[Waiting]:
    """Steps that are late or wait for nobody, of what the actor sees; the newest trouble first."""
    at = func.coalesce(CaseRun.due_at, CaseRun.changed_at)
    rows = _in_trouble(to).order_by(at.desc(), CaseRun.id.desc()).limit(limit)
    return _read(rows.where(tuple_(at, CaseRun.id) < before) if before else rows)


def number_troubled(*, to: Actor) -> Count:
    """How many, counted up to a cap."""
    return _counted(_in_trouble(to))


def instant_now() -> datetime:
    """PostgreSQL's instant of this transaction."""
    at: datetime = db.session.execute(select(func.now())).scalar_one()
    return at


def first_contact_of(case_id: int, *, to: Actor) -> str:
    """The name of the case's first contact that the person sees."""
    contacts = contacts_of([case_id], to=to).get(case_id, [])
    return contacts[0].shown_name if contacts else ""


def type_name_of(case: Case) -> str:
    """What the reader calls the case's type."""
    found = db.session.get(CaseType, case.type_id) if case.type_id else None
    return found.shown if found else ""


def _waiting(to: Actor) -> Select[Any]:
    """Cases that the actor sees with their running step."""
    return (
        Case.visible_to(to)
        .order_by(None)
        .join(CaseRun, CaseRun.case_id == Case.id)
        .join(
            CaseStep,
            (CaseStep.run_id == CaseRun.id) & (CaseStep.round == CaseRun.state["round"].as_integer()),
        )
        .where(OPEN, CaseRun.phase == Phase.RUNNING.value)
    )


def _waits_for(user_ids: Collection[int]) -> Any:
    return CaseRun.waiting_ids.op("&&", is_comparison=True)(literal(list(user_ids), ARRAY(BigInteger)))


def _behind(due_at: datetime | None, run_id: int) -> ColumnElement[bool]:
    if due_at is None:
        return and_(CaseRun.due_at.is_(None), CaseRun.id > run_id)
    return or_(CaseRun.due_at.is_(None), tuple_(CaseRun.due_at, CaseRun.id) > (due_at, run_id))


def _in_trouble(to: Actor) -> Select[Any]:
    return _waiting(to).where(or_(CaseRun.due_at < func.now(), CaseRun.waiting_ids == []))


def _counted(rows: Select[Any]) -> Count:
    some = rows.with_only_columns(CaseRun.id).limit(COUNT_CAP + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(some)) or 0
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def _read(rows: Select[Any]) -> list[Waiting]:
    with_version = rows.join(
        WorkflowVersion,
        (WorkflowVersion.workflow_id == CaseRun.workflow_id) & (WorkflowVersion.number == CaseRun.number),
    )
    found = db.session.execute(with_version.add_columns(CaseRun, CaseStep, WorkflowVersion))
    return [Waiting(row.Case, row.CaseRun, row.CaseStep, row.WorkflowVersion.steps) for row in found]
