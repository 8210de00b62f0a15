"""Whose the cases are that many contacts get, and how their people are told of steps (CON-12, NOT-1)."""

import pytest
from sqlalchemy import select

from crm.cases.models.setup import CaseType
from crm.cases.running.facts import StepBegun
from crm.cases.running.models import CaseRun
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.notifications.models import Notice
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH

pytestmark = pytest.mark.promise("CON-12")
BULK = "/contacts/bulk/case"
API = "/api/v1/contacts/bulk"


@pytest.mark.promise("NOT-1", "CAS-4")
def test_steps_of_many_cases_wait_each_with_its_timers_and_are_told_of_once(
    in_scope, client_of, choose, many, run_jobs, mails, cases_of, facts_of
):
    with in_scope(NORTH):
        db.session.get(CaseType, 1).workflow_id = 1
    ids = many(5)

    choose(ALICE, ids).post(BULK, data={"title": "Ask them", "type_id": "1", "owner_id": str(BOB.id)})
    run_jobs()

    told = sorted(mail["subject"] for mail in mails() if BOB.email in mail["to"])
    begun = [fact for fact in facts_of() if isinstance(fact, StepBegun)]
    case_ids = [case.id for case, _id in cases_of(ids)]
    with in_scope(NORTH, read_only=True):
        runs = select(CaseRun).where(CaseRun.case_id.in_(case_ids))
        timers = {bool(run.walk.timers) for run in db.session.scalars(runs)}
        of_bob = (
            select(FactRow.name).join(Notice, Notice.fact_id == FactRow.id).where(Notice.user_id == BOB.id)
        )
        notices = db.session.scalars(of_bob.order_by(Notice.id.desc())).all()
    assert told == ["Alice gave you new cases to work on: 5", "Steps of new cases from Alice wait for you: 5"]
    assert notices[:2] == ["cases.ManyStepsBegun", "cases.ManyCasesOpened"]
    assert "cases.StepBegun" not in notices
    assert len(begun) == 5
    assert timers == {True}
    assert client_of(BOB).get("/my-work").text.count("Ask them") >= 5
    assert 'class="title" href="/my-work"' in client_of(BOB).get("/notices").text
    assert [mail for mail in mails() if mail["subject"] == told[1] and "/my-work" in mail["text"]]
    assert {case.responsible_ids == [BOB.id] for case, _id in cases_of(ids)} == {True}
    assert all(client_of(BOB).get(f"/contacts/{one}").status_code == 200 for one in ids)
    assert [mail for mail in mails() if ALICE.email in mail["to"]] == []


@pytest.mark.promise("CON-12")
def test_a_workflow_costs_few_statements_a_case(in_scope, choose, many, count_queries):
    with in_scope(NORTH):
        db.session.get(CaseType, 1).workflow_id = 1
    typed = {"title": "Ask", "type_id": "1", "owner_id": str(BOB.id)}
    few, more = many(5), many(25)

    with count_queries() as for_few:
        choose(ALICE, few).post(BULK, data=typed)
    with count_queries() as for_more:
        choose(ALICE, more).post(BULK, data=typed)

    assert len(for_more) - len(for_few) <= 12 * 25


def test_the_lead_manager_of_each_contact_owns_its_case_and_whose_the_others_are_is_said_first(
    choose, many, cases_of, run_jobs, mails
):
    bobs, nobodys, watched = many(3, managers=[BOB, ALICE]), many(2, managers=[]), many(1, managers=[NED])
    client, typed = choose(MAX, [*bobs, *nobodys, *watched]), {"title": "Ask", "owner_id": "lead"}

    asked = client.post(BULK, data=typed)
    nothing_yet = cases_of([*bobs, *nobodys, *watched])
    page = client.get(client.post(BULK, data={**typed, "then": "save"}).location).text
    run_jobs()

    said = "Without a lead manager who can own cases: 3 contacts. Their cases are yours."
    assert said in asked.text
    assert nothing_yet == []
    assert said in page
    assert {case.owner_id for case, _id in cases_of(bobs)} == {BOB.id}
    assert {case.owner_id for case, _id in cases_of([*nobodys, *watched])} == {MAX.id}
    told = [mail["subject"] for mail in mails() if BOB.email in mail["to"]]
    assert told == ["Max gave you new cases to work on: 3"]
    assert [mail for mail in mails() if MAX.email in mail["to"]] == []


def test_the_lead_manager_by_the_api_with_whoever_is_named_for_the_others(api_of, many, cases_of):
    bobs, nobodys, max_ = many(2, managers=[BOB]), many(1, managers=[]), api_of(MAX)
    wish = {"action": "case", "contact_ids": [*bobs, *nobodys]}
    led = {**wish, "values": {"title": "Ask", "owner": "lead", "owner_id": CAROL.id}}
    unowned = {**wish, "values": {"title": "Ask", "owner": "lead", "owner_id": None}}

    seen = max_.post(f"{API}/preview", json=led).json["warning"]
    done = max_.post(API, json=led).json
    owners = {contact_id: case.owner_id for case, contact_id in cases_of([*bobs, *nobodys])}
    nobody = max_.post(API, json=unowned).json

    assert "Their cases go to Carol" in seen
    assert done["notes"] == [seen]
    assert owners == {**dict.fromkeys(bobs, BOB.id), nobodys[0]: CAROL.id}
    assert "Nobody is responsible for their cases" in nobody["notes"][0]
    assert max_.post(API, json={**wish, "contact_ids": bobs, "values": led["values"]}).json["notes"] == []
    assert max_.post(API, json={**wish, "values": {"title": "Ask", "owner": "god"}}).status_code == 422


def test_opening_for_lead_managers_takes_as_many_statements_for_many(choose, many, count_queries):
    few, more = many(2, managers=[BOB]), many(40, managers=[BOB])

    with count_queries() as for_few:
        choose(MAX, few).post(BULK, data={"title": "Ask", "owner_id": "lead"})
    with count_queries() as for_many:
        choose(MAX, more).post(BULK, data={"title": "Ask", "owner_id": "lead"})

    assert len(for_many) <= len(for_few)
