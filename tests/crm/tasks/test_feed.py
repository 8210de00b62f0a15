"""The calendar elsewhere: a secret link that shows one's tasks, until it is shut (TSK-2)."""

import re

import pytest

from crm.tasks.presenters import ical
from tests.kit.cast import ALICE, BOB, NORTH, SEVER, TWIN

pytestmark = pytest.mark.promise("TSK-2")


@pytest.fixture
def feed_of(client_of, anonymous):
    """Make somebody's link; returns its path."""

    def made(person):
        page = client_of(person).post("/me/calendar").text
        return re.search(r"/calendar/feeds/[\w-]+\.ics", page)[0]

    return made


def test_the_link_shows_ones_own_tasks_without_signing_in(feed_of, anonymous, a_task):
    a_task("Call; Ivan, now\\", due_at="2100-01-04T10:00:00Z", text="First line\nsecond")
    a_task("Whole day", due_on="2100-01-05")
    a_task("Bob's", by=BOB, due_on="2100-01-05")
    a_task("Without a date")

    answer = anonymous(NORTH).get(feed_of(ALICE))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines = _unfolded(answer.text)
    assert "SUMMARY:Call\\; Ivan\\, now\\\\" in lines
    assert "DTSTART:21000104T100000Z" in lines
    assert "DTSTART;VALUE=DATE:21000105" in lines
    assert "DTEND;VALUE=DATE:21000106" in lines
    assert any("First line\\nsecond" in line for line in lines)
    assert "Bob" not in answer.text
    assert "Without a date" not in answer.text
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))
    assert len({line for line in lines if line.startswith("UID:")}) == lines.count("BEGIN:VEVENT")


def test_it_speaks_the_language_of_its_owner_and_tells_to_dos_where_asked(feed_of, anonymous, api_of):
    alice = ALICE.at(SEVER)
    body = {"title": "Отправить договор " * 9, "due_on": "2100-01-05", "priority": 1}
    api_of(alice).post("/api/v1/tasks", json=body)

    told = anonymous(SEVER).get(f"{feed_of(alice)}?as=todo").text

    lines = _unfolded(told)
    assert "X-WR-CALNAME:Задачи\\, Северный свет" in lines
    assert "DUE;VALUE=DATE:21000105" in lines
    assert "PRIORITY:1" in lines
    assert "SUMMARY:" + ("Отправить договор " * 9).strip() in lines


def test_what_recurs_keeps_its_time_of_day_when_clocks_change(feed_of, anonymous, a_task):
    a_task("Standup", due_at="2026-03-28T09:00:00Z", recurrence="FREQ=DAILY;COUNT=3")

    lines = _unfolded(anonymous(NORTH).get(feed_of(ALICE)).text)

    starts = [line for line in lines if line.startswith("DTSTART:202603")]
    assert starts == ["DTSTART:20260328T090000Z", "DTSTART:20260329T080000Z", "DTSTART:20260330T080000Z"]


def test_a_new_link_shuts_the_old_one_and_a_shut_one_shows_nothing(feed_of, anonymous, client_of):
    first = feed_of(ALICE)
    second = feed_of(ALICE)

    assert anonymous(NORTH).get(first).status_code == 410
    assert anonymous(NORTH).get(second).status_code == 200
    client_of(ALICE).post("/me/calendar/closing")
    assert anonymous(NORTH).get(second).status_code == 410


@pytest.mark.promise("I3")
def test_a_link_is_worth_nothing_at_another_workspace_and_ends_with_its_owner(feed_of, anonymous, in_scope):
    from crm.kernel import clock
    from crm.team.queries import user_by_id

    path = feed_of(ALICE)

    assert anonymous(TWIN).get(path).status_code == 410
    with in_scope(NORTH):
        user_by_id(ALICE.id).deactivated_at = clock.now()
    assert anonymous(NORTH).get(path).status_code == 410


def test_the_text_is_told_once_and_cut_and_what_recurs_has_an_end(feed_of, anonymous, a_task, monkeypatch):
    a_task("Standup", due_on="2100-01-04", text="x" * 5_000)
    a_task("Daily", due_at="2026-11-01T09:00:00Z", recurrence="FREQ=DAILY", text="Prepare")

    told = _unfolded(anonymous(NORTH).get(feed_of(ALICE)).text)

    assert max(len(line) for line in told) < 1_200
    assert sum("Prepare" in line for line in told) == 1
    assert told.count("SUMMARY:Daily") == 31
    monkeypatch.setattr(ical, "MOST_TOLD", 3)
    few = _unfolded(anonymous(NORTH).get(feed_of(ALICE)).text)
    assert few.count("BEGIN:VEVENT") == 3
    assert (few.count("SUMMARY:Daily"), few.count("SUMMARY:Standup")) == (1, 1)


def test_a_link_is_asked_for_so_often_and_no_more_often(feed_of, anonymous):
    path, other = feed_of(ALICE), feed_of(BOB)

    answers = [anonymous(NORTH).get(path).status_code for _time in range(61)]

    assert answers == [200] * 60 + [429]
    assert anonymous(NORTH).get(other).status_code == 200


def _unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")
