"""What follows from an event: whoever runs the engine carries these out, in their order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from crm.workflows.definition import Channel, Outside
from crm.workflows.state import Answer, TimerKind


class Outcome(StrEnum):
    """How a step ended; ``passed``: its condition did not hold, ``informed``: its people were told."""

    DONE = "done"
    APPROVED = "approved"
    REJECTED = "rejected"
    SKIPPED = "skipped"
    PASSED = "passed"
    INFORMED = "informed"
    CANCELLED = "cancelled"


class Message(StrEnum):
    """What people are told: the seven templates of CAS-5, but for that of outside addresses."""

    TASK = "task"
    NOTIFICATION = "notification"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    COMPLETION = "completion"
    REJECTION = "rejection"


@dataclass(frozen=True, slots=True)
class Begun:
    """A step began: a round of its own."""

    step: str
    round: int
    user_ids: tuple[int, ...]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ended:
    """A step ended."""

    step: str
    round: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AnswerTaken:
    """Somebody's answer counts."""

    step: str
    round: int
    user_id: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class PeopleChanged:
    """A step waits for others now. ``by_escalation``: since it is late."""

    step: str
    round: int
    user_ids: tuple[int, ...]
    by_escalation: bool = False


@dataclass(frozen=True, slots=True)
class Escalated:
    """A step is so late that others learn of it."""

    step: str
    round: int
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """These users are told now. ``step`` is the step it is about, also where the run as a whole has ended."""

    message: Message
    step: str
    round: int
    user_ids: tuple[int, ...]
    channels: frozenset[Channel]


@dataclass(frozen=True, slots=True)
class ToldOutside:
    """An address outside is told now."""

    step: str
    round: int
    outside: Outside
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class TimerSet:
    """``Fired(seq)`` is to be brought at this instant, or later."""

    seq: int
    kind: TimerKind
    step: str
    round: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Stuck:
    """A step waits, but for nobody."""

    step: str
    round: int


@dataclass(frozen=True, slots=True)
class RunPaused:
    """All clocks stand still."""


@dataclass(frozen=True, slots=True)
class RunResumed:
    """They go on; the step is due then."""

    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunEnded:
    """Nothing comes any more. ``in_circles``: it was rejected too often."""

    outcome: Outcome
    in_circles: bool = False


Effect: TypeAlias = (
    Begun
    | Ended
    | AnswerTaken
    | PeopleChanged
    | Escalated
    | Told
    | ToldOutside
    | TimerSet
    | Stuck
    | RunPaused
    | RunResumed
    | RunEnded
)
