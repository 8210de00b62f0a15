"""Trying workflows out on a fake clock: who gets which mail when (CAS-6)."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from crm.team.schedule import Hours, Schedule
from crm.team.working_time import WorkingTime
from crm.workflows.definition import Clock, Definition, Span, Unit
from crm.workflows.effects import TimerSet, Told
from crm.workflows.simulation import Deed, Wish, simulate
from crm.workflows.state import Phase
from crm.workflows.worlds import PlainWorld
from tests.kit.cast import ALICE, MAX, SEVER
from tests.kit.posting import fields_of

pytestmark = pytest.mark.promise("CAS-6")
ONE = "/settings/workflows/1/simulation"
API = "/api/v1/workflows/simulation"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = {"amount": 1, "unit": "hours", "time": "working"}
STEPS = {
    "steps": [
        {"key": "write", "title": "Write", "responsible": {"kind": "user", "id": 3},
         "duration": {"amount": 8, "unit": "hours"}, "remind": {"amount": 2, "unit": "hours"},
         "escalation": {"after": HOUR, "to": {"kind": "user", "id": 2}}},
        {"key": "agree", "title": "Agree", "mode": "approve", "responsible": {"kind": "user", "id": 4},
         "on_rejection": {"step": "write"},
         "condition": {"tests": [{"field": "priority", "op": "is", "value": "high"}]}},
        {"key": "tell", "title": "Tell", "mode": "inform", "responsible": {"kind": "user", "id": 2}},
    ]
}  # fmt: skip


@pytest.fixture
def world():
    week = Schedule({day: Hours(time(9), time(17)) for day in range(1, 6)})
    working = WorkingTime(week, ZoneInfo("UTC"))
    return PlainWorld(working=working, users=[1, 2, 3, 4], owner_id=1, facts={"priority": "high"})


def walked(world, **wishes):
    return simulate(Definition.model_validate(STEPS), world, starts_at=MONDAY, wishes=wishes)


def mails(simulation):
    return [
        (f"{moment.at:%a %H:%M}", effect.message.value, effect.user_ids)
        for moment in simulation.moments
        for effect in moment.effects
        if isinstance(effect, Told)
    ]


def test_people_who_answer_get_one_mail_each(world):
    result = walked(world)

    assert result.state.phase is Phase.DONE
    assert mails(result) == [
        ("Mon 09:00", "task", (3,)), ("Mon 10:00", "task", (4,)), ("Mon 11:00", "notification", (2,)),
        ("Mon 11:00", "completion", (1,)),
    ]  # fmt: skip


def test_somebody_who_does_nothing_is_reminded_and_then_others_learn_of_it(world):
    result = walked(world, write=Wish(Deed.NOTHING))

    assert result.state.phase is Phase.RUNNING
    assert mails(result) == [
        ("Mon 09:00", "task", (3,)), ("Mon 15:00", "reminder", (3,)), ("Tue 10:00", "escalation", (2,)),
    ]  # fmt: skip


def test_three_days_of_silence_make_the_step_three_days_late(world):
    result = walked(world, write=Wish(Deed.AGREE, Span(amount=3, unit=Unit.DAYS, time=Clock.CALENDAR)))

    assert mails(result)[3] == ("Thu 09:00", "task", (4,))


def test_a_first_rejection_sends_the_case_back_once(world):
    result = walked(world, agree=Wish(Deed.REJECT_ONCE))

    assert [mail for mail in mails(result) if mail[1] == "rejection"] == [("Mon 11:00", "rejection", (3,))]
    assert result.state.phase is Phase.DONE


def test_rejecting_for_ever_ends(world):
    result = walked(world, agree=Wish(Deed.REJECT))

    assert result.state.phase is Phase.REJECTED
    assert not result.cut


def test_every_timer_that_was_set_is_brought_at_its_time(world):
    result = walked(world, write=Wish(Deed.NOTHING))
    timers = [e.at for moment in result.moments for e in moment.effects if isinstance(e, TimerSet)]

    assert set(timers) <= {moment.at for moment in result.moments}


def test_the_page_tells_who_gets_which_mail_when(client_of):
    page = client_of(MAX).get(f"{ONE}?starts_at=2026-11-23T09:00&owner_id=3&steps-0-deed=nothing").text

    assert "“First answer” waits on and on: nobody answers it." in page
    assert page.count("Step to do") == 1
    assert page.count("Reminder") >= 1
    assert "Alice" in page
    assert "23 Nov 2026" in page
    assert page.count('class="box') == 3


def test_the_page_tells_it_in_russian(client_of):
    page = client_of(MAX.at(SEVER)).get(f"{ONE}?starts_at=2026-11-23T09:00&owner_id=3").text

    assert "Начинается шаг «Первый ответ»" in page
    assert "Нужно сделать шаг" in page
    assert "Выполнено — Alice" in page


def test_facts_decide_which_steps_are_walked(client_of):
    client_of(MAX).post("/settings/workflows", data={
        "name": "Cond", "steps-0-key": "a", "steps-0-title": "Rare", "steps-0-mode": "complete",
        "steps-0-who_id": "owner", "steps-0-channels[]": "email", "steps-0-tests-0-field": "tags",
        "steps-0-tests-0-op": "is", "steps-0-tests-0-value": "vip",
    })  # fmt: skip
    address = "/settings/workflows/2/simulation?starts_at=2026-11-23T09:00"

    assert "“Rare” is passed over" in client_of(MAX).get(f"{address}&facts-0=press").text
    assert "“Rare” begins" in client_of(MAX).get(f"{address}&facts-0=press, VIP").text


def test_the_form_shows_again_what_was_asked(client_of):
    asked = {
        "starts_at": "2026-11-23T09:00", "owner_id": "4", "steps-1-deed": "nothing",
        "steps-1-after_amount": "5",
    }  # fmt: skip
    page = client_of(MAX).get(ONE, query_string=asked).text

    shown = fields_of(page, "walk")
    assert {name: shown[name] for name in asked} == asked


def test_what_can_not_be_read_is_said_beside_its_field(client_of):
    page = client_of(MAX).get(f"{ONE}?starts_at=soon")

    assert page.status_code == 200
    assert "Write a day and a time, such as 2026-11-22 15:30." in page.text
    assert "Nothing to show yet" in page.text


@pytest.mark.parametrize(
    "text", ["\0", "x" * 3000, "-1", "99999999999999999999", "9999-12-31T23:59", "0001-01-01 00:00"]
)
def test_no_wish_whatever_breaks_the_simulator(client_of, api_of, text):
    names = (
        "starts_at", "owner_id", "lead_id", "facts-0", "steps-0-deed", "steps-0-after_amount",
        "steps-0-after_unit", "steps",
    )  # fmt: skip
    for name in names:
        assert client_of(MAX).get(ONE, query_string={name: text}).status_code == 200, name
    for wish in (
        {"starts_at": text},
        {"facts": {"type": text}},
        {"wishes": {"a": {"after": {"amount": text}}}},
    ):
        answer = api_of(MAX).post(API, json={"definition": STEPS, **wish})
        assert answer.status_code in (201, 422), answer.json
    for far in ("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00"):
        assert api_of(MAX).post(API, json={"definition": STEPS, "starts_at": far}).status_code in (201, 422)


def test_programs_try_definitions_out_that_are_not_kept(api_of, facts_of):
    wish = {"definition": STEPS, "starts_at": "2026-11-23T09:00:00+00:00", "facts": {"priority": "low"}}

    told = api_of(MAX).post(API, json={**wish, "wishes": {"write": {"deed": "nothing"}}}).json
    wrong = api_of(MAX).post(API, json={"definition": {"steps": [{**STEPS["steps"][0], "duration": None}]}})

    assert told["open"] is True
    assert [event["mail"] for event in told["events"] if event["mail"]] == [
        "Step to do",
        "Reminder",
        "Escalation",
    ]
    assert wrong.status_code == 422
    assert "definition.steps.0.remind" in wrong.json["errors"]
    assert facts_of() == []


def test_programs_lay_down_version_and_archive_workflows(api_of):
    maximilian = api_of(MAX)

    added = maximilian.post("/api/v1/workflows", json={"name": "Mine", "definition": STEPS})
    changed = maximilian.patch("/api/v1/workflows/2", json={"definition": {"steps": STEPS["steps"][:1]}})
    stale = maximilian.patch("/api/v1/workflows/2", json={"name": "X"}, headers={"If-Match": '"1-en"'})
    faulty = maximilian.post("/api/v1/workflows/validation", json={"definition": {"steps": [
        {"key": "a", "title": "A", "responsible": {"kind": "user", "id": 999}, "remind": HOUR},
    ]}})  # fmt: skip
    copied = maximilian.post("/api/v1/workflows", json={"name": "Copy", "copy_of": 2})
    restored = maximilian.post("/api/v1/workflows/2/restorations", json={"number": 1})
    versions = maximilian.get("/api/v1/workflows/2/versions").json["items"]
    maximilian.delete("/api/v1/workflows/2")

    assert (added.status_code, added.json["number"]) == (201, 1)
    assert added.json["definition"]["steps"][1]["key"] == "agree"
    assert (changed.json["number"], changed.json["version"]) == (2, 2)
    assert stale.status_code == 412
    assert [one["path"] for one in faulty.json["faults"]] == ["steps.0.responsible", "steps.0.remind"]
    assert len(copied.json["definition"]["steps"]) == 1
    assert len(restored.json["definition"]["steps"]) == 3
    assert [(one["number"], one["restored"]) for one in versions] == [(3, 1), (2, None), (1, None)]
    listed = api_of(ALICE).get("/api/v1/workflows").json["items"]
    assert [(one["name"], one["archived"]) for one in listed if one["id"] == 2] == [("Mine", True)]
    assert "definition" not in listed[0]
