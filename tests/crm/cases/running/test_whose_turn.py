"""Who is given a step and who may answer it, and what handing it over leaves of answers (CAS-2)."""

from typing import Any

import pytest
from sqlalchemy import update

from crm.cases.models.case import Case
from crm.cases.running import acts
from crm.kernel.access import found
from crm.kernel.db import db
from crm.notifications.kinds import MailMode
from crm.notifications.preferences import SETTING, Choice, Preferences
from crm.team.actors import actor_of
from crm.team.models import ApiToken, User
from crm.workflows.models import Workflow
from tests.crm.cases.running.conftest import user
from tests.crm.cases.running.test_running import answer
from tests.crm.cases.running.test_steering import steer
from tests.kit.builders import make_case
from tests.kit.cast import ALICE, BOB, CAROL, NED, NORTH

pytestmark = pytest.mark.promise("CAS-2")


def test_an_observer_is_given_nothing_to_answer_but_learns_what_is_told(
    a_run: Any, run_of: Any, client_of: Any
) -> None:
    case_id, run_id = a_run({"mode": "inform", "responsible": user(NED)}, {"responsible": user(NED)})

    assert run_of(run_id).waiting_ids == [ALICE.id]  # the case's owner, since nobody else is found
    assert client_of(NED).get(f"/cases/{case_id}").status_code == 200
    assert answer(client_of(NED), case_id, 2) == 403
    assert steer(client_of(ALICE), case_id, "reassign", round="2", **{"user_ids[]": str(NED.id)}) == 422


def test_a_token_that_only_reads_answers_nothing(a_run: Any, api_of: Any, run_of: Any, in_scope: Any) -> None:
    case_id, run_id = a_run({"responsible": user(ALICE)})
    path = f"/api/v1/cases/{case_id}/workflows/{run_id}/answers"
    with in_scope(NORTH):
        tokens = update(ApiToken).where(ApiToken.user_id == ALICE.id)
        db.session.execute(tokens.values(scopes=["case:read", "contact:read"]))

    refused = api_of(ALICE).post(path, json={"round": 1, "answer": "done"})

    assert refused.status_code == 403
    assert run_of(run_id).phase == "running"


def test_a_turn_goes_by_who_was_chosen_not_by_steps_that_were_passed_over(
    a_workflow: Any, a_run: Any, run_of: Any, in_scope: Any
) -> None:
    urgent = {"match": "all", "tests": [{"field": "priority", "op": "is", "value": "urgent"}]}
    managers = {"kind": "role", "id": 3, "pick": "round_robin"}
    workflow_id = a_workflow({"responsible": managers, "condition": urgent}, {"responsible": user(ALICE)})
    chosen = []
    for priority in ("urgent", "normal", "urgent", "normal", "urgent"):
        with in_scope(NORTH):
            actor = actor_of(ALICE.id)
            case = make_case(by=ALICE, priority=priority)
            case = found(Case.visible_to(actor), id=case.id)
            run = acts.start(case, db.session.get_one(Workflow, workflow_id), by=actor)
            if priority == "urgent":
                chosen.append(run.walk.people[0].user_id)

    assert len(set(chosen)) == 3


def test_handing_over_decides_nothing(a_run: Any, run_of: Any, client_of: Any) -> None:
    team = {"mode": "approve", "needs": 0, "responsible": {"kind": "group", "id": 1}}
    case_id, run_id = a_run(team)
    asked = run_of(run_id).waiting_ids
    assert {ALICE.id, BOB.id} <= set(asked)
    answer(client_of(BOB), case_id, 1, "approved")

    only_bob = steer(client_of(ALICE), case_id, "reassign", round="1", **{"user_ids[]": str(BOB.id)})
    assert only_bob == 409
    assert steer(client_of(ALICE), case_id, "reassign", round="1", **{"user_ids[]": str(CAROL.id)}) == 303

    run = run_of(run_id)
    assert run.phase == "running"
    assert [person.user_id for person in run.walk.people] == [CAROL.id]


def test_a_step_by_mail_alone_keeps_to_what_its_person_chose(
    a_run: Any, in_scope: Any, run_jobs: Any, mails: Any, client_of: Any
) -> None:
    with in_scope(NORTH):
        bob = db.session.get_one(User, BOB.id)
        chosen = Preferences(choices={"steps": Choice(bell=True, mail=MailMode.NONE)})
        bob.settings = {**bob.settings, SETTING: chosen.kept()}
    a_run({"responsible": user(BOB), "channels": ["email"]}, {"responsible": user(BOB)})
    a_run({"responsible": user(CAROL), "channels": ["email"]})
    run_jobs()

    assert [mail["to"] for mail in mails()] == [CAROL.email]
    assert "A step of" not in client_of(CAROL).get("/notices").text


def test_what_a_step_told_outside_is_not_sent_once_it_was_skipped(
    a_run: Any, client_of: Any, run_jobs: Any, mails: Any
) -> None:
    outside = [{"email": "customer@else.example", "shows": ["number"]}]
    case_id, _run = a_run({"responsible": user(ALICE), "outside": outside})

    assert steer(client_of(ALICE), case_id, "cancel", reason="Withdrawn") == 303
    run_jobs()

    assert "customer@else.example" not in [mail["to"] for mail in mails()]
