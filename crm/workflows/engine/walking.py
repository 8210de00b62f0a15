"""Beginning and ending steps, and finding their people."""

from collections.abc import Collection, Sequence
from typing import Final

from crm.workflows import conditions, spans
from crm.workflows.definition import Clock, EscalationAct, Mode, Pick, Responsible, Step, Who
from crm.workflows.effects import (
    Begun,
    Ended,
    Escalated,
    Message,
    Outcome,
    PeopleChanged,
    RunEnded,
    Stuck,
    Told,
)
from crm.workflows.engine.turn import EVERY_CHANNEL, Turn
from crm.workflows.state import Person, Phase, TimerKind
from crm.workflows.verdicts import verdict

MOST_REJECTIONS: Final = 20
"""So often can a run be sent back; the next rejection ends it."""
MOST_PEOPLE: Final = 200
"""So many of a role or group get one step at most."""
OWNER: Final = Responsible(kind=Who.OWNER)


class Walking(Turn):
    """From step to step."""

    def go_on(self, steps: Sequence[Step], message: Message = Message.TASK) -> None:
        """Begin the first of these steps that waits for somebody; end the run if none does."""
        for one in steps:
            if one.condition is not None and not conditions.holds(one.condition, self.world.facts):
                self.become(round=self.state.round + 1)
                self.emit(Begun(one.key, self.state.round, (), None))
                self.emit(Ended(one.key, self.state.round, Outcome.PASSED))
            elif one.mode is Mode.INFORM:
                self.inform(one)
            else:
                self.await_answers(one, message)
                return
        self.end(Phase.DONE, Outcome.DONE, self.definition.steps[-1].key)

    def inform(self, one: Step) -> None:
        """Tell its people, and pass."""
        people = self.chosen(one)
        self.become(round=self.state.round + 1, before={**self.state.before, one.key: people})
        self.emit(Begun(one.key, self.state.round, people, None))
        self.tell(Message.NOTIFICATION, people, step=one)
        self.tell_outside(one, None)
        self.emit(Ended(one.key, self.state.round, Outcome.INFORMED))

    def await_answers(self, one: Step, message: Message) -> None:
        """Let the step wait for its people, who are told by this message."""
        people = self.chosen(one)
        due_at = spans.after(one.duration, self.now, self.world.working) if one.duration else None
        self.become(
            step=one.key,
            round=self.state.round + 1,
            people=tuple(Person(user_id=user_id) for user_id in people),
            due_at=due_at,
            before={**self.state.before, one.key: people},
        )
        self.emit(Begun(one.key, self.state.round, people, due_at))
        if people:
            self.tell(message, people)
        else:
            self.emit(Stuck(one.key, self.state.round))
        self.tell_outside(one, due_at)
        if due_at is not None:
            self.arm(one, due_at)

    def settle(self) -> None:
        """See whether the step is answered well enough, and go on from there."""
        if self.state.phase is not Phase.RUNNING or self.state.step is None:
            return
        one = self.step
        outcome = verdict(one, self.state.people)
        if outcome is Outcome.REJECTED:
            self.reject(one)
        elif outcome is not None:
            self.close(outcome)
            self.go_on(self.definition.after(one.key))

    def reject(self, one: Step) -> None:
        """Stop, or go back to where the step says, but not for ever."""
        self.close(Outcome.REJECTED)
        self.become(rejections=self.state.rejections + 1)
        back, in_circles = one.on_rejection.step, self.state.rejections > MOST_REJECTIONS
        if back is None or in_circles:
            self.end(Phase.REJECTED, Outcome.REJECTED, one.key, in_circles=in_circles)
        else:
            self.go_on(self.definition.from_step(back), Message.REJECTION)

    def close(self, outcome: Outcome) -> str:
        """The step is over; its timers fall silent. Returns its key."""
        key = self.step.key
        self.emit(Ended(key, self.state.round, outcome))
        self.become(step=None, people=(), due_at=None, due_left=None, timers=())
        return key

    def end(self, phase: Phase, outcome: Outcome, key: str, *, in_circles: bool = False) -> None:
        """Nothing comes any more; who started the run and the case's owner are told."""
        self.become(phase=phase)
        self.emit(RunEnded(outcome, in_circles))
        message = {Phase.DONE: Message.COMPLETION, Phase.REJECTED: Message.REJECTION}.get(phase)
        owner = self.world.people(OWNER)
        concerned = tuple(dict.fromkeys(filter(None, (*owner, self.state.started_by))))
        if message is not None and concerned:
            self.emit(Told(message, key, self.state.round, concerned, EVERY_CHANNEL))

    def chosen(self, one: Step) -> tuple[int, ...]:
        """Whom the step is for by its rule, else the case's owner, else nobody."""
        rule, answering = one.responsible, one.mode is not Mode.INFORM
        people = tuple(self.world.people(rule, answering=answering))[:MOST_PEOPLE]
        if not people:
            return tuple(self.world.people(OWNER, answering=answering))
        if rule.pick is Pick.ALL or rule.kind not in (Who.ROLE, Who.GROUP):
            return people
        had_it = tuple(one_id for one_id in self.state.before.get(one.key, ()) if one_id in people)
        if had_it:
            return had_it
        if rule.pick is Pick.ROUND_ROBIN:
            return (self.world.next_in_turn(one.key, people),)
        return (self.world.least_busy(people),)

    def hand_to(
        self, user_ids: Sequence[int], *, of: Collection[int] | None = None, by_escalation: bool = False
    ) -> None:
        """The step waits for these; answers stand that were given, or those ``of`` these alone. Those who
        are new to it are told.
        """
        known = {person.user_id: person for person in self.state.people}
        stands = [person for person in self.state.people if of is None or person.user_id in of]
        answered = tuple(person for person in stands if person.answer is not None)
        new = tuple(user_id for user_id in user_ids if user_id not in known)
        rest = (known.get(user_id) or Person(user_id=user_id) for user_id in user_ids)
        people = (*answered, *(person for person in rest if person.answer is None))
        if people == self.state.people:
            return
        key = self.step.key
        waiting = tuple(person.user_id for person in people)
        self.become(people=people, before={**self.state.before, key: waiting})
        self.emit(PeopleChanged(key, self.state.round, self.state.waiting_ids, by_escalation))
        if not people:
            self.emit(Stuck(key, self.state.round))
        if new and not by_escalation:
            self.tell(Message.TASK, new)
        self.settle()

    def escalate(self, clock: Clock) -> None:
        """Let others know that the step is late, or have it done by them."""
        escalation = self.step.escalation
        assert escalation is not None
        answering = escalation.act is EscalationAct.REASSIGN
        people = tuple(self.world.people(escalation.to, answering=answering))[:MOST_PEOPLE]
        people = people or tuple(self.world.people(OWNER, answering=answering))
        number = self.state.round
        self.emit(Escalated(self.step.key, number, people))
        if people and escalation.act is EscalationAct.REASSIGN:
            self.hand_to(people, by_escalation=True)
        if self.is_now(number):
            self.reach(TimerKind.ESCALATE_TO_PERSON, people, clock)
