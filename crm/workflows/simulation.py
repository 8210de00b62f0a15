"""Walking a definition on a fake clock: what would happen when, and who would be told (CAS-6).

Nothing is read and nothing kept: the engine is asked what follows from each event, and the events are those
that the reader wishes for — people who answer after a while, or never — and the timers that were set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import heappop, heappush
from typing import Final

from crm.workflows import spans
from crm.workflows.definition import Definition, Mode, Span
from crm.workflows.effects import Begun, Effect, PeopleChanged, TimerSet
from crm.workflows.engine.stepping import step
from crm.workflows.events import Answered, Event, Fired, Started
from crm.workflows.state import Answer, Walk
from crm.workflows.worlds import PlainWorld

MOST_EVENTS: Final = 400
FAR: Final = timedelta(days=366)


class Deed(StrEnum):
    """What the people of a step do."""

    AGREE = "agree"
    REJECT_ONCE = "reject_once"
    REJECT = "reject"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the people of a step do, and how long after they were asked."""

    deed: Deed = Deed.AGREE
    after: Span = field(default_factory=lambda: Span(amount=1))


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened in the simulation, and what followed. ``before`` is how it stood."""

    at: datetime
    event: Event
    effects: Sequence[Effect]
    before: Walk


@dataclass(frozen=True, slots=True)
class Simulation:
    """All that happened, and how it stands at the end. ``cut``: there would be more."""

    moments: Sequence[Moment]
    state: Walk
    cut: bool = False


@dataclass(slots=True)
class _Clock:
    """What is still to come, by time and by the order in which it was planned."""

    queue: list[tuple[datetime, int, Event]] = field(default_factory=list)
    number: int = 0

    def plan(self, at: datetime, event: Event) -> None:
        """Let this happen then."""
        self.number += 1
        heappush(self.queue, (at, self.number, event))


def simulate(
    definition: Definition, world: PlainWorld, *, starts_at: datetime, wishes: Mapping[str, Wish]
) -> Simulation:
    """Walk the definition from this instant; ``wishes`` by the key of the step, else its people agree.

    At most ``MOST_EVENTS`` events within a year.
    """
    state, clock = Walk(before={}), _Clock()
    moments: list[Moment] = []
    clock.plan(starts_at, Started())
    while clock.queue and state.phase.is_open:
        at, _number, event = heappop(clock.queue)
        if len(moments) >= MOST_EVENTS or at > starts_at + FAR:
            return Simulation(moments, state, cut=True)
        before = state
        state, effects = step(definition, state, event, now=at, world=world)
        if effects:
            moments.append(Moment(at, event, effects, before))
        for effect in effects:
            _follow(effect, definition, world, wishes, clock, at, state)
    return Simulation(moments, state)


def _follow(
    effect: Effect, definition: Definition, world: PlainWorld, wishes: Mapping[str, Wish], clock: _Clock,
    at: datetime, state: Walk,
) -> None:  # fmt: skip
    if isinstance(effect, TimerSet):
        clock.plan(effect.at, Fired(effect.seq))
    elif isinstance(effect, Begun | PeopleChanged):
        one = definition.step(effect.step)
        wish = wishes.get(one.key, Wish())
        if one.mode is Mode.INFORM or wish.deed is Deed.NOTHING or state.step != one.key:
            return
        ticked = frozenset(range(len(one.checklist)))
        answer = _answer(one.mode, wish.deed, is_again=state.rejections > 0)
        due = spans.after(wish.after, at, world.working)
        for user_id in effect.user_ids:
            clock.plan(due, Answered(by=user_id, round=effect.round, answer=answer, ticked=ticked))


def _answer(mode: Mode, deed: Deed, *, is_again: bool) -> Answer:
    if mode is not Mode.APPROVE:
        return Answer.DONE
    rejects = deed is Deed.REJECT or (deed is Deed.REJECT_ONCE and not is_again)
    return Answer.REJECTED if rejects else Answer.APPROVED
