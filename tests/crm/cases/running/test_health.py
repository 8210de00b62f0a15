"""How workflows fare: late, stuck and failed things on one page, and what can be tried again (CAS-6)."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from crm.cases.models.case import Case
from crm.cases.queries import walking
from crm.cases.running import acts, health
from crm.cases.running.models import CaseRun
from crm.kernel.db import db
from crm.mail.models import Mail
from crm.team.models import User
from crm.workflows.models import Workflow
from tests.crm.cases.running.conftest import calendar
from tests.kit.cast import ALICE, BOB, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("CAS-6")
HERE = "/settings/workflow-health"


@pytest.fixture
def hours_ago(in_scope):
    """Let a run have begun so many hours earlier, while its timers' jobs are lost."""

    def shift(run_id, hours, at=NORTH):
        delta = timedelta(hours=hours)
        with in_scope(at):
            run = db.session.get_one(CaseRun, run_id)
            state = json.loads(json.dumps(run.state))
            for timer in state["timers"]:
                timer["at"] = (datetime.fromisoformat(timer["at"]) - delta).isoformat()
            run.next_at = run.next_at and run.next_at - delta
            if state["due_at"]:
                state["due_at"] = (datetime.fromisoformat(state["due_at"]) - delta).isoformat()
                run.due_at -= delta
            run.state = state

    return shift


def test_where_nothing_runs_the_page_says_what_to_do(client_of):
    page = client_of(MAX).get(HERE).text

    assert "All is in time" in page
    assert "Start a workflow on the page of a case" in page


def test_a_late_step_names_its_case_and_who_it_waits_for(client_of, a_run, hours_ago):
    _case_id, run_id = a_run({"duration": calendar(1)})
    hours_ago(run_id, 4)

    page = client_of(MAX).get(HERE).text

    assert "Step 1 · No. " in page
    assert "Alice, late by: 3 hours" in page
    assert "Running: 1 · paused: 0 · late: 1" in page


def test_a_step_that_waits_for_nobody_is_told_in_russian(client_of, a_run, in_scope):
    nobody = {"kind": "lead"}
    _case_id, run_id = a_run({"responsible": nobody}, at=SEVER)
    with in_scope(SEVER):
        run = db.session.get_one(CaseRun, run_id)
        run.waiting_ids, run.state = [], {**run.state, "people": []}

    page = client_of(MAX.at(SEVER)).get(HERE).text

    assert "Ответственного нет: передайте шаг кому-нибудь" in page
    assert "Состояние процессов" in page


def test_a_timer_that_was_lost_is_brought_again_once(client_of, a_run, run_of, hours_ago, facts_of):
    _case_id, run_id = a_run({"duration": calendar(8), "remind": calendar(2)})
    hours_ago(run_id, 7)
    maximilian = client_of(MAX)
    assert "A timer should have fired" in maximilian.get(HERE).text
    before = len(facts_of())

    first = maximilian.post(f"{HERE}/{run_id}/retry")
    second = maximilian.post(f"{HERE}/{run_id}/retry")

    assert (first.status_code, second.status_code) == (303, 303)
    assert [type(fact).__name__ for fact in facts_of()[before:]] == ["StepReminded"]
    page = maximilian.get(HERE).text
    assert "A timer should have fired" not in page
    assert "Nothing was left to do" in page


def test_a_mail_that_was_refused_is_there(client_of, a_run, run_jobs, in_scope):
    a_run({}, by=BOB)
    run_jobs()
    with in_scope(NORTH):
        db.session.execute(update(Mail).where(Mail.template == "cases.step").values(state="failed"))
        email = db.session.get_one(User, ALICE.id).email

    page = client_of(MAX).get(HERE).text

    assert email in page
    assert "The mail server refused it" in page


def test_a_mail_that_was_refused_is_sent_again(client_of, api_of, a_run, run_jobs, in_scope, mails):
    a_run({}, by=BOB)
    run_jobs()
    with in_scope(NORTH):
        mail = db.session.scalars(select(Mail).where(Mail.template == "cases.step")).one()
        mail.state, mail_id = "failed", mail.id
    sent, maximilian = len(mails()), client_of(MAX)
    again = f"/attention/mails/{mail_id}/sending"
    assert f'action="{again}"' in maximilian.get(HERE).text

    answer = maximilian.post(again, data={"next": HERE})
    run_jobs()

    assert answer.headers["Location"].endswith(HERE)
    assert len(mails()) == sent + 1
    path = f"/api/v1/workflows/health/mails/{mail_id}/retries"
    assert api_of(MAX).post(path, json={}).status_code == 404
    with in_scope(NORTH):
        db.session.get_one(Mail, mail_id).state = "failed"
    assert api_of(MAX).get("/api/v1/workflows/health").json["unsent_mails"][0]["id"] == mail_id
    assert api_of(MAX).post(path, json={}).json == {"done": 1}
    run_jobs()
    assert len(mails()) == sent + 2


def test_programs_read_how_workflows_fare_and_try_again(api_of, a_run, hours_ago):
    case_id, run_id = a_run({"duration": calendar(8), "remind": calendar(2)})
    hours_ago(run_id, 9)
    api, here = api_of(MAX), "/api/v1/workflows/health"

    told = api.get(here).json

    (figures,) = told["workflows"]
    assert [figures[kind]["value"] for kind in ("running", "late", "stuck")] == [1, 1, 0]
    (late,), (overdue,) = told["late_steps"], told["overdue_timers"]
    assert (late["case_id"], late["title"], late["waiting_ids"]) == (case_id, "Step 1", [ALICE.id])
    assert overdue["case_run_id"] == run_id
    assert api.post(f"{here}/runs/{run_id}/retries", json={}).json == {"done": 1}
    assert api.get(here).json["overdue_timers"] == []
    assert api.post(f"{here}/runs/{run_id}/retries", json={}).json == {"done": 0}
    assert api_of(ALICE).get(here).status_code == 403


def test_timers_of_runs_that_wait_are_not_read_to_find_those_that_were_lost(a_run, run_of, client_of):
    case_id, run_id = a_run({"duration": calendar(8), "remind": calendar(2)})
    assert run_of(run_id).next_at == run_of(run_id).walk.timers[0].at

    client_of(ALICE).post(f"/cases/{case_id}/workflow/steering/pause", data={"reason": "Away"})
    assert run_of(run_id).next_at is None
    client_of(ALICE).post(f"/cases/{case_id}/workflow/steering/resume", data={})
    assert run_of(run_id).next_at == run_of(run_id).walk.timers[0].at


def test_a_real_case_is_tried_out_with_its_own_people_and_values(client_of, a_run):
    case_id, _run_id = a_run({}, title="Broken lamp")

    page = client_of(MAX).get(f"/settings/workflows/1/simulation?case_id={case_id}").text
    sample = client_of(MAX).post("/settings/case-mails/task/en/preview", data={
        "subject": "About {{title}}", "body": "{{owner}}", "case_id": str(case_id),
    }).text  # fmt: skip

    assert "Completed by Alice" in page
    assert "About Broken lamp" in sample
    assert "Alice" in sample


def test_the_page_costs_the_same_for_one_run_and_for_many(client_of, a_run, hours_ago, count_queries):
    _case_id, run_id = a_run({"duration": calendar(1), "remind": calendar(1, "minutes")})
    hours_ago(run_id, 4)
    with count_queries() as of_one:
        client_of(MAX).get(HERE)
    for _ in range(4):
        _case_id, run_id = a_run({"duration": calendar(1), "remind": calendar(1, "minutes")})
        hours_ago(run_id, 4)
    with count_queries() as of_many:
        client_of(MAX).get(HERE)

    assert len(of_many) == len(of_one)


def test_nobody_else_opens_it(client_of):
    assert client_of(ALICE).get(HERE).status_code == 403


def test_figures_are_capped_and_say_that_there_are_more(
    client_of, api_of, a_run, a_case, in_scope, actor_of, monkeypatch
):
    _case_id, run_id = a_run({"duration": calendar(8)})
    for _number in range(2):
        case_id = a_case(by=ALICE).id
        with in_scope(NORTH):
            workflow = db.session.get_one(Workflow, db.session.get_one(CaseRun, run_id).workflow_id)
            acts.start(db.session.get_one(Case, case_id), workflow, by=actor_of(ALICE))
    exactly = api_of(MAX).get("/api/v1/workflows/health").json["workflows"][0]["running"]
    for module in (health, walking):
        monkeypatch.setattr(module, "COUNT_CAP", 2)

    capped = api_of(MAX).get("/api/v1/workflows/health").json["workflows"][0]["running"]
    page = client_of(MAX).get(HERE).text

    assert exactly == {"value": 3, "capped": False}
    assert capped == {"value": 2, "capped": True}
    assert "Running: 2+ ·" in page


@pytest.mark.promise("ACC-6")
def test_figures_count_only_runs_of_cases_outside_the_bin(client_of, api_of, a_run):
    case_id, _run_id = a_run({"duration": calendar(8)})
    before = api_of(MAX).get("/api/v1/workflows/health").json["workflows"]

    client_of(MAX).post(f"/cases/{case_id}/deletion")

    assert [one["running"]["value"] for one in before] == [1]
    assert api_of(MAX).get("/api/v1/workflows/health").json["workflows"] == []
