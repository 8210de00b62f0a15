"""The machine's one function, and what each event does."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from crm.workflows.definition import Definition
from crm.workflows.effects import AnswerTaken, Effect, Outcome, RunPaused, RunResumed
from crm.workflows.engine.walking import MOST_PEOPLE, Walking
from crm.workflows.events import (
    Answered,
    Cancelled,
    Event,
    Fired,
    Left,
    Paused,
    Reassigned,
    Resumed,
    Skipped,
    Started,
)
from crm.workflows.state import Person, Phase, TimerKind, Walk
from crm.workflows.verdicts import allowed
from crm.workflows.worlds import World

Moved = tuple[Walk, tuple[Effect, ...]]


def step(definition: Definition, state: Walk, event: Event, *, now: datetime, world: World) -> Moved:
    """The state after the event, and what follows from it; the definition has no faults (``checking``)."""
    machine = _Machine(definition, state, now.astimezone(UTC), world)
    _HAPPENS[type(event)](machine, event)
    return machine.state, tuple(machine.effects)


class _Machine(Walking):
    """What each event does."""

    def started(self, event: Started) -> None:
        """Once, whatever happens."""
        if self.state.phase is Phase.RUNNING and self.state.round == 0:
            self.become(started_by=event.by)
            self.go_on(self.definition.steps)

    def answered(self, event: Answered) -> None:
        """Of those who are asked, each once, what their step takes for an answer."""
        if not self.is_now(event.round) or event.by not in self.state.waiting_ids:
            return
        if not allowed(self.step, event.answer, ticked=event.ticked):
            return
        said = Person(user_id=event.by, answer=event.answer)
        people = (said if person.user_id == event.by else person for person in self.state.people)
        self.become(people=tuple(people), timers=self.timers_without(event.by))
        self.emit(AnswerTaken(self.step.key, self.state.round, event.by, event.answer))
        self.settle()

    def fired(self, event: Fired) -> None:
        """A timer that still stands; one that comes too early is set anew."""
        timer = self.state.timer(event.seq)
        if timer is None or self.state.phase is not Phase.RUNNING:
            return
        self.become(timers=tuple(one for one in self.state.timers if one.seq != event.seq))
        at = self.moment(timer)
        if at > self.now:
            self.set_timer(timer.kind, at, timer.clock, timer.user_id)
        elif timer.kind is TimerKind.REMIND:
            self.reach(TimerKind.REMIND_PERSON, self.state.waiting_ids, timer.clock)
        elif timer.kind is TimerKind.ESCALATE:
            self.escalate(timer.clock)
        else:
            self.tell_one(timer)

    def paused(self, _event: Paused) -> None:
        """Note how much time is left on each clock."""
        if self.state.phase is not Phase.RUNNING:
            return
        frozen = tuple(
            timer.model_copy(update={"left": self.seconds_until(timer.at, timer.clock)})
            for timer in self.state.timers
        )
        self.become(phase=Phase.PAUSED, timers=frozen, due_left=self.due_left())
        self.emit(RunPaused())

    def resumed(self, _event: Resumed) -> None:
        """Let that time pass from now on."""
        if self.state.phase is not Phase.PAUSED:
            return
        frozen, left = self.state.timers, self.state.due_left
        self.become(phase=Phase.RUNNING, timers=(), due_left=None)
        if left is not None:
            self.become(due_at=self.resumed_at(left, self.duration_clock()))
        self.emit(RunResumed(self.state.due_at))
        for timer in frozen:
            self.set_timer(
                timer.kind, self.resumed_at(timer.left or 0, timer.clock), timer.clock, timer.user_id
            )
        self.settle()

    def skipped(self, event: Skipped) -> None:
        """Go on behind the step."""
        if self.is_now(event.round):
            behind = self.definition.after(self.step.key)
            self.close(Outcome.SKIPPED)
            self.go_on(behind)

    def cancelled(self, _event: Cancelled) -> None:
        """End the step and the run."""
        if self.state.phase.is_open:
            key = self.close(Outcome.CANCELLED) if self.state.step else self.definition.steps[0].key
            self.end(Phase.CANCELLED, Outcome.CANCELLED, key)

    def reassigned(self, event: Reassigned) -> None:
        """Let these do it, and nobody else: who is not named has no say any more, nor had any.

        It takes one of them who has not answered yet: a step is not decided by handing it over.
        """
        named = event.user_ids[:MOST_PEOPLE]
        said = {person.user_id for person in self.state.people if person.answer is not None}
        is_now = self.state.phase.is_open and event.round == self.state.round and self.state.step
        if is_now and not set(named) <= said:
            self.hand_to(named, of=named)

    def left(self, event: Left) -> None:
        """The heir takes over; without one whoever the step's rule finds now."""
        if not self.state.phase.is_open or self.state.step is None:
            return
        timers = self.timers_without(event.user_id)
        gone = [timer for timer in self.state.timers if timer not in timers]
        number = self.state.round
        self.become(timers=timers)
        if event.user_id in self.state.waiting_ids:
            heirs = (event.heir_id,) if event.heir_id else ()
            rest = tuple(one for one in self.state.waiting_ids if one != event.user_id)
            self.hand_to(tuple(dict.fromkeys((*rest, *heirs))) or self.chosen(self.step))
        for timer in gone:
            if (
                timer.kind is TimerKind.ESCALATE_TO_PERSON
                and event.heir_id
                and self.state.round == number
                and self.state.step
            ):
                self.keep(timer.model_copy(update={"user_id": event.heir_id}))


_HAPPENS: Final[dict[type[Event], Callable[[_Machine, Any], None]]] = {
    Started: _Machine.started,
    Answered: _Machine.answered,
    Fired: _Machine.fired,
    Paused: _Machine.paused,
    Resumed: _Machine.resumed,
    Skipped: _Machine.skipped,
    Cancelled: _Machine.cancelled,
    Reassigned: _Machine.reassigned,
    Left: _Machine.left,
}
