"""Steps among what waits for a person, and in the summary of their day (CAS-7)."""

import re
from typing import Any

import pytest

from crm.kernel.db import db
from crm.notifications.kinds import MailMode
from crm.notifications.preferences import SETTING, Choice, Preferences
from crm.team.models import User
from tests.crm.cases.running.conftest import calendar, user
from tests.kit.cast import ALICE, BOB, NORTH

pytestmark = pytest.mark.promise("CAS-7")


def test_steps_and_tasks_are_told_page_by_page_without_gap_or_repetition(a_run: Any, api_of: Any) -> None:
    for hours in (2, 1, 0, 0, 0):
        a_run({"responsible": user(BOB), **({"duration": calendar(hours)} if hours else {})})
    bob = api_of(BOB)
    for number, due in enumerate(("2026-12-24", "2020-01-01", None)):
        task = {"title": f"Task {number}", "due_on": due, "assignee_ids": [BOB.id]}
        assert bob.post("/api/v1/tasks", json=task).status_code == 201
    whole = bob.get("/api/v1/work?limit=200").json

    told, cursor = list[str](), None
    while cursor or not told:
        answer = bob.get(
            "/api/v1/work", query_string={"limit": 1} | ({"cursor": cursor} if cursor else {})
        ).json
        told += [one["url"] for one in answer["items"]]
        cursor = answer["next_cursor"]

    assert told == [one["url"] for one in whole["items"]]
    assert len(set(told)) == len(told) >= 8
    assert (whole["next_cursor"], whole["count"]["value"]) == (None, len(told))
    assert whole["items"][0]["title"] == "Task 1"


def test_the_summary_of_a_day_has_the_answers_of_each_step(
    a_run: Any, in_scope: Any, run_jobs: Any, time_passes: Any, mails: Any, anonymous: Any, run_of: Any
) -> None:
    with in_scope(NORTH):
        bob = db.session.get_one(User, BOB.id)
        chosen = Preferences(choices={"steps": Choice(bell=True, mail=MailMode.DIGEST)})
        bob.settings = {**bob.settings, SETTING: chosen.kept()}
    ask = {"mode": "approve", "responsible": user(BOB)}
    runs = [a_run(ask)[1] for _number in range(2)]
    a_run({"responsible": user(BOB), "checklist": ["Passport"]})
    run_jobs()
    assert [mail["to"] for mail in mails()] == []

    time_passes()

    (mail,) = mails()
    assert mail["to"] == BOB.email
    approvals = re.findall(r"^Approve: http://[^/]+(/answers/\S+)$", mail["text"], re.MULTILINE)
    assert len(approvals) == len(re.findall(r"^Reject: http", mail["text"], re.MULTILINE)) == 2
    assert all(f'{path}"' in mail["html"] for path in approvals)
    assert "Mark as done" not in mail["text"]
    for path in approvals:
        assert anonymous(NORTH).post(path, data={"note": ""}).status_code == 200
    assert [run_of(run_id).phase for run_id in runs] == ["done", "done"]


def test_a_summary_offers_no_answer_to_a_step_that_is_over(
    a_run: Any, client_of: Any, in_scope: Any, run_jobs: Any, time_passes: Any, mails: Any
) -> None:
    with in_scope(NORTH):
        bob = db.session.get_one(User, BOB.id)
        chosen = Preferences(choices={"steps": Choice(bell=True, mail=MailMode.DIGEST)})
        bob.settings = {**bob.settings, SETTING: chosen.kept()}
    case_id, _run = a_run({"responsible": user(BOB)})
    data = {"reason": "Known", "round": "1"}
    assert client_of(ALICE).post(f"/cases/{case_id}/workflow/steering/skip", data=data).status_code == 303

    run_jobs()
    time_passes()

    assert all("/answers/" not in mail["text"] for mail in mails())
