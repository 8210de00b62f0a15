"""The engine under random events, jumps of time and crashes: no step lost, doubled or out of order (R4).

Every event may come twice, and every turn may be lost before it is kept and done again. A long run:
``MACHINE_RUNS=2000 bin/test tests/crm/workflows/test_machine.py``.
"""

import os
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from crm.workflows.definition import Mode
from crm.workflows.effects import Begun, Ended, Message, Outcome, RunEnded, Stuck, TimerSet, Told
from crm.workflows.engine.stepping import step
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
from crm.workflows.state import Answer, Phase, Walk
from tests.crm.workflows.chance import YEAR, definitions, worlds
from tests.crm.workflows.stage import BORIS, EVERYBODY, Play

IN_SUITE = "MACHINE_RUNS" not in os.environ
user_ids = st.sampled_from(EVERYBODY)
answers = st.sampled_from(["done", "approved", "approved", "rejected"])


class Machine(RuleBasedStateMachine):
    """One run, and a model of it: the effects that were kept."""

    @initialize(definition=definitions(), world=worlds())
    def begin(self, definition: Any, world: Any) -> None:
        self.play = Play(definition, world, YEAR)
        self.bring(Started(BORIS))

    def bring(self, event: Event, *, crashes: bool = False) -> None:
        """Bring it; where the process dies before the commit, what it did is gone and is done again."""
        if crashes:
            before = self.play.state
            step(self.play.definition, before, event, now=self.play.now, world=self.play.world)
            assert self.play.state == before
        self.play.happens(event)
        kept = self.play.state
        assert Walk.model_validate_json(kept.model_dump_json()) == kept
        if not isinstance(event, (Paused, Resumed, Reassigned)):
            assert self.play.happens(event) == [] or isinstance(event, (Cancelled, Fired, Left))

    @rule(by=user_ids, answer=answers, behind=st.integers(0, 2), crashes=st.booleans())
    def answers(self, by: int, answer: str, behind: int, *, crashes: bool) -> None:
        number = self.play.state.round - behind
        self.bring(Answered(by, number, Answer(answer)), crashes=crashes)

    @rule(minutes=st.integers(1, 20_000), crashes=st.booleans())
    def time_passes(self, minutes: int, *, crashes: bool) -> None:
        """Timers that are due by then fire in any order, some of them twice."""
        self.play.now += timedelta(minutes=minutes)
        due = [seq for seq, at in self.play.due.items() if at <= self.play.now]
        for seq in reversed(due):
            del self.play.due[seq]
            self.bring(Fired(seq), crashes=crashes)

    @rule(seq=st.integers(0, 30))
    def a_timer_fires_that_is_none(self, seq: int) -> None:
        """An old job, or one that comes too early: it is set anew, or nothing happens."""
        stood = self.play.state.timer(seq)
        before = len(self.play.log)
        self.play.happens(Fired(seq))
        if stood is None or self.play.state.phase is not Phase.RUNNING:
            assert len(self.play.log) == before

    @rule()
    def pauses(self) -> None:
        self.bring(Paused())

    @rule()
    def resumes(self) -> None:
        self.bring(Resumed())

    @rule(behind=st.integers(0, 1))
    def skips(self, behind: int) -> None:
        self.bring(Skipped(self.play.state.round - behind))

    @rule(to=st.lists(user_ids, min_size=1, max_size=3, unique=True))
    def hands_over(self, to: list[int]) -> None:
        self.bring(Reassigned(self.play.state.round, tuple(to)))

    @precondition(lambda self: len(self.play.world.users) > 1)
    @rule(which=st.integers(0, 3), heir=st.none() | st.integers(0, 3))
    def somebody_leaves(self, which: int, heir: int | None) -> None:
        users = self.play.world.users
        leaver = users[which % len(users)]
        rest = tuple(one for one in users if one != leaver)
        self.play.becomes(users=rest)
        self.bring(Left(leaver, rest[heir % len(rest)] if heir is not None else None))
        assert leaver not in self.play.state.waiting_ids

    @precondition(lambda self: self.play.state.round > 6)
    @rule()
    def is_cancelled(self) -> None:
        self.bring(Cancelled())

    @invariant()
    def steps_come_one_by_one_and_in_order(self) -> None:
        if not hasattr(self, "play"):
            return
        begun, ended = self.play.of(Begun), self.play.of(Ended)
        assert [one.round for one in begun] == list(range(1, len(begun) + 1))
        assert [one.round for one in ended] == list(range(1, len(ended) + 1))
        assert [one.step for one in ended] == [one.step for one in begun][: len(ended)]
        assert len(begun) - len(ended) == (self.play.state.step is not None)
        keys = [one.key for one in self.play.definition.steps]
        for before, after in zip(ended, begun[1:], strict=False):
            assert after.step == _next(before, keys, self.play.definition)

    @invariant()
    def what_waits_has_people_or_admins_know(self) -> None:
        if not hasattr(self, "play"):
            return
        state = self.play.state
        assert state.phase.is_open == (state.step is not None)
        if state.step is None:
            assert (state.timers, state.people, state.due_at) == ((), (), None)
        elif not state.people:
            assert Stuck(state.step, state.round) in self.play.of(Stuck)
        else:
            assert state.waiting_ids or state.phase is Phase.PAUSED

    @invariant()
    def timers_have_one_name_and_one_job(self) -> None:
        if not hasattr(self, "play"):
            return
        names = [timer.seq for timer in self.play.state.timers]
        assert len(set(names)) == len(names)
        set_once = Counter(one.seq for one in self.play.of(TimerSet))
        assert all(times == 1 for times in set_once.values())
        if self.play.state.phase is Phase.RUNNING:
            assert set(names) <= set(set_once)

    def teardown(self) -> None:
        """Whatever has happened, the run comes to its end when everybody answers."""
        if not hasattr(self, "play"):
            return
        play = self.play
        play.happens(Resumed())
        for _round in range(200):
            if not play.state.phase.is_open:
                break
            self._answer_or_replace(play)
        assert not play.state.phase.is_open
        assert len(play.of(RunEnded)) == 1
        told = [one for one in play.of(Told) if one.message is Message.COMPLETION]
        assert len(told) <= 1
        before = len(play.log)
        play.now += timedelta(days=400)
        play.until(play.now)
        assert len(play.log) == before

    def _answer_or_replace(self, play: Play) -> None:
        if not play.state.waiting_ids:
            play.happens(Reassigned(play.state.round, (play.world.users[0],)))
            return
        waits = play.definition.step(play.state.step)
        said = "approved" if waits.mode is Mode.APPROVE else "done"
        assert play.answer(play.state.waiting_ids[0], said) != []


def _next(before: Ended, keys: list[str], definition: Any) -> str:
    if before.outcome is Outcome.REJECTED:
        back: str = definition.step(before.step).on_rejection.step
        return back
    return keys[keys.index(before.step) + 1]


Machine.TestCase.settings = settings(
    max_examples=int(os.environ.get("MACHINE_RUNS", "50")),
    stateful_step_count=30,
    deadline=None,
    derandomize=IN_SUITE,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestMachine = pytest.mark.promise("R4")(Machine.TestCase)
