"""A run in the reader's words: its steps done, the one that waits, and those to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from crm.cases.access import ANSWER_STEPS
from crm.cases.running.letters import label, late_by
from crm.cases.running.models import CaseRun, CaseStep
from crm.cases.running.queries import steps_of
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import LazyText, _, lazy
from crm.team.queries import names_of
from crm.workflows.definition import Definition, Mode, Step
from crm.workflows.models import Workflow
from crm.workflows.presenters import telling
from crm.workflows.presenters.people import names_of as names_in
from crm.workflows.queries.workflows import definition_of
from crm.workflows.state import Answer, Phase

PHASES: Final[Mapping[Phase, LazyText]] = {
    Phase.RUNNING: lazy("Running"),
    Phase.PAUSED: lazy("Paused"),
    Phase.DONE: lazy("Done"),
    Phase.REJECTED: lazy("Rejected"),
    Phase.CANCELLED: lazy("Cancelled"),
}
OUTCOMES: Final[Mapping[str, LazyText]] = {
    "done": lazy("Done"),
    "approved": lazy("Approved"),
    "rejected": lazy("Rejected"),
    "skipped": lazy("Skipped"),
    "passed": lazy("Not needed"),
    "informed": lazy("Told"),
    "cancelled": lazy("Cancelled"),
}
BAD: Final = frozenset({"rejected", "cancelled"})


@dataclass(frozen=True, slots=True)
class Line:
    """A step: ``state`` is done, bad, now or next, as ``ui.step`` draws it."""

    title: str
    state: str
    number: int
    second: str = ""
    when: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True)
class AnswerButton:
    """One answer that the reader can give."""

    value: str
    label: str
    kind: str
    icon: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A run. ``asks`` are the answers of the reader, where the step waits for them."""

    id: int
    name: str
    second: str
    phase: str
    is_open: bool
    is_paused: bool
    round: int
    lines: Sequence[Line]
    text: str = ""
    checklist: Sequence[tuple[str, str]] = ()
    asks: Sequence[AnswerButton] = ()
    stuck: bool = False
    late: str = ""
    reason: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def shown(run: CaseRun, *, to: Actor) -> Shown:
    """The run as its case's page shows it; six statements, however long it is."""
    walk, definition = run.walk, definition_of(run.workflow_id, run.number)
    rows = steps_of(run.id)
    people = names_of({user_id for row in rows for user_id in _named(row)})
    step = definition.step(walk.step) if walk.step else None
    asked = step is not None and walk.phase is Phase.RUNNING and to.user_id in walk.waiting_ids
    asked = asked and to.may(ANSWER_STEPS)
    late = late_by(walk.due_at) if walk.due_at and walk.phase is Phase.RUNNING else ""
    return Shown(
        id=run.id,
        name=db.session.get_one(Workflow, run.workflow_id).name,
        second=_second(run, definition),
        phase=str(PHASES[walk.phase]),
        is_open=walk.phase.is_open,
        is_paused=walk.phase is Phase.PAUSED,
        round=walk.round,
        lines=[
            *(_begun(row, definition, people, phase=walk.phase) for row in rows),
            *_to_come(walk.step, definition, rows),
        ],
        text=step.text if step else "",
        checklist=[(str(place), item) for place, item in enumerate(step.checklist)] if step and asked else (),
        asks=_buttons(step) if step and asked else (),
        stuck=walk.is_stuck,
        late=late,
        reason=run.reason,
    )


def time_of(at: datetime) -> str:
    """An instant as the reader writes it."""
    return moments.instant(at)


def _second(run: CaseRun, definition: Definition) -> str:
    walk, number = run.walk, len(definition.steps)
    version = _("version %(number)s", number=run.number)
    if walk.step is None:
        return f"{PHASES[walk.phase]} · {version}"
    place = [step.key for step in definition.steps].index(walk.step) + 1
    told = _("step %(place)s of %(number)s", place=place, number=number)
    return f"{told} · {version}"


def _named(row: CaseStep) -> Sequence[int]:
    return [*row.user_ids, *(answer["user_id"] for answer in row.answers)]


def _begun(row: CaseStep, definition: Definition, people: Mapping[int, str], *, phase: Phase) -> Line:
    step = definition.step(row.key)
    place = definition.steps.index(step) + 1
    if not row.outcome:
        names = ", ".join(people.get(user_id, "") for user_id in row.user_ids)
        return Line(step.title, "now", place, names or _("Nobody has this step"), _due(row, phase))
    said = [_told(answer, people) for answer in row.answers]
    second = " · ".join((str(OUTCOMES[row.outcome]), *said, *filter(None, [row.reason])))
    state = "bad" if row.outcome in BAD else "done"
    return Line(step.title, state, place, second, moments.instant(row.ended_at) if row.ended_at else "")


def _due(row: CaseStep, phase: Phase) -> str:
    """When the step is due; of a paused one only that it rests: its time goes on from when it is resumed."""
    if phase is Phase.PAUSED:
        return str(PHASES[phase])
    return _("due %(time)s", time=moments.instant(row.due_at)) if row.due_at else ""


def _told(answer: Mapping[str, Any], people: Mapping[int, str]) -> str:
    name = people.get(answer["user_id"], "")
    return _("%(name)s: “%(note)s”", name=name, note=answer["note"]) if answer.get("note") else name


def _to_come(key: str | None, definition: Definition, rows: Sequence[CaseStep]) -> list[Line]:
    """The steps behind the one that waits, with whom their rules name."""
    if key is None:
        return []
    names = telling.Names(names_in(telling.named([definition])), {})
    return [
        Line(step.title, "next", definition.steps.index(step) + 1, telling.who(step, names))
        for step in definition.after(key)
    ]


def _buttons(step: Step) -> tuple[AnswerButton, ...]:
    if step.mode is Mode.APPROVE:
        return (
            AnswerButton(Answer.APPROVED.value, label(Answer.APPROVED), "primary", "check"),
            AnswerButton(Answer.REJECTED.value, label(Answer.REJECTED), "bad", "x"),
        )
    return (AnswerButton(Answer.DONE.value, label(Answer.DONE), "primary", "check"),)
