"""A case on its way through a workflow: steps, people, timers, notices and mails (CAS-2, CAS-3, CAS-4)."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.cases.models.case import Case
from crm.cases.running import facts
from crm.kernel.db import db
from crm.notifications.models import Notice
from tests.crm.cases.running.conftest import calendar, user
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER

pytestmark = [pytest.mark.promise("CAS-2"), pytest.mark.promise("CAS-3")]


def answer(client: Any, case_id: int, number: int, said: str = "done", **more: Any) -> int:
    """Press a button of the case's page; returns the status."""
    data = {"round": str(number), "answer": said, **more}
    return client.post(f"/cases/{case_id}/workflow/answers", data=data).status_code


def test_a_step_reaches_its_person_by_bell_and_mail_and_goes_on_when_answered(
    a_run: Any, client_of: Any, run_jobs: Any, mails: Any, run_of: Any
) -> None:
    case_id, run_id = a_run({"responsible": user(BOB), "text": "Call first"}, {"responsible": user(ALICE)})
    run_jobs()

    (mail,) = mails()
    assert mail["to"] == BOB.email
    assert "Step 1" in mail["subject"]
    assert "Call first" in mail["text"]
    assert "A step of" in client_of(BOB).get("/notices").text
    page = client_of(BOB).get(f"/cases/{case_id}").text
    assert "Mark as done" in page
    assert "Mark as done" not in client_of(ALICE).get(f"/cases/{case_id}").text

    assert answer(client_of(BOB), case_id, 1) == 303
    run_jobs()

    assert [mail["to"] for mail in mails()] == [BOB.email, ALICE.email]
    assert run_of(run_id).waiting_ids == [ALICE.id]
    assert answer(client_of(ALICE), case_id, 2) == 303
    run_jobs()
    assert run_of(run_id).phase == "done"
    assert len(mails()) == 2  # Alice ended it herself: nobody else is to be told
    assert client_of(BOB).get(f"/cases/{case_id}").status_code == 200


def test_who_completes_somebody_elses_case_tells_its_owner(
    a_run: Any, client_of: Any, run_jobs: Any, mails: Any
) -> None:
    case_id, _run = a_run({"responsible": user(BOB)})
    answer(client_of(BOB), case_id, 1)
    run_jobs()

    assert [mail["to"] for mail in mails()] == [ALICE.email]
    assert "All steps of" in client_of(ALICE).get("/notices").text


def test_an_answer_counts_once_and_only_from_who_is_asked(
    a_run: Any, client_of: Any, run_of: Any, facts_of: Any
) -> None:
    case_id, run_id = a_run({"responsible": user(BOB)}, {})

    assert answer(client_of(ALICE), case_id, 1) == 409
    assert answer(client_of(BOB), case_id, 1) == 303
    assert answer(client_of(BOB), case_id, 1) == 409
    assert answer(client_of(BOB), case_id, 2) == 409
    assert answer(client_of(CAROL), case_id, 2) == 404

    assert run_of(run_id).walk.round == 2
    assert len([fact for fact in facts_of() if isinstance(fact, facts.StepAnswered)]) == 1


def test_a_rejection_says_why_and_sends_back_who_did_it(
    a_run: Any, client_of: Any, run_jobs: Any, mails: Any
) -> None:
    case_id, _run = a_run({"responsible": user(BOB)}, {"mode": "approve", "on_rejection": {"step": "s1"}})
    answer(client_of(BOB), case_id, 1)

    refused = client_of(ALICE).post(
        f"/cases/{case_id}/workflow/answers", data={"round": "2", "answer": "rejected", "note": " "}
    )
    assert refused.status_code == 422
    assert 'id="f-note-error"' in refused.text
    assert answer(client_of(ALICE), case_id, 2, "rejected", note="Too dear") == 303
    run_jobs()

    mail = mails()[-1]
    assert (mail["to"], "Too dear" in mail["text"]) == (BOB.email, True)
    page = client_of(BOB).get(f"/cases/{case_id}?tab=history").text
    assert "Step sent back by" in page
    assert "Too dear" in page


def test_a_checklist_is_ticked_before_the_step_is_done(a_run: Any, client_of: Any) -> None:
    case_id, _run = a_run({"checklist": ["Passport", "Contract"]})
    alice = client_of(ALICE)

    assert answer(alice, case_id, 1, ticked=["0"]) == 422
    assert answer(alice, case_id, 1, ticked=["0", "1"]) == 303


@pytest.mark.promise("CAS-4")
def test_a_reminder_and_an_escalation_come_once_each(
    a_run: Any, hours_pass: Any, run_jobs: Any, mails: Any, in_scope: Any, run_of: Any
) -> None:
    _case, run_id = a_run(
        {
            "responsible": user(BOB),
            "duration": calendar(10),
            "remind": calendar(2),
            "escalation": {"after": calendar(5), "to": user(CAROL)},
        }
    )
    run_jobs()

    hours_pass(run_id, 8.5, again=True)
    assert [mail["subject"] for mail in mails()[1:]] == ["[No. 2026-0007] Soon due: Step 1"]
    hours_pass(run_id, 7, again=True)
    hours_pass(run_id, 100, again=True)

    assert [mail["to"] for mail in mails()] == [BOB.email, BOB.email, CAROL.email]
    assert "is late by" in mails()[-1]["text"]
    assert run_of(run_id).state["timers"] == []
    with in_scope(NORTH, read_only=True):
        assert db.session.scalar(select(func.count()).where(Notice.user_id == CAROL.id)) == 1


@pytest.mark.promise("CAS-8")
def test_who_learns_of_a_late_step_sees_its_case(a_run: Any, hours_pass: Any, client_of: Any) -> None:
    case_id, run_id = a_run(
        {"duration": calendar(1), "escalation": {"after": calendar(1), "to": user(CAROL)}}
    )
    assert client_of(CAROL).get(f"/cases/{case_id}").status_code == 404

    hours_pass(run_id, 3)

    assert client_of(CAROL).get(f"/cases/{case_id}").status_code == 200


def test_no_mail_asks_for_what_is_done_by_then(a_run: Any, client_of: Any, run_jobs: Any, mails: Any) -> None:
    case_id, _run = a_run({"responsible": user(BOB)}, {"responsible": user(CAROL)})
    answer(client_of(BOB), case_id, 1)

    run_jobs()

    assert [mail["to"] for mail in mails()] == [CAROL.email]


def test_outside_addresses_learn_only_what_they_may(a_run: Any, run_jobs: Any, mails: Any) -> None:
    a_run(
        {
            "outside": [
                {"email": "post@depot.example", "language": "ru", "shows": ["number"]},
                {"email": "boss@depot.example", "shows": ["title", "step"]},
            ]
        }
    )
    run_jobs()

    depot, boss = (mail for mail in mails() if "depot" in mail["to"])
    assert "The lamp flickers" not in depot["subject"] + depot["text"]
    assert "Step 1" not in depot["text"]
    assert "обращени" in depot["text"].lower()
    assert "The lamp flickers" in boss["text"]
    assert "Step 1" in boss["text"]
    assert "0007" not in boss["subject"] + boss["text"]


def test_a_case_type_starts_its_workflow_by_itself(
    a_workflow: Any, client_of: Any, api_of: Any, in_scope: Any, run_jobs: Any, mails: Any
) -> None:
    workflow_id = a_workflow({"responsible": user(BOB)})
    with in_scope(NORTH):
        from crm.cases.models.setup import CaseType

        kind = db.session.scalars(select(CaseType).order_by(CaseType.id)).first()
        kind.workflow_id, type_id = workflow_id, kind.id

    made = api_of(ALICE).post("/api/v1/cases", json={"title": "Broken", "type_id": type_id})

    run_jobs()
    assert made.status_code == 201, made.json
    runs = api_of(ALICE).get(f"/api/v1/cases/{made.json['id']}/workflows").json["items"]
    assert [(run["phase"], run["waiting_ids"]) for run in runs] == [("running", [BOB.id])]
    assert mails()[0]["to"] == BOB.email


def test_the_bin_holds_a_run_and_gives_it_back(
    a_run: Any, client_of: Any, hours_pass: Any, run_of: Any, mails: Any, run_jobs: Any, in_scope: Any
) -> None:
    case_id, run_id = a_run({"duration": calendar(4), "remind": calendar(1), "responsible": user(BOB)})
    run_jobs()
    alice = client_of(ALICE)
    alice.post(f"/cases/{case_id}/deletion")
    assert (run_of(run_id).phase, run_of(run_id).held) == ("paused", True)
    hours_pass(run_id, 50)
    assert len(mails()) == 1

    alice.post(f"/bin/case/{case_id}/restoration")

    with in_scope(NORTH, read_only=True):
        assert db.session.get(Case, case_id).deleted_at is None
    assert run_of(run_id).phase == "running"
    hours_pass(run_id, 3.5)
    assert [mail["to"] for mail in mails()] == [BOB.email, BOB.email]


@pytest.mark.promise("TEN-7")
def test_the_steps_of_who_leaves_go_to_the_heir(
    a_run: Any, client_of: Any, run_jobs: Any, run_of: Any, mails: Any
) -> None:
    case_id, run_id = a_run({"responsible": user(BOB)}, by=MAX)

    client_of(MAX).post(f"/settings/users/{BOB.id}/deactivation", data={"heir_id": str(CAROL.id)})
    run_jobs()

    assert run_of(run_id).waiting_ids == [CAROL.id]
    assert CAROL.email in [mail["to"] for mail in mails()]
    assert answer(client_of(CAROL), case_id, 1) == 303


@pytest.mark.promise("L10-1")
def test_in_russian_every_word_of_a_run_is_russian(
    a_run: Any, client_of: Any, run_jobs: Any, mails: Any
) -> None:
    bob = BOB.at(SEVER)
    case_id, _run = a_run(
        {"mode": "approve", "title": "Проверить", "responsible": user(BOB)}, by=ALICE.at(SEVER), at=SEVER
    )
    run_jobs()

    page = client_of(bob).get(f"/cases/{case_id}").text
    assert "Согласовать" in page
    assert "Отклонить" in page
    assert "шаг 1 из 1" in page
    assert "Согласовать" in mails()[-1]["text"]
    for text in (page, client_of(bob).get(f"/cases/{case_id}?tab=history").text):
        shown = re.sub(r"<[^>]+>", " ", text[text.index("<main") :])
        assert not re.search(r"\b(step|Step|workflow|Workflow|Approve|version)\b", shown)


def test_observers_start_and_steer_nothing(a_run: Any, client_of: Any) -> None:
    case_id, _run = a_run({"mode": "inform", "responsible": user(NED)}, {"responsible": user(ALICE)})
    ned = client_of(NED)

    assert ned.get(f"/cases/{case_id}").status_code == 200
    assert ned.get(f"/cases/{case_id}/workflow/steering/skip").status_code == 403
    assert ned.post(f"/cases/{case_id}/workflow", data={"workflow_id": "1"}).status_code == 403
