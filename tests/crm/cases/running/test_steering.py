"""Pausing, resuming, skipping, cancelling and handing over, with a reason and a right (CAS-3)."""

import re
from typing import Any

import pytest

from crm.cases.running import facts
from tests.crm.cases.running.conftest import calendar, user
from tests.kit.cast import ALICE, BOB, CAROL, MAX

pytestmark = pytest.mark.promise("CAS-3")


def steer(client: Any, case_id: int, act: str, **data: str) -> int:
    """Send the form of an act; returns the status."""
    return client.post(f"/cases/{case_id}/workflow/steering/{act}", data=data).status_code


def test_a_pause_stops_the_clocks_and_gives_the_time_back(
    a_run: Any, client_of: Any, hours_pass: Any, mails: Any, run_jobs: Any, run_of: Any
) -> None:
    case_id, run_id = a_run({"responsible": user(BOB), "duration": calendar(10), "remind": calendar(2)})
    run_jobs()
    alice = client_of(ALICE)

    assert ">due " in alice.get(f"/cases/{case_id}").text
    assert steer(alice, case_id, "pause", reason="Customer is away") == 303
    paused = alice.get(f"/cases/{case_id}").text
    assert "Customer is away" in paused
    assert ">due " not in paused, "no step is due while the clocks stand still"
    due = run_of(run_id).walk.due_left
    hours_pass(run_id, 40)
    assert len(mails()) == 1
    assert steer(client_of(BOB), case_id, "resume") == 303

    assert 35_990 < due <= 36_000
    hours_pass(run_id, 7.9)
    assert len(mails()) == 1
    hours_pass(run_id, 0.2)
    assert [mail["to"] for mail in mails()] == [BOB.email, BOB.email]


def test_what_is_skipped_or_cancelled_says_why(
    a_run: Any, client_of: Any, run_of: Any, facts_of: Any
) -> None:
    case_id, run_id = a_run({"responsible": user(BOB)}, {"responsible": user(BOB)})
    alice = client_of(ALICE)

    assert steer(alice, case_id, "skip", round="1") == 422
    assert steer(alice, case_id, "skip", round="1", reason="Known already") == 303
    assert steer(alice, case_id, "skip", round="1", reason="Twice") == 409
    assert steer(alice, case_id, "cancel", reason="") == 422
    assert steer(alice, case_id, "cancel", reason="Withdrawn") == 303
    assert steer(alice, case_id, "cancel", reason="Withdrawn") == 409

    page = alice.get(f"/cases/{case_id}").text
    assert "Known already" in page
    assert "Withdrawn" in page
    assert run_of(run_id).phase == "cancelled"
    ended = [fact.outcome for fact in facts_of() if isinstance(fact, facts.StepEnded)]
    assert ended == ["skipped"]


def test_a_step_is_handed_to_people_who_work_here(
    a_run: Any, client_of: Any, run_of: Any, run_jobs: Any, mails: Any
) -> None:
    case_id, run_id = a_run({"responsible": user(BOB)})
    alice = client_of(ALICE)

    assert steer(alice, case_id, "reassign", round="1") == 422
    assert steer(alice, case_id, "reassign", round="1", **{"user_ids[]": "999"}) == 422
    assert steer(alice, case_id, "reassign", round="1", **{"user_ids[]": str(CAROL.id)}) == 303
    run_jobs()

    assert run_of(run_id).waiting_ids == [CAROL.id]
    assert [mail["to"] for mail in mails()] == [CAROL.email]
    assert client_of(CAROL).get(f"/cases/{case_id}").status_code == 200


def test_who_only_reads_a_case_does_not_steer_it(a_run: Any, client_of: Any, a_contact: Any) -> None:
    case_id, _run = a_run({"responsible": user(ALICE)})

    assert steer(client_of(CAROL), case_id, "cancel", reason="x") == 404
    assert steer(client_of(MAX), case_id, "cancel", reason="Admins may") == 303


def test_a_case_goes_through_one_workflow_at_a_time(a_run: Any, api_of: Any, run_of: Any) -> None:
    case_id, run_id = a_run({})
    workflow_id, api = run_of(run_id).workflow_id, api_of(ALICE)
    path = f"/api/v1/cases/{case_id}/workflows"

    assert api.post(path, json={"workflow_id": workflow_id}).status_code == 409
    answer = {"round": 1, "answer": "done"}
    assert api.post(f"{path}/{run_id}/answers", json=answer).json["phase"] == "done"
    again = api.post(path, json={"workflow_id": workflow_id})

    assert again.status_code == 201
    assert api.get(again.headers["Location"]).json["waiting_ids"] == [ALICE.id]
    assert api.get(path).json["count"]["value"] == 2
    assert api_of(CAROL).get(path).status_code == 404
    assert api_of(CAROL).get(f"{path}/{run_id}").status_code == 404


def test_programs_steer_by_the_api(a_run: Any, api_of: Any) -> None:
    case_id, run_id = a_run({"responsible": user(BOB)})
    path, api = f"/api/v1/cases/{case_id}/workflows/{run_id}/steering", api_of(ALICE)

    assert api.post(path, json={"act": "pause"}).json["phase"] == "paused"
    assert api.post(path, json={"act": "pause"}).status_code == 409
    assert api.post(path, json={"act": "resume"}).json["phase"] == "running"
    handed = {"act": "reassign", "round": 1, "user_ids": [CAROL.id]}
    assert api.post(path, json=handed).json["waiting_ids"] == [CAROL.id]
    assert api.post(path, json={"act": "dance"}).status_code == 422
    done = api.post(path, json={"act": "skip", "round": 1, "reason": "Known"}).json

    assert (done["phase"], done["steps"][0]["outcome"]) == ("done", "skipped")


@pytest.mark.parametrize(
    "data",
    [
        {}, {"round": "0", "answer": "done"}, {"round": "x", "answer": "done"},
        {"round": "1", "answer": "no"},
        {"round": "9" * 40, "answer": "done"}, {"round": "1", "answer": "done", "ticked": ["x"] * 200},
        {"round": "1", "answer": "done", "note": "x" * 1_000_000},
    ],
)  # fmt: skip
def test_no_answer_breaks_the_page(a_run: Any, client_of: Any, data: dict[str, Any]) -> None:
    case_id, _run = a_run({})

    answer = client_of(ALICE).post(f"/cases/{case_id}/workflow/answers", data=data)

    assert answer.status_code == 422


def test_a_case_of_ten_thousand_rounds_costs_as_many_statements_as_one_of_two(
    a_run: Any, client_of: Any, count_queries: Any
) -> None:
    short, _run = a_run({"responsible": user(BOB)}, {})
    long, _run = a_run({"responsible": user(BOB)}, {"mode": "approve", "on_rejection": {"step": "s1"}})
    for number in range(1, 9, 2):
        client_of(BOB).post(f"/cases/{long}/workflow/answers", data={"round": number, "answer": "done"})
        no = {"round": number + 1, "answer": "rejected", "note": "No"}
        client_of(ALICE).post(f"/cases/{long}/workflow/answers", data=no)
    alice = client_of(ALICE)
    alice.get(f"/cases/{short}")

    with count_queries() as of_short:
        alice.get(f"/cases/{short}")
    with count_queries() as of_long:
        alice.get(f"/cases/{long}")

    assert len(of_long) <= len(of_short)


@pytest.mark.promise("CAS-8")
def test_nobody_gives_a_step_with_sight_of_a_contact_that_they_do_not_see(
    a_workflow: Any, a_contact: Any, a_case: Any, api_of: Any
) -> None:
    workflow_id = a_workflow({"responsible": user(BOB)})
    carols = a_contact("Hidden", managers=[CAROL])
    case = a_case(contacts=[carols.id], by=MAX, owner_id=ALICE.id)
    path, body = f"/api/v1/cases/{case.id}/workflows", {"workflow_id": workflow_id}

    assert api_of(ALICE).post(path, json=body).status_code == 403
    run = api_of(MAX).post(path, json=body)
    assert run.status_code == 201
    hand_over = {"act": "reassign", "round": 1, "user_ids": [ALICE.id], "reason": "Mine"}
    steering = f"{path}/{run.json['id']}/steering"
    assert api_of(ALICE).post(steering, json=hand_over).status_code == 403
    assert api_of(ALICE).get(f"/api/v1/contacts/{carols.id}").status_code == 404
    assert api_of(MAX).post(steering, json=hand_over).status_code == 201
    assert api_of(ALICE).get(f"/api/v1/contacts/{carols.id}").status_code == 200


def test_the_runs_of_a_case_are_listed_in_as_many_statements_as_one(
    a_workflow: Any, api_of: Any, count_queries: Any
) -> None:
    case = api_of(ALICE).post("/api/v1/cases", json={"title": "Lamp"}).json
    path = f"/api/v1/cases/{case['id']}/workflows"
    sent = []
    for _round in range(3):
        run = api_of(ALICE).post(path, json={"workflow_id": a_workflow({}, {})}).json
        stop = {"act": "cancel", "round": run["round"], "reason": "Enough"}
        assert api_of(ALICE).post(f"{path}/{run['id']}/steering", json=stop).status_code == 201
        with count_queries() as statements:
            listed = api_of(ALICE).get(path).json
        sent.append(len(statements))

    assert sent[0] == sent[-1]
    assert [len(run["steps"]) for run in listed["items"]] == [1, 1, 1]


def test_the_page_of_an_act_says_what_it_means_for_which_step_and_who_has_it(
    a_run: Any, client_of: Any
) -> None:
    case_id, _run_id = a_run({"responsible": user(BOB), "title": "Pay back"})

    page = client_of(ALICE).get(f"/cases/{case_id}/workflow/steering/reassign").text

    assert "Whoever has it now no longer does." in page
    assert "<b>Pay back</b>" in page
    assert re.findall(r'value="(\d+)" checked', page) == [str(BOB.id)]


@pytest.mark.parametrize("act", ["steering/skip", "steering/resume", "answers"])
def test_an_act_on_a_workflow_that_has_ended_leads_back_to_the_case(
    a_run: Any, client_of: Any, act: str
) -> None:
    case_id, _run_id = a_run({"responsible": user(BOB)})
    bob = client_of(BOB)
    said = {"round": "1", "answer": "done", "reason": "Known"}
    assert bob.post(f"/cases/{case_id}/workflow/answers", data=said).status_code == 303

    late = bob.post(f"/cases/{case_id}/workflow/{act}", data=said)

    assert late.status_code == 409
    assert "This step no longer waits for that" in late.text
    assert re.search(rf'class="btn[^>]*href="/cases/{case_id}"', late.text)


def test_the_history_says_why_a_workflow_was_cancelled(a_run: Any, client_of: Any) -> None:
    case_id, _run_id = a_run({"responsible": user(BOB)})
    alice = client_of(ALICE)
    steer(alice, case_id, "cancel", reason="The customer thought better of it")

    history = alice.get(f"/cases/{case_id}?tab=history").text

    assert history.count("The customer thought better of it") == 2, "above, and in the history"


def test_a_workflow_that_is_started_twice_leads_back_to_the_case(
    a_run: Any, a_workflow: Any, client_of: Any
) -> None:
    case_id, _run_id = a_run({"responsible": user(BOB)})

    again = client_of(ALICE).post(f"/cases/{case_id}/workflow", data={"workflow_id": a_workflow({})})

    assert again.status_code == 409
    assert re.search(rf'class="btn[^>]*href="/cases/{case_id}"', again.text)
