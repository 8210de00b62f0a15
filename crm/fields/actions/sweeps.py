"""Going over all records that hold a value of a field: few at once, many in the background, part by part.

A sweep has steps; each is done for every part of the records, in the order of their ids, before the next one
begins. What is done to a part must be repeatable: a part that was lost with its worker is done again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlalchemy import Text, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from crm.fields.models import CustomField
from crm.fields.takers import takers
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, DomainError
from crm.kernel.i18n import lazy
from crm.kernel.jobs import later
from crm.kernel.runs import OPEN, Run, RunState

KIND: Final = "fields.sweep"
AT_ONCE: Final = 1_000
PART: Final = 500


@dataclass(slots=True)
class Course:
    """How far a sweep is: the step, its last record, what was counted, and what later steps have to know."""

    step: int = 0
    after: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """What a sweep is about; ``wish`` holds ids and small values only."""

    field: CustomField
    wish: Mapping[str, Any]
    by: Actor
    course: Course


Step = Callable[[Task, Mapping[int, Any]], Mapping[str, int]]
End = Callable[[Task], None]


@dataclass(frozen=True, slots=True)
class Sweep:
    """``steps`` pairs what is done to each part, {record id: value}, with what ends the step and may refuse.

    ``binned``: the records in the bin are swept, too. ``exclusive``: no other sweep of the field may go on.
    ``failed`` puts right what a refused sweep in the background has left.
    """

    name: str
    steps: tuple[tuple[Step, End], ...]
    binned: bool = True
    exclusive: bool = False
    failed: Callable[[Task], None] = lambda task: None


SWEEPS: dict[str, Sweep] = {}


def known(sweep: Sweep) -> Sweep:
    """Make a sweep known by its name."""
    SWEEPS[sweep.name] = sweep
    return sweep


def start(sweep: Sweep, swept: CustomField, *, by: Actor, **wish: Any) -> Run | None:
    """Sweep at once, if at most 1,000 records hold a value; else in the background, by the returned run.

    Raises:
        Conflict: another sweep of the field is still going on.
        DomainError: what a step refuses with; at once only.
    """
    for run in open_runs(swept.id):
        if sweep.exclusive or run.payload["sweep"] == sweep.name or SWEEPS[run.payload["sweep"]].exclusive:
            raise Conflict(BUSY)
    db.session.flush()
    number = holders(swept, binned=sweep.binned, most=AT_ONCE + 1)
    if number > AT_ONCE:
        run = runs.start(KIND, by=by, sweep=sweep.name, field_id=swept.id, wish=wish)
        later(KIND, key=str(run.id), run_id=run.id)
        return run
    task = Task(swept, wish, by, Course())
    while go_on(sweep, task):
        pass
    return None


def go_on(sweep: Sweep, task: Task) -> bool:
    """Do the next part; returns whether there is more to do.

    Raises:
        DomainError: the step that has ended refuses to go on.
    """
    course = task.course
    act, end = sweep.steps[course.step]
    part = _part(task.field, after=course.after, binned=sweep.binned)
    for name, number in act(task, part).items() if part else ():
        course.counts[name] = course.counts.get(name, 0) + number
    if len(part) == PART:
        course.after = max(part)
        return True
    end(task)
    course.step, course.after = course.step + 1, 0
    return course.step < len(sweep.steps)


def go_on_in_background(run_id: int, *, actor_of: Callable[[int], Actor | None]) -> bool:
    """Do the next part of a run; returns whether there is more to do."""
    run = db.session.get(Run, run_id, with_for_update=True)
    if run is None or not run.is_open:
        return False
    swept = db.session.get(CustomField, run.payload["field_id"])
    if swept is None:
        runs.end(run, RunState.CANCELLED)
        return False
    by = actor_of(run.made_by or 0) or Actor.system("fields")
    sweep = SWEEPS[run.payload["sweep"]]
    task = Task(swept, run.payload["wish"], by, Course(**run.cursor))
    if run.total is None:
        run.total = holders(swept, binned=sweep.binned) * len(sweep.steps)
    run.state = RunState.RUNNING.value
    try:
        more = go_on(sweep, task)
    except DomainError:
        sweep.failed(task)
        runs.end(run, RunState.FAILED, **task.course.counts)
        return False
    run.cursor = asdict(task.course)
    run.done = run.done + PART if more else run.total
    if not more:
        runs.end(run, RunState.DONE, **task.course.counts)
    return more


def open_runs(field_id: int) -> Sequence[Run]:
    """The sweeps of this field that are still going on."""
    of_field = Run.payload["field_id"].as_integer() == field_id
    return db.session.scalars(select(Run).where(Run.kind == KIND, Run.state.in_(OPEN), of_field)).all()


def holders(swept: CustomField, *, binned: bool = True, most: int | None = None) -> int:
    """How many records hold a value of this field, counted up to ``most``."""
    some = holding(swept, binned=binned).with_only_columns(literal(1)).order_by(None)
    return db.session.scalar(select(func.count()).select_from(some.limit(most).subquery())) or 0


def some(swept: CustomField, *, most: int) -> dict[int, Any]:
    """The first records outside the bin that hold a value, and their values."""
    rows = holding(swept, binned=False).limit(most)
    return dict(db.session.execute(rows).all())


def texts_among(swept: CustomField, *, most: int) -> dict[str, int]:
    """The texts that occur most often among the values, and in how many records each; one statement."""
    text = _value_as_text(swept)
    number = func.count()
    rows = select(text, number).where(takers.of(swept.record).model.custom.has_key(swept.key))
    found = db.session.execute(rows.group_by(text).order_by(number.desc(), text).limit(most))
    return {value: times for value, times in found if value is not None}


def _value_as_text(swept: CustomField) -> Any:
    custom = takers.of(swept.record).model.custom
    return custom.op("->>", return_type=Text())(literal(swept.key, Text))


def _part(swept: CustomField, *, after: int, binned: bool) -> dict[int, Any]:
    """The next records and their values, locked."""
    rows = holding(swept, after=after, binned=binned).limit(PART)
    return dict(db.session.execute(rows.with_for_update()).all())


def holding(swept: CustomField, *, after: int = 0, binned: bool = True) -> Any:
    """A select of the records after this one that hold a value, with the value, in the order of their ids."""
    model = takers.of(swept.record).model
    value = model.custom.op("->", return_type=JSONB())(literal(swept.key, Text))
    rows = select(model.id, value).where(model.id > after, model.custom.has_key(swept.key)).order_by(model.id)
    return rows if binned else rows.where(model.deleted_at.is_(None))


BUSY: Final = lazy("The values of this field are being worked on. Wait until that is done.")
