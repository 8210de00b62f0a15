"""One event on its way through the machine: what it changes, whom it tells, which timers it sets."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from crm.workflows import spans
from crm.workflows.definition import Channel, Clock, Definition, Step
from crm.workflows.effects import Effect, Message, TimerSet, Told, ToldOutside
from crm.workflows.state import Phase, Timer, TimerKind, Walk
from crm.workflows.worlds import World

EVERY_CHANNEL: Final = frozenset(Channel)


class Turn:
    """The state as it becomes, and the effects so far."""

    def __init__(self, definition: Definition, state: Walk, now: datetime, world: World) -> None:
        self.definition, self.state, self.now, self.world = definition, state, now, world
        self.effects: list[Effect] = []

    @property
    def step(self) -> Step:
        """The step that waits."""
        assert self.state.step is not None
        return self.definition.step(self.state.step)

    def is_now(self, number: int) -> bool:
        """Whether this round waits and the clocks run."""
        state = self.state
        return state.phase is Phase.RUNNING and state.step is not None and state.round == number

    def become(self, **changes: Any) -> None:
        """The state, with these changes."""
        self.state = self.state.model_copy(update=changes)

    def emit(self, effect: Effect) -> None:
        """This follows."""
        self.effects.append(effect)

    def arm(self, one: Step, due_at: datetime) -> None:
        """Set the timers of a step that is due then; a reminder whose time is past already is none."""
        working = self.world.working
        if one.remind is not None:
            at = spans.before(one.remind, due_at, working)
            if at > self.now:
                self.set_timer(TimerKind.REMIND, at, one.remind.time)
        if one.escalation is not None:
            span = one.escalation.after
            timer = Timer(
                seq=0, kind=TimerKind.ESCALATE, at=spans.after(span, due_at, working), clock=span.time
            )
            self.set_timer(timer.kind, self.moment(timer), timer.clock)

    def moment(self, timer: Timer) -> datetime:
        """When it may fire: by a working clock in hours in which people work, also if it is late by now."""
        at = max(timer.at, self.now)
        if timer.clock is Clock.CALENDAR:
            return at
        if timer.user_id is not None:
            return self.world.delivery(timer.user_id, at)
        return self.world.working.next_working(at) or at

    def reach(self, kind: TimerKind, user_ids: Iterable[int], clock: Clock) -> None:
        """Tell each of them, at once or as soon as it is time for it on their clock."""
        for user_id in user_ids:
            timer = Timer(seq=0, kind=kind, at=self.now, clock=clock, user_id=user_id)
            at = self.moment(timer)
            if at > self.now:
                self.set_timer(kind, at, clock, user_id)
            else:
                self.tell_one(timer)

    def tell_one(self, timer: Timer) -> None:
        """What a person's timer was set for."""
        assert timer.user_id is not None
        is_reminder = timer.kind is TimerKind.REMIND_PERSON
        self.tell(Message.REMINDER if is_reminder else Message.ESCALATION, (timer.user_id,))

    def tell(self, message: Message, user_ids: tuple[int, ...], *, step: Step | None = None) -> None:
        """Tell these of the step, by its channels."""
        one = step or self.step
        if user_ids:
            self.emit(Told(message, one.key, self.state.round, user_ids, one.channels))

    def tell_outside(self, one: Step, due_at: datetime | None) -> None:
        """Tell the step's outside addresses."""
        for outside in one.outside:
            self.emit(ToldOutside(one.key, self.state.round, outside, due_at))

    def set_timer(self, kind: TimerKind, at: datetime, clock: Clock, user_id: int | None = None) -> None:
        """Have something done at an instant."""
        seq = self.state.seq + 1
        timer = Timer(seq=seq, kind=kind, at=at, clock=clock, user_id=user_id)
        self.become(seq=seq, timers=(*self.state.timers, timer))
        self.emit(TimerSet(seq, kind, self.step.key, self.state.round, at))

    def keep(self, timer: Timer) -> None:
        """A timer for somebody else: set anew, or frozen as it was."""
        if self.state.phase is Phase.PAUSED:
            self.become(timers=(*self.state.timers, timer))
        else:
            self.set_timer(timer.kind, timer.at, timer.clock, timer.user_id)

    def timers_without(self, user_id: int) -> tuple[Timer, ...]:
        """The timers but for this person's."""
        return tuple(timer for timer in self.state.timers if timer.user_id != user_id)

    def due_left(self) -> float | None:
        """How much of the step's time is left; None where it has no end, or is late already."""
        due_at = self.state.due_at
        if due_at is None or due_at <= self.now:
            return None
        return self.seconds_until(due_at, self.duration_clock())

    def seconds_until(self, at: datetime, clock: Clock) -> float:
        """How much of this clock's time passes until then."""
        return spans.left(self.now, at, clock, self.world.working).total_seconds()

    def resumed_at(self, seconds: float, clock: Clock) -> datetime:
        """When so much of it has passed from now."""
        return spans.resumed(self.now, seconds, clock, self.world.working)

    def duration_clock(self) -> Clock:
        """By which clock the step is due."""
        duration = self.step.duration
        return duration.time if duration else Clock.CALENDAR
