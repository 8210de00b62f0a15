"""How workflows fare: late, stuck and failed things on one page, and what can be tried again (CAS-6)."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from crm.cases.running.models import CaseRun
from crm.kernel.db import db
from crm.mail.models import Mail
from crm.team.models import User
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
