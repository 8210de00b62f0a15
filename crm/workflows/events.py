"""What can happen to a run. What names a ``round`` is about that step alone: later it changes nothing."""

from dataclasses import dataclass
from typing import TypeAlias

from crm.workflows.state import Answer


@dataclass(frozen=True, slots=True)
class Started:
    """The workflow begins; ``by`` started it by hand, None: it started by itself."""

    by: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """One of the step's people answers. ``ticked`` are the numbers of the checklist's items, from 0."""

    by: int
    round: int
    answer: Answer
    ticked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer is due."""

    seq: int


@dataclass(frozen=True, slots=True)
class Paused:
    """All clocks of the run stand still."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """They go on with the time that was left."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The step is passed over as if nobody had to do it."""

    round: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The run ends here."""


@dataclass(frozen=True, slots=True)
class Reassigned:
    """The step is for these users now. Who was among its people before keeps their answer."""

    round: int
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody has left the workspace; ``heir_id`` takes over."""

    user_id: int
    heir_id: int | None = None


Event: TypeAlias = Started | Answered | Fired | Paused | Resumed | Skipped | Cancelled | Reassigned | Left
