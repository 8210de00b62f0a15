"""The definition of a workflow: an ordered list of steps, as admins lay it down (CAS-2).

Frozen shapes, read from forms and JSON alike and kept as JSON (``model_dump(mode="json")``). What one shape
cannot see — whether people, fields and other steps are there — ``checking`` says.
"""

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, PlainSerializer, StringConstraints

from crm.kernel.forms import Email, Id, Line, Prose, Shape, Text

MOST_STEPS: Final = 50
MOST_ITEMS: Final = 30
MOST_OUTSIDE: Final = 10
MOST_TESTS: Final = 10
MOST_NEEDED: Final = 50
MOST_TIME: Final = 1_000

StepKey = Annotated[Text, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$")]


class Part(Shape):
    """A piece of a definition: never changed, always replaced."""

    model_config = ConfigDict(frozen=True)


class Unit(StrEnum):
    """What a span is counted in."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


class Clock(StrEnum):
    """Which time passes: that in which the workspace works, or all of it."""

    WORKING = "working"
    CALENDAR = "calendar"


class Span(Part):
    """A length of time: two working days, 30 minutes by the calendar."""

    amount: Annotated[int, Field(ge=1, le=MOST_TIME)]
    unit: Unit = Unit.HOURS
    time: Clock = Clock.WORKING
    """Whether only working time counts, by the workspace's working hours and holidays, or all time."""


class Who(StrEnum):
    """How a step's people are found."""

    USER = "user"
    ROLE = "role"
    GROUP = "group"
    LEAD = "lead"
    OWNER = "owner"


class Pick(StrEnum):
    """Which of a role or group get the step."""

    ALL = "all"
    ROUND_ROBIN = "round_robin"
    LEAST_BUSY = "least_busy"


class Responsible(Part):
    """Who a step is for, as a rule: it is applied when the step begins.

    ``lead`` is the lead manager of the case's first contact, ``owner`` the case's owner. Where nobody is
    found, the case's owner is meant; without one the step waits unassigned and admins are told.
    """

    kind: Who
    id: Id | None = None
    """The user, role or group; null for `lead` and `owner`."""
    pick: Pick = Pick.ALL
    """Of a role or a group: all, the next one in turn, or whoever has the fewest steps waiting."""


class EscalationAct(StrEnum):
    """What happens to a step that is late."""

    INFORM = "inform"
    REASSIGN = "reassign"


class Escalation(Part):
    """Whom a late step goes to, and how long after it was due."""

    after: Span
    """Counted from when the step was due."""
    to: Responsible
    """A user or a role."""
    act: EscalationAct = EscalationAct.INFORM


class Shown(StrEnum):
    """What somebody outside of the workspace learns of a case."""

    NUMBER = "number"
    TITLE = "title"
    STATUS = "status"
    STEP = "step"
    DUE = "due"


InOrder = PlainSerializer(lambda chosen: sorted(chosen), return_type=list)
"""A set is kept in a fixed order, so that equal definitions are equal JSON."""


class Outside(Part):
    """An address outside of the workspace that is told when the step begins, of what it may know alone."""

    email: Email
    language: Literal["en", "ru"] | None = None
    """`en`, `ru`, or null for the workspace's language."""
    shows: Annotated[frozenset[Shown], InOrder] = frozenset({Shown.NUMBER})


class Channel(StrEnum):
    """How the people of a step are told."""

    BELL = "bell"
    EMAIL = "email"


class Mode(StrEnum):
    """What a step wants of its people: nothing, to do something, or to say yes or no."""

    INFORM = "inform"
    COMPLETE = "complete"
    APPROVE = "approve"


class Rejection(Part):
    """What follows when a step is rejected: the workflow stops, or goes on at the named step."""

    step: StepKey | None = None
    """The key of the step to go on with; null: the workflow stops."""


class Op(StrEnum):
    """How a condition compares."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    GT = "gt"
    LT = "lt"
    EMPTY = "empty"
    FILLED = "filled"


class Comparison(Part):
    """One comparison of a case's field: ``type``, ``priority``, …, or ``field:<key>`` for an own field.

    Texts are compared without regard to letter case, numbers and dates (ISO 8601) by their value.
    """

    field: Annotated[Line, StringConstraints(min_length=1)]
    op: Op
    value: Line = ""


class Match(StrEnum):
    """Whether all comparisons have to hold, or one is enough."""

    ALL = "all"
    ANY = "any"


class Condition(Part):
    """When a step is walked at all; otherwise it is passed over."""

    match: Match = Match.ALL
    tests: Annotated[tuple[Comparison, ...], Field(min_length=1, max_length=MOST_TESTS)]


class Step(Part):
    """One step. ``key`` is its name for programs: it stays when the step is renamed or moved."""

    key: StepKey
    title: Annotated[Line, StringConstraints(min_length=1)]
    text: Prose = ""
    """What is to be done, in a few sentences."""
    checklist: Annotated[
        tuple[Annotated[Line, StringConstraints(min_length=1)], ...], Field(max_length=MOST_ITEMS)
    ] = ()
    """Everything that has to be ticked before the step can be completed or approved."""
    mode: Mode = Mode.COMPLETE
    responsible: Responsible
    needs: Annotated[int, Field(ge=0, le=MOST_NEEDED)] = 1
    """How many of the step's people have to complete or approve it; 0: all of them."""
    duration: Span | None = None
    """How long the step may take; null: as long as it likes."""
    remind: Span | None = None
    """How long before the step is due its people are reminded."""
    escalation: Escalation | None = None
    outside: Annotated[tuple[Outside, ...], Field(max_length=MOST_OUTSIDE)] = ()
    channels: Annotated[frozenset[Channel], InOrder] = frozenset({Channel.BELL, Channel.EMAIL})
    on_rejection: Rejection = Rejection()
    condition: Condition | None = None


class Definition(Part):
    """The steps of a workflow, in their order."""

    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST_STEPS)]

    def step(self, key: str) -> Step:
        """The step with this key.

        Raises:
            KeyError: there is none.
        """
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    def from_step(self, key: str) -> tuple[Step, ...]:
        """The steps from this one on, itself included."""
        keys = [step.key for step in self.steps]
        return self.steps[keys.index(key) :]

    def after(self, key: str) -> tuple[Step, ...]:
        """The steps that stand behind this one."""
        return self.from_step(key)[1:]
