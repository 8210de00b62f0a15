"""What comes late, twice or at night: conditions, answers, timers (CAS-4)."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm.team.schedule import Hours, Schedule
from crm.workflows.effects import (
    Escalated,
    Message,
    TimerSet,
)
from crm.workflows.events import Answered, Cancelled, Fired, Left, Paused, Reassigned, Resumed, Skipped
from crm.workflows.state import Answer
from tests.crm.workflows.stage import (
    ANNA,
    BORIS,
    DIRECTORS,
    DMITRY,
    SALES,
    Play,
    a_world,
    at,
    span,
    steps,
)

pytestmark = [pytest.mark.promise("CAS-2"), pytest.mark.promise("CAS-4")]
here = at()
MONDAY = here(2026, 10, 5, 9)


def test_a_condition_decides_when_its_turn_comes() -> None:
    urgent = {"match": "any", "tests": [{"field": "priority", "op": "is", "value": "High"}]}
    play = Play(steps({}, {"condition": urgent}, {}), a_world(facts={"priority": "low"}), MONDAY).start()

    play.answer(ANNA)

    assert play.walked == [("s1", "done"), ("s2", "passed")]
    assert play.begun == ["s1", "s2", "s3"]
    high = Play(steps({}, {"condition": urgent}, {}), a_world(facts={"priority": "low"}), MONDAY).start()
    high.becomes(facts={"priority": "high"})
    high.answer(ANNA)
    assert high.state.step == "s2"


def test_what_is_late_or_doubled_changes_nothing() -> None:
    play = Play(
        steps({"duration": span(2), "remind": span(1)}, {"mode": "approve"}), a_world(), MONDAY
    ).start()
    (timer,) = play.of(TimerSet)
    play.answer(ANNA)
    before = play.state

    for late in (
        Fired(timer.seq),
        Answered(ANNA, 1, Answer.DONE),
        Answered(BORIS, 2, Answer.APPROVED),
        Answered(ANNA, 2, Answer.DONE),
        Skipped(1),
        Reassigned(1, (BORIS,)),
        Resumed(),
        Left(BORIS),
    ):
        assert play.happens(late) == []

    assert play.start().state == before
    play.answer(ANNA, "approved")
    for after_the_end in (Answered(ANNA, 2, Answer.APPROVED), Paused(), Resumed(), Cancelled(), Skipped(2)):
        assert play.happens(after_the_end) == []


def test_a_step_waits_until_its_whole_list_is_ticked() -> None:
    play = Play(steps({"checklist": ["Passport", "Contract"]}), a_world(), MONDAY).start()

    assert play.answer(ANNA, ticked=frozenset({1})) == []
    play.answer(ANNA, ticked=frozenset({0, 1}))

    assert play.outcome == "done"


def test_skipping_and_cancelling_end_what_they_are_about() -> None:
    play = Play(steps({"duration": span(1), "remind": span(10, "minutes")}, {}), a_world(), MONDAY).start()

    play.happens(Skipped(1))
    play.happens(Cancelled())
    play.until(MONDAY + timedelta(days=9))

    assert play.walked == [("s1", "skipped"), ("s2", "cancelled")]
    assert (play.outcome, play.told(Message.REMINDER)) == ("cancelled", [])


def test_a_timer_that_comes_while_nobody_works_waits_for_the_morning_of_each_person() -> None:
    late = {
        "responsible": {"kind": "role", "id": SALES},
        "duration": span(8),
        "remind": span(1),
        "escalation": {"after": span(1), "to": {"kind": "role", "id": DIRECTORS}},
    }
    zones = {BORIS: ZoneInfo("Asia/Vladivostok")}
    play = Play(steps(late), a_world(zones=zones), MONDAY).start()

    play.until(here(2026, 10, 5, 23))

    assert play.told(Message.REMINDER) == [(here(2026, 10, 5, 16), (ANNA,))]
    play.until(here(2026, 10, 9))
    assert play.told(Message.REMINDER)[1:] == [(here(2026, 10, 6, 2), (BORIS,))]
    assert play.told(Message.ESCALATION) == [(here(2026, 10, 6, 9), (DMITRY,))]
    assert [one.user_ids for one in play.of(Escalated)] == [(DMITRY,)]


def test_a_worker_that_was_away_all_night_reminds_nobody_at_night() -> None:
    play = Play(steps({"duration": span(9), "remind": span(1)}), a_world(), MONDAY).start()
    (timer,) = play.of(TimerSet)
    play.due.clear()
    play.now = here(2026, 10, 6, 3)

    play.happens(Fired(timer.seq))

    assert play.told(Message.REMINDER) == []
    play.until(here(2026, 10, 6, 12))
    assert play.told(Message.REMINDER) == [(here(2026, 10, 6, 9), (ANNA,))]


def test_calendar_time_knows_no_nights() -> None:
    play = Play(
        steps({"duration": span(16, time="calendar"), "remind": span(4, time="calendar")}), a_world(), MONDAY
    ).start()

    play.until(MONDAY + timedelta(days=3))

    assert play.told(Message.REMINDER) == [(here(2026, 10, 5, 21), (ANNA,))]


def test_calendar_days_end_at_the_same_time_of_day_across_the_change_of_clocks() -> None:
    berlin = at(ZoneInfo("Europe/Berlin"))
    world = a_world(zone=ZoneInfo("Europe/Berlin"))
    play = Play(steps({"duration": span(1, "days", "calendar")}), world, berlin(2026, 10, 24, 17)).start()

    assert play.state.due_at == berlin(2026, 10, 25, 17)
    assert play.state.due_at - play.now == timedelta(hours=25)


def test_a_night_shift_whose_hours_the_change_of_clocks_swallows_is_not_reminded_then() -> None:
    berlin = at(ZoneInfo("Europe/Berlin"))
    night = Schedule({7: Hours(time(2), time(3)), 1: Hours(time(2), time(3))})
    world = a_world(night, ZoneInfo("Europe/Berlin"))
    play = Play(steps({"duration": span(30, "minutes")}), world, berlin(2026, 3, 28, 12)).start()

    assert play.state.due_at == berlin(2026, 3, 30, 2, 30)
