"""Steps in the reader's words: who, until when, what happens otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crm.kernel.i18n import LazyText, _, lazy, ngettext
from crm.workflows.definition import (
    Channel,
    Clock,
    Comparison,
    Condition,
    Definition,
    Escalation,
    EscalationAct,
    Match,
    Mode,
    Op,
    Outside,
    Pick,
    Rejection,
    Responsible,
    Shown,
    Span,
    Step,
    Unit,
    Who,
)

MODES: Final[Mapping[str, LazyText]] = {
    "complete": lazy("Complete"),
    "approve": lazy("Approve or reject"),
    "inform": lazy("Inform only"),
}
PICKS: Final[Mapping[str, LazyText]] = {
    "all": lazy("All of them"),
    "round_robin": lazy("The next one in turn"),
    "least_busy": lazy("Whoever has the fewest steps waiting"),
}
ACTS: Final[Mapping[str, LazyText]] = {
    "inform": lazy("Only tell them"),
    "reassign": lazy("Hand the step over to them"),
}
CHANNELS: Final[Mapping[str, LazyText]] = {"bell": lazy("In the bell"), "email": lazy("By e-mail")}
SHOWS: Final[Mapping[str, LazyText]] = {
    "number": lazy("Number"),
    "title": lazy("Title"),
    "status": lazy("Status"),
    "step": lazy("Step"),
    "due": lazy("Due"),
}
OPS: Final[Mapping[str, LazyText]] = {
    "is": lazy("is"),
    "is_not": lazy("is not"),
    "contains": lazy("contains"),
    "gt": lazy("is more than"),
    "lt": lazy("is less than"),
    "empty": lazy("is empty"),
    "filled": lazy("is filled"),
}
FIELDS: Final[Mapping[str, LazyText]] = {
    "type": lazy("Type"),
    "priority": lazy("Priority"),
    "source": lazy("Source"),
    "status": lazy("Status"),
    "title": lazy("Title"),
    "contact_type": lazy("Type of the contact"),
    "tags": lazy("Tags of the contact"),
}
NO_VALUE: Final = (Op.EMPTY, Op.FILLED)


@dataclass(frozen=True, slots=True)
class Names:
    """What people, roles and groups of a definition are called, by (kind, id); and the case's own fields."""

    people: Mapping[tuple[str, int], str]
    fields: Mapping[str, str]

    def who(self, responsible: Responsible) -> str:
        """Who a step is for."""
        if responsible.kind is Who.LEAD:
            return _("Lead manager of the contact")
        if responsible.kind is Who.OWNER:
            return _("Owner of the case")
        known = self.people.get((responsible.kind.value, responsible.id or 0))
        return known or _("Somebody who is not there any more")

    def field(self, key: str) -> str:
        """What a field of a case is called."""
        known = FIELDS.get(key)
        return str(known) if known is not None else self.fields.get(key, key)


def span(value: Span) -> str:
    """A length of time: "2 working days", "30 minutes"."""
    number = value.amount
    told = {
        (Unit.MINUTES, Clock.CALENDAR): lambda: ngettext("%(num)s minute", "%(num)s minutes", number),
        (Unit.HOURS, Clock.CALENDAR): lambda: ngettext("%(num)s hour", "%(num)s hours", number),
        (Unit.DAYS, Clock.CALENDAR): lambda: ngettext("%(num)s day", "%(num)s days", number),
        (Unit.MINUTES, Clock.WORKING): lambda: ngettext(
            "%(num)s working minute", "%(num)s working minutes", number
        ),
        (Unit.HOURS, Clock.WORKING): lambda: ngettext(
            "%(num)s working hour", "%(num)s working hours", number
        ),
        (Unit.DAYS, Clock.WORKING): lambda: ngettext("%(num)s working day", "%(num)s working days", number),
    }
    return told[value.unit, value.time]()


def who(step: Step, names: Names) -> str:
    """Who has the step, and how they are chosen: "Sales, the next one in turn"."""
    name = names.who(step.responsible)
    if step.responsible.kind not in (Who.ROLE, Who.GROUP):
        return name
    if step.responsible.pick is Pick.ROUND_ROBIN:
        return _("%(name)s, the next one in turn", name=name)
    if step.responsible.pick is Pick.LEAST_BUSY:
        return _("%(name)s, whoever is least busy", name=name)
    if step.mode is Mode.INFORM:
        return name
    if step.needs == 0:
        return _("%(name)s, every one of them", name=name)
    if step.needs > 1:
        return _("%(name)s, %(number)s of them", name=name, number=step.needs)
    return _("%(name)s, whoever is first", name=name)


def details(step: Step, definition: Definition, names: Names) -> list[tuple[str, str]]:
    """All that is laid down for the step, label and words, as far as it is."""
    told: list[tuple[str, str]] = [
        (_("Mode"), str(MODES[step.mode])),
        (_("Responsible"), who(step, names)),
        (_("What is to be done"), step.text),
        (_("Checklist"), ", ".join(step.checklist)),
        (_("Time for it"), span(step.duration) if step.duration else ""),
        (_("Reminder"), _("before it is due: %(span)s", span=span(step.remind)) if step.remind else ""),
        (_("If it is late"), escalation(step.escalation, names) if step.escalation else ""),
        (_("When rejected"), rejection(step.on_rejection, definition) if step.mode is Mode.APPROVE else ""),
        (_("Only if"), condition(step.condition, names) if step.condition else ""),
        (_("Outside addresses"), "; ".join(map(outside, step.outside))),
        (_("How they are told"), ", ".join(_channel(channel) for channel in sorted(step.channels))),
    ]
    return [(label, words) for label, words in told if words]


def escalation(value: Escalation, names: Names) -> str:
    """What happens to a late step."""
    slots = {"span": span(value.after), "name": names.who(value.to)}
    if value.act is EscalationAct.REASSIGN:
        return _("late by: %(span)s; then it goes to: %(name)s", **slots)
    return _("late by: %(span)s; then this is told to: %(name)s", **slots)


def rejection(value: Rejection, definition: Definition) -> str:
    """What follows when the step is rejected."""
    titles = {step.key: step.title for step in definition.steps}
    if value.step is None:
        return _("the workflow stops")
    return _("on with “%(step)s”", step=titles.get(value.step, value.step))


def condition(value: Condition, names: Names) -> str:
    """When the step is walked at all."""
    parts = [comparison(test, names) for test in value.tests]
    if len(parts) == 1:
        return parts[0]
    joined = "; ".join(parts)
    if value.match is Match.ANY:
        return _("one of these holds: %(tests)s", tests=joined)
    return _("all of these hold: %(tests)s", tests=joined)


def comparison(test: Comparison, names: Names) -> str:
    """One comparison: "Priority is high"."""
    slots = {"field": names.field(test.field), "op": str(OPS[test.op]), "value": test.value}
    if test.op in NO_VALUE:
        return _("%(field)s %(op)s", **slots)
    return _("%(field)s %(op)s “%(value)s”", **slots)


def _channel(channel: Channel) -> str:
    return _("in the bell") if channel is Channel.BELL else _("by e-mail")


def outside(value: Outside) -> str:
    """Somebody outside, and what they learn."""
    learns = ", ".join(str(SHOWS[shown]).lower() for shown in Shown if shown in value.shows)
    return f"{value.email} ({learns})" if learns else value.email


def named(definitions: Iterable[Definition]) -> set[tuple[str, int]]:
    """The people, roles and groups that these definitions name."""
    found: set[tuple[str, int]] = set()
    for definition in definitions:
        for step in definition.steps:
            everyone: Sequence[Responsible] = (
                step.responsible,
                *([step.escalation.to] if step.escalation else ()),
            )
            found |= {(one.kind.value, one.id) for one in everyone if one.id is not None}
    return found
