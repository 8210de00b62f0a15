"""What is wrong with a definition that is well-formed: each fault names its step, and its field within."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from crm.kernel.i18n import LazyText, lazy
from crm.workflows.conditions import FIELDS, OWN
from crm.workflows.definition import (
    Clock,
    Comparison,
    Condition,
    Definition,
    Match,
    Mode,
    Op,
    Pick,
    Responsible,
    Span,
    Step,
    Unit,
    Who,
)

NEEDS_ID: Final = frozenset({Who.USER, Who.ROLE, Who.GROUP})
SEVERAL: Final = frozenset({Who.ROLE, Who.GROUP})


@dataclass(frozen=True, slots=True)
class Known:
    """What there is in the workspace: active users, roles and groups by id, and cases' own fields by key."""

    users: Collection[int] = ()
    roles: Collection[int] = ()
    groups: Collection[int] = ()
    fields: Collection[str] = ()
    working_day: timedelta = field(default=timedelta(hours=8))
    """How long a usual day of work lasts, to compare days with hours."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a workflow from being put to work. ``number`` counts steps from 1."""

    number: int
    key: str
    field: str
    sentence: LazyText

    @property
    def path(self) -> str:
        """Where it is, as forms and API name it: ``steps.0.remind``."""
        return f"steps.{self.number - 1}.{self.field}"


def faults(definition: Definition, known: Known) -> list[Fault]:
    """Everything that is wrong, in the order of steps; empty for a definition that can be walked."""
    keys = [step.key for step in definition.steps]
    found = []
    for number, step in enumerate(definition.steps, start=1):
        if step.key in keys[: number - 1]:
            found.append(Fault(number, step.key, "key", lazy("Another step has this key already.")))
        found += [Fault(number, step.key, *fault) for fault in _of_step(step, keys, known)]
    return found


Told = Iterator[tuple[str, LazyText]]


def _of_step(step: Step, keys: Collection[str], known: Known) -> Told:
    yield from _of_people(step.responsible, known, "responsible")
    yield from _of_number(step)
    yield from _of_times(step, known)
    yield from _of_telling(step)
    target = step.on_rejection.step
    if target is not None and target not in keys:
        yield "on_rejection", lazy("The step to go back to is not there any more.")
    if target is not None and step.mode is not Mode.APPROVE:
        yield "on_rejection", lazy("Only a step that is approved can be rejected.")
    if step.condition is not None:
        yield from _of_condition(step.condition, known)


def _of_people(people: Responsible, known: Known, name: str) -> Told:
    there = {Who.USER: known.users, Who.ROLE: known.roles, Who.GROUP: known.groups}
    if people.kind in NEEDS_ID:
        if people.id is None:
            yield name, lazy("Say who.")
        elif people.id not in there[people.kind]:
            yield name, _GONE[people.kind]
    elif people.id is not None:
        yield name, lazy("Whoever this is follows from the case; name nobody here.")
    if people.pick is not Pick.ALL and people.kind not in SEVERAL:
        yield name, lazy("Only of a role or a group one can be picked.")


def _of_number(step: Step) -> Told:
    one = step.responsible.kind not in SEVERAL or step.responsible.pick is not Pick.ALL
    if one and step.needs > 1:
        yield "needs", lazy("One person has this step, so no more than one can answer.")


def _of_times(step: Step, known: Known) -> Told:
    if step.mode is Mode.INFORM:
        if step.duration or step.remind or step.escalation:
            yield "duration", lazy("A step that only informs passes at once: it can't be late.")
        return
    yield from _of_reminder(step, known)
    if step.escalation is not None:
        if step.duration is None:
            yield "escalation", lazy("Say how long the step may take; only then it can be late.")
        if step.escalation.to.kind not in (Who.USER, Who.ROLE):
            yield "escalation", lazy("A late step goes to a user or to a role.")
        yield from _of_people(step.escalation.to, known, "escalation")


def _of_reminder(step: Step, known: Known) -> Told:
    if step.remind is not None and step.duration is None:
        yield "remind", lazy("Say how long the step may take; only then there is something to remind of.")
    elif step.remind and step.duration and _is_longer(step.remind, step.duration, known.working_day):
        yield "remind", lazy("The reminder would come before the step begins.")


def _is_longer(one: Span, other: Span, working_day: timedelta) -> bool:
    """Whether the first span surely lasts as long as the other, of the same clock, or longer."""
    return one.time is other.time and _length(one, working_day) >= _length(other, working_day)


def _length(span: Span, working_day: timedelta) -> timedelta:
    day = working_day if span.time is Clock.WORKING else timedelta(days=1)
    return (
        span.amount
        * {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1), Unit.DAYS: day}[span.unit]
    )


def _of_telling(step: Step) -> Told:
    if not step.channels and (step.mode is not Mode.INFORM or not step.outside):
        yield "channels", lazy("Choose how people are told, or nobody learns of this step.")
    addresses = [outside.email.lower() for outside in step.outside]
    if len(set(addresses)) < len(addresses):
        yield "outside", lazy("This address is in the list already.")
    if any(not outside.shows for outside in step.outside):
        yield "outside", lazy("Choose what this address may learn, if only the number.")
    if step.mode is Mode.INFORM and step.checklist:
        yield "checklist", lazy("Nobody completes a step that only informs, so nobody ticks its list.")


def _of_condition(condition: Condition, known: Known) -> Told:
    for test in condition.tests:
        own = test.field.removeprefix(OWN) if test.field.startswith(OWN) else None
        if own not in known.fields if own is not None else test.field not in FIELDS:
            yield "condition", lazy("There is no field “%(field)s” any more.", field=test.field)
        if test.op not in (Op.EMPTY, Op.FILLED) and not test.value:
            yield "condition", lazy("Say what the field is compared with.")
    if condition.match is Match.ALL and _contradicts_itself(condition.tests):
        yield "condition", lazy("This can never hold, so the step would never be reached.")


def _contradicts_itself(tests: Collection[Comparison]) -> bool:
    """Whether tests that all have to hold rule each other out: one field, two values or none at all."""
    for name in {test.field for test in tests} - {"tags"}:
        mine = [test for test in tests if test.field == name]
        values = {test.value.casefold() for test in mine if test.op is Op.IS}
        refused = {test.value.casefold() for test in mine if test.op is Op.IS_NOT}
        is_empty = any(test.op is Op.EMPTY for test in mine)
        is_filled = bool(values) or any(test.op in (Op.FILLED, Op.CONTAINS, Op.GT, Op.LT) for test in mine)
        if len(values) > 1 or values & refused or (is_empty and is_filled):
            return True
    return False


_GONE: Final = {
    Who.USER: lazy("This person doesn't work here any more."),
    Who.ROLE: lazy("This role is not there any more."),
    Who.GROUP: lazy("This group is not there any more."),
}
