"""Ten workflows from common practice, on a fake clock (CAS-2, CAS-4)."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm.team.schedule import Holiday, Schedule
from crm.workflows.effects import (
    Message,
    Outcome,
    PeopleChanged,
    RunEnded,
    Stuck,
    ToldOutside,
)
from crm.workflows.engine.walking import MOST_REJECTIONS
from crm.workflows.events import Left, Paused, Reassigned, Resumed
from crm.workflows.state import Phase
from tests.crm.workflows.stage import (
    ANNA,
    BORIS,
    CLARA,
    DESK,
    DIRECTORS,
    DMITRY,
    NINE_TO_SIX,
    SALES,
    Play,
    a_world,
    at,
    span,
    steps,
)

pytestmark = [pytest.mark.promise("CAS-2"), pytest.mark.promise("CAS-4")]
here = at()
FRIDAY = here(2026, 10, 2, 15)
MONDAY = here(2026, 10, 5, 9)


def approval(**wishes):
    return {"mode": "approve", "key": "approve", "title": "Approve", **wishes}


def test_an_approval_that_nobody_gives_is_reminded_of_and_escalates_in_working_time() -> None:
    discount = steps(
        approval(
            duration=span(1, "days"),
            remind=span(2),
            escalation={"after": span(4), "to": {"kind": "role", "id": DIRECTORS}},
        )
    )

    play = Play(discount, a_world(), FRIDAY).start().until(FRIDAY + timedelta(days=14))

    assert play.told(Message.TASK) == [(FRIDAY, (ANNA,))]
    assert play.told(Message.REMINDER) == [(here(2026, 10, 5, 13), (ANNA,))]
    assert play.told(Message.ESCALATION) == [(here(2026, 10, 6, 10), (DMITRY,))]
    assert play.state.waiting_ids == (ANNA,)
    play.answer(ANNA, "approved")
    assert play.outcome == "done"


def test_an_escalation_that_reassigns_takes_the_step_from_who_is_late() -> None:
    play = Play(
        steps(
            {
                "duration": span(2),
                "escalation": {
                    "after": span(1),
                    "to": {"kind": "role", "id": DIRECTORS},
                    "act": "reassign",
                },
            }
        ),
        a_world(),
        MONDAY,
    ).start()

    play.until(here(2026, 10, 5, 12, 1))

    assert play.state.waiting_ids == (DMITRY,)
    assert [one.by_escalation for one in play.of(PeopleChanged)] == [True]
    assert play.told(Message.ESCALATION) == [(here(2026, 10, 5, 12), (DMITRY,))]
    assert play.answer(ANNA) == []
    play.answer(DMITRY)
    assert play.outcome == "done"


def test_round_robin_gives_each_new_case_to_the_next_one_and_returns_to_who_had_it() -> None:
    intake = steps(
        {"responsible": {"kind": "group", "id": DESK, "pick": "round_robin"}},
        approval(on_rejection={"step": "s1"}, responsible={"kind": "user", "id": DMITRY}),
    )
    got: dict[str, int] = {}
    for number in range(4):
        play = Play(intake, a_world(turns=got), MONDAY).start()
        got = {"s1": play.state.waiting_ids[0]}
        assert got["s1"] == (ANNA, BORIS, CLARA, ANNA)[number]

    play.answer(ANNA)
    play.becomes(turns={"s1": BORIS})
    play.answer(DMITRY, "rejected")

    assert play.state.waiting_ids == (ANNA,)


def test_least_busy_gives_the_step_to_who_has_fewest() -> None:
    intake = steps({"responsible": {"kind": "group", "id": DESK, "pick": "least_busy"}})

    play = Play(intake, a_world(waiting={ANNA: 3, BORIS: 1, CLARA: 2}), MONDAY).start()

    assert play.state.waiting_ids == (BORIS,)


def test_a_rejection_returns_the_work_and_says_so_instead_of_a_new_task() -> None:
    text = steps(
        {"title": "Write"},
        {"key": "read", "title": "Read", "responsible": {"kind": "user", "id": BORIS}},
        approval(responsible={"kind": "user", "id": DMITRY}, on_rejection={"step": "s1"}),
    )
    play = Play(text, a_world(), MONDAY).start()

    for _round in range(2):
        play.answer(ANNA)
        play.answer(BORIS)
        play.answer(DMITRY, "rejected")
    play.answer(ANNA)
    play.answer(BORIS)
    play.answer(DMITRY, "approved")

    assert play.begun == ["s1", "read", "approve"] * 3
    assert [people for _at, people in play.told(Message.REJECTION)] == [(ANNA,), (ANNA,)]
    assert play.outcome == "done"


def test_a_run_that_is_sent_back_for_ever_ends() -> None:
    play = Play(steps({}, approval(on_rejection={"step": "s1"})), a_world(), MONDAY).start()

    for _round in range(MOST_REJECTIONS + 1):
        play.answer(ANNA)
        play.answer(ANNA, "rejected")

    assert play.of(RunEnded) == [RunEnded(Outcome.REJECTED, in_circles=True)]


def test_a_rejection_without_a_way_back_stops_the_run_and_its_owner_learns_of_it() -> None:
    play = Play(steps(approval(), {}), a_world(), MONDAY).start(by=BORIS)

    play.answer(ANNA, "rejected")

    assert (play.outcome, play.begun) == ("rejected", ["approve"])
    assert play.told(Message.REJECTION) == [(MONDAY, (CLARA, BORIS))]


@pytest.mark.parametrize(
    ("needs", "answers", "outcome"),
    [
        (2, [(ANNA, "approved")], None),
        (2, [(ANNA, "approved"), (BORIS, "approved")], "done"),
        (2, [(ANNA, "rejected"), (BORIS, "approved"), (CLARA, "approved")], "done"),
        (2, [(ANNA, "rejected"), (BORIS, "rejected")], "rejected"),
        (0, [(ANNA, "approved"), (BORIS, "approved")], None),
        (0, [(ANNA, "approved"), (BORIS, "approved"), (CLARA, "approved")], "done"),
        (0, [(BORIS, "rejected")], "rejected"),
        (1, [(CLARA, "approved")], "done"),
        (1, [(CLARA, "rejected")], "rejected"),
        (9, [(ANNA, "approved"), (BORIS, "approved"), (CLARA, "approved")], "done"),
    ],
)
def test_n_of_m_approve(needs: int, answers: list[tuple[int, str]], outcome: str | None) -> None:
    committee = steps(approval(needs=needs, responsible={"kind": "group", "id": DESK}))
    play = Play(committee, a_world(), MONDAY).start()

    for person, answer in answers:
        play.answer(person, answer)

    assert play.outcome == outcome
    assert (play.state.phase is Phase.RUNNING) == (outcome is None)


def test_informing_many_holds_nobody_up_and_outsiders_learn_what_they_may() -> None:
    shipped = steps(
        {"mode": "inform", "responsible": {"kind": "role", "id": SALES}},
        {
            "mode": "inform",
            "responsible": {"kind": "lead"},
            "outside": [{"email": "post@depot.example", "language": "ru", "shows": ["number", "due"]}],
        },
        {"responsible": {"kind": "user", "id": BORIS}},
    )

    play = Play(shipped, a_world(lead_id=DMITRY), MONDAY).start()

    assert play.walked == [("s1", "informed"), ("s2", "informed")]
    assert play.told(Message.NOTIFICATION) == [(MONDAY, (ANNA, BORIS)), (MONDAY, (DMITRY,))]
    (outside,) = play.of(ToldOutside)
    assert (outside.outside.email, outside.outside.shows) == ("post@depot.example", {"number", "due"})
    assert play.state.waiting_ids == (BORIS,)


def test_a_pause_over_a_holiday_keeps_the_working_time_that_was_left() -> None:
    holidays = NINE_TO_SIX.hours, tuple(Holiday(date(2026, 11, day)) for day in (4, 5))
    late = {
        "duration": span(9),
        "remind": span(1),
        "escalation": {"after": span(1), "to": {"kind": "user", "id": DMITRY}},
    }
    play = Play(steps(late), a_world(Schedule(*holidays)), here(2026, 11, 2, 12)).start()

    play.until(here(2026, 11, 3, 10)).happens(Paused())
    play.until(here(2026, 11, 7, 11))
    assert play.told(Message.REMINDER) == []
    assert play.answer(ANNA) == []
    play.happens(Resumed())

    assert play.state.due_at == here(2026, 11, 9, 11)
    play.until(here(2026, 11, 30))
    assert play.told(Message.REMINDER) == [(here(2026, 11, 9, 10), (ANNA,))]
    assert play.told(Message.ESCALATION) == [(here(2026, 11, 9, 12), (DMITRY,))]


@pytest.mark.parametrize(
    ("clock", "due"),
    [("calendar", (2026, 3, 29, 18)), ("working", (2026, 3, 30, 9, 30))],
)
def test_in_the_night_of_the_summer_time_hours_are_hours(clock: str, due: tuple[int, ...]) -> None:
    berlin = at(ZoneInfo("Europe/Berlin"))
    play = Play(
        steps({"duration": span(24, time="calendar") if clock == "calendar" else span(1)}),
        a_world(zone=ZoneInfo("Europe/Berlin")),
        berlin(2026, 3, 28, 17) if clock == "calendar" else berlin(2026, 3, 27, 17, 30),
    ).start()

    assert play.state.due_at == berlin(*due)


def test_whoever_leaves_hands_the_step_to_their_heir_or_to_whom_the_rule_finds() -> None:
    two = steps(
        approval(responsible={"kind": "group", "id": DESK, "pick": "round_robin"}, duration=span(1, "days")),
        {"responsible": {"kind": "user", "id": BORIS}},
    )
    play = Play(two, a_world(), MONDAY).start()
    due = play.state.due_at

    play.becomes(users=(BORIS, CLARA, DMITRY))
    play.happens(Left(ANNA, heir_id=DMITRY))
    assert play.state.waiting_ids == (DMITRY,)
    assert play.told(Message.TASK)[-1] == (MONDAY, (DMITRY,))
    assert play.state.due_at == due
    play.answer(DMITRY, "approved")
    play.becomes(users=(CLARA,))
    play.happens(Left(BORIS))
    assert play.state.waiting_ids == (CLARA,)
    play.becomes(users=())
    play.happens(Left(CLARA))
    assert play.of(Stuck) == [Stuck("s2", 2)]
    assert play.state.is_stuck
    play.happens(Reassigned(2, (DMITRY,)))
    play.answer(DMITRY)
    assert play.outcome == "done"


def test_if_the_last_one_who_was_missing_leaves_the_others_are_enough() -> None:
    committee = steps(approval(needs=0, responsible={"kind": "group", "id": DESK}))
    play = Play(committee, a_world(), MONDAY).start()
    play.answer(ANNA, "approved")
    play.answer(BORIS, "approved")

    play.becomes(users=(ANNA, BORIS, DMITRY), owner_id=None)
    play.happens(Left(CLARA))

    assert play.outcome == "done"


def test_a_running_case_keeps_the_definition_that_it_began_with() -> None:
    old = steps({}, {"responsible": {"kind": "user", "id": BORIS}})
    new = steps({"responsible": {"kind": "user", "id": DMITRY}})
    running, begun_later = Play(old, a_world(), MONDAY).start(), Play(new, a_world(), MONDAY).start()

    running.answer(ANNA)

    assert running.state.waiting_ids == (BORIS,)
    assert begun_later.state.waiting_ids == (DMITRY,)


def test_a_merged_contacts_lead_keeps_the_step_and_the_survivors_lead_gets_the_next() -> None:
    calls = steps({"responsible": {"kind": "lead"}}, {"responsible": {"kind": "lead"}})
    play = Play(calls, a_world(lead_id=ANNA), MONDAY).start()

    play.becomes(lead_id=BORIS)

    assert play.state.waiting_ids == (ANNA,)
    play.answer(ANNA)
    assert play.state.waiting_ids == (BORIS,)
