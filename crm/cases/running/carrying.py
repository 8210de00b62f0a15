"""Carrying out what follows from an event: rows of steps, facts, timers, notices and mails."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import select

from crm.cases.models.case import Case
from crm.cases.models.words import CASE
from crm.cases.running import facts
from crm.cases.running.models import CaseRun, CaseStep
from crm.kernel.access import Actor
from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.facts import FactRow, record
from crm.kernel.jobs import later
from crm.mail.actions import post
from crm.notifications.actions import mail, tell
from crm.workflows.definition import Channel, Definition
from crm.workflows.effects import (
    AnswerTaken,
    Begun,
    Effect,
    Ended,
    Escalated,
    Message,
    Outcome,
    PeopleChanged,
    RunEnded,
    RunPaused,
    RunResumed,
    Stuck,
    TimerSet,
    Told,
    ToldOutside,
)
from crm.workflows.state import Walk

TIMER: Final = "cases.timer"
LETTER: Final = "cases.step"
OUTSIDE: Final = "cases.outside"
GATHERED: Final = frozenset({Message.TASK, Message.NOTIFICATION, Message.COMPLETION})
"""What many cases that begin by one act tell their people of in one summary."""
Gathered: TypeAlias = Counter[tuple[Message, str, int]]
"""How often a message was for a user, by the way that it was to reach them."""
SPOKEN: Final = frozenset({Outcome.SKIPPED, Outcome.PASSED})
"""Ends that no answer tells of."""


class Carrier:
    """One event's effects on one run. ``reason`` is what was given for the event.

    With ``gathered``, people are not told of what ``GATHERED`` names: it counts there, for a summary.
    """

    def __init__(
        self,
        run: CaseRun,
        case: Case,
        definition: Definition,
        *,
        now: datetime,
        by: Actor,
        reason: str,
        gathered: Gathered | None = None,
    ) -> None:
        self._run, self._case, self._definition = run, case, definition
        self._now, self._by, self._reason, self._gathered = now, by, reason, gathered
        self._steps: dict[int, CaseStep] = {}
        self._told_by: dict[tuple[Message, int | None], FactRow] = {}
        """What tells of a message about the step of this round, or, None, about the run's end."""

    def carry_out(self, effects: Sequence[Effect], after: Walk) -> None:
        """Each in its order; then the waiting step's row says who it waits for and until when."""
        for effect in effects:
            work = _WORK.get(type(effect))
            if work is not None:
                work(self, effect)
        if after.step is not None:
            row = self._step(after.round)
            row.user_ids = [person.user_id for person in after.people]
            row.due_at = after.due_at
        db.session.flush()

    def begun(self, effect: Begun) -> None:
        row = CaseStep(
            run_id=self._run.id,
            workflow_id=self._run.workflow_id,
            round=effect.round,
            key=effect.step,
            user_ids=list(effect.user_ids),
            chosen_id=next(iter(effect.user_ids), None),
            answers=[],
            told_ids=[],
            began_at=self._now,
            due_at=effect.due_at,
        )
        db.session.add(row)
        db.session.flush()
        self._steps[effect.round] = row

    def answered(self, effect: AnswerTaken) -> None:
        row = self._step(effect.round)
        answer = {
            "user_id": effect.user_id,
            "answer": effect.answer.value,
            "at": self._now.isoformat(),
            "note": self._reason,
        }
        row.answers = [*row.answers, answer]
        self._record(facts.StepAnswered, effect.round, answer=effect.answer.value)

    def ended(self, effect: Ended) -> None:
        row = self._step(effect.round)
        row.outcome, row.ended_at = effect.outcome.value, self._now
        if effect.outcome is Outcome.SKIPPED:
            row.reason = self._reason
        if effect.outcome in SPOKEN:
            self._record(facts.StepEnded, effect.round, outcome=effect.outcome.value)

    def handed_over(self, effect: PeopleChanged) -> None:
        self._step(effect.round).reason = self._reason
        self._told_by[Message.TASK, effect.round] = self._record(
            facts.StepHandedOver,
            effect.round,
            user_ids=list(effect.user_ids),
            by_escalation=effect.by_escalation,
        )

    def escalated(self, effect: Escalated) -> None:
        """Who learns of it sees the case from now on."""
        row = self._step(effect.round)
        row.told_ids = sorted({*row.told_ids, *effect.user_ids})

    def stuck(self, effect: Stuck) -> None:
        self._record(facts.StepStuck, effect.round)

    def paused(self, _effect: RunPaused) -> None:
        self._run.reason = self._reason
        self._record_run(facts.WorkflowPaused)

    def resumed(self, _effect: RunResumed) -> None:
        self._run.reason = ""
        self._record_run(facts.WorkflowResumed)

    def run_ended(self, effect: RunEnded) -> None:
        """Of a run that is done or rejected the message to its people is the fact: see ``told``."""
        if effect.outcome is Outcome.CANCELLED:
            self._run.reason = self._reason
            self._record_run(facts.WorkflowCancelled)
        elif effect.outcome is Outcome.REJECTED:
            row = self._record_run(facts.WorkflowRejected, in_circles=effect.in_circles)
            self._told_by[Message.REJECTION, None] = row
        else:
            self._told_by[Message.COMPLETION, None] = self._record_run(facts.WorkflowDone)

    def timer_set(self, effect: TimerSet) -> None:
        """A job at that instant; it names the timer, and the run's state says whether it still stands."""
        later(
            TIMER, key=f"{self._run.id}:{effect.seq}", due_at=effect.at, run_id=self._run.id, seq=effect.seq
        )

    def told(self, effect: Told) -> None:
        """A fact of the message, and notices and mails of the fact; whoever acts is never told."""
        of_step, of_end = (effect.message, effect.round), (effect.message, None)
        about = self._told_by.get(of_step) or self._told_by.get(of_end)
        if about is None:
            about = self._record(_FACTS[effect.message], effect.round, user_ids=list(effect.user_ids))
        if self._gathered is not None and effect.message in GATHERED:
            self._gathered.update((effect.message, way_of(effect.channels), one) for one in effect.user_ids)
            return
        context: dict[str, Any] = {
            "message": effect.message.value,
            "run_id": self._run.id,
            "step_id": self._step(effect.round).id,
        }
        if Channel.BELL in effect.channels:
            letter = LETTER if Channel.EMAIL in effect.channels else None
            tell(effect.user_ids, about=about, anchor=(CASE, self._case.id), letter=letter, **context)
        elif Channel.EMAIL in effect.channels:
            mail(effect.user_ids, about=about, anchor=(CASE, self._case.id), letter=LETTER, **context)

    def told_outside(self, effect: ToldOutside) -> None:
        """A mail that names the address by its place in the step: the writer finds what it may say there."""
        outside = effect.outside
        listed = self._definition.step(effect.step).outside
        post(
            OUTSIDE,
            to=outside.email,
            locale=outside.language or tenant().locale,
            step_id=self._step(effect.round).id,
            place=listed.index(outside),
        )

    def _step(self, number: int) -> CaseStep:
        if number not in self._steps:
            row = select(CaseStep).where(CaseStep.run_id == self._run.id, CaseStep.round == number)
            self._steps[number] = db.session.scalars(row).one()
        return self._steps[number]

    def _record(self, kind: type[facts.StepFact], number: int, **values: Any) -> FactRow:
        return self._record_run(kind, step_id=self._step(number).id, **values)

    def _record_run(self, kind: type[facts.RunFact], **values: Any) -> FactRow:
        return record(kind(case_id=self._case.id, run_id=self._run.id, **values), by=self._by)


def way_of(channels: Collection[Channel]) -> str:
    """How people are told: by the ``bell``, by ``email``, or ``both``."""
    if Channel.BELL not in channels:
        return "email"
    return "both" if Channel.EMAIL in channels else "bell"


_FACTS: Final[Mapping[Message, type[facts.StepFact]]] = {
    Message.TASK: facts.StepBegun,
    Message.NOTIFICATION: facts.StepInformed,
    Message.REMINDER: facts.StepReminded,
    Message.ESCALATION: facts.StepEscalated,
    Message.REJECTION: facts.StepReturned,
}
_WORK: Final[Mapping[type[Effect], Callable[[Carrier, Any], None]]] = {
    Begun: Carrier.begun,
    AnswerTaken: Carrier.answered,
    Ended: Carrier.ended,
    Escalated: Carrier.escalated,
    PeopleChanged: Carrier.handed_over,
    Stuck: Carrier.stuck,
    RunPaused: Carrier.paused,
    RunResumed: Carrier.resumed,
    RunEnded: Carrier.run_ended,
    TimerSet: Carrier.timer_set,
    Told: Carrier.told,
    ToldOutside: Carrier.told_outside,
}
