"""Where a case stands in its workflow: what the engine goes by, kept as JSON with the run.

At any moment at most one step waits; steps that only inform are told and passed. ``round`` counts the steps
that were begun and names one of them for answers and links: after a rejection a step has another round.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from crm.workflows.definition import Clock, Part, StepKey


class Phase(StrEnum):
    """running ⇄ paused → done | rejected | cancelled."""

    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    REJECTED = "rejected"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self in (Phase.RUNNING, Phase.PAUSED)


class Answer(StrEnum):
    """What somebody says to a step that waits for them."""

    DONE = "done"
    APPROVED = "approved"
    REJECTED = "rejected"


class Person(Part):
    """One of a step's people, and what they said, if they have."""

    user_id: int
    answer: Answer | None = None


class TimerKind(StrEnum):
    """What a timer is for. The first two are on the workspace's clock, the others on one person's."""

    REMIND = "remind"
    ESCALATE = "escalate"
    REMIND_PERSON = "remind_person"
    ESCALATE_TO_PERSON = "escalate_to_person"


class Timer(Part):
    """Something to be done at an instant. ``seq`` is its name within the run, never used twice.

    ``left`` are the seconds of its clock that were left when the run was paused; None while it runs.
    """

    seq: int
    kind: TimerKind
    at: datetime
    clock: Clock
    user_id: int | None = None
    left: float | None = None


class Walk(Part):
    """The state of one run."""

    phase: Phase = Phase.RUNNING
    step: StepKey | None = None
    round: int = 0
    people: tuple[Person, ...] = ()
    due_at: datetime | None = None
    due_left: float | None = None
    timers: tuple[Timer, ...] = ()
    seq: int = 0
    rejections: int = 0
    started_by: int | None = None
    before: Annotated[dict[str, tuple[int, ...]], Field(default_factory=dict)]
    """Who had each step last: whoever did it gets it back."""

    @property
    def is_stuck(self) -> bool:
        """Whether a step waits for nobody: none was found for it."""
        return self.phase.is_open and self.step is not None and not self.people

    @property
    def waiting_ids(self) -> tuple[int, ...]:
        """The users whose answer is missing."""
        return tuple(person.user_id for person in self.people if person.answer is None)

    def timer(self, seq: int) -> Timer | None:
        """The timer of this name, if it still stands."""
        return next((timer for timer in self.timers if timer.seq == seq), None)
