"""A case for each of many contacts: numbers, workflows, rights, one summary, undo (CON-12)."""

import re

import pytest
from sqlalchemy import select

from crm.cases.actions.numbers import next_numbers
from crm.cases.facts import CaseOpenedWithOthers, ManyCasesOpened
from crm.cases.models.case import Case
from crm.cases.models.setup import CaseType
from crm.cases.running.models import CaseRun
from crm.kernel.db import db
from crm.kernel.runs import RunPart
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER, Standing

pytestmark = pytest.mark.promise("CON-12")
BULK = "/contacts/bulk/case"
API = "/api/v1/contacts/bulk"
OWN, READABLE, OTHERS = (int(Standing[name]) for name in ("OWN", "READABLE", "OTHER_GROUPS"))


def undoing(page):
    return re.search(r"/acts/\d+/undoing", page)[0]


def test_each_contact_gets_a_case_of_its_own_and_the_toast_takes_them_back(choose, many, cases_of, facts_of):
    ids = many(3)
    client = choose(ALICE, ids)
    form = client.get(BULK).text

    typed = {"title": "<b>Stock</b> taking", "priority": "high", "owner_id": "4", "due_on": "2026-12-24"}
    answer = client.post(BULK, data=typed)
    page = client.get(answer.location).text
    made = cases_of(ids)
    client.post(undoing(page))

    assert "Selected: 3 contacts" in form
    assert "Cases opened: 3 contacts" in page
    assert [contact_id for _case, contact_id in made] == ids
    assert {case.title for case, _id in made} == {"<b>Stock</b> taking"}
    assert {(case.priority, case.owner_id, case.made_by) for case, _id in made} == {("high", 4, 3)}
    numbers = [int(case.number.rpartition("-")[2]) for case, _id in made]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert [type(fact) for fact in facts_of()].count(CaseOpenedWithOthers) == 3
    assert all(case.deleted_at and case.deleted_by == ALICE.id for case, _id in cases_of(ids))


def test_what_somebody_has_worked_on_since_stays_when_it_is_undone(client_of, choose, many, cases_of):
    ids = many(4)
    client = choose(ALICE, ids)
    page = client.get(client.post(BULK, data={"title": "Ask"}).location).text
    commented, moved, spoken_of, _left = [case.id for case, _id in cases_of(ids)]
    client.post(f"/cases/{commented}/comments", data={"body": "Called them"})
    client.post(f"/cases/{moved}/status", data={"status": "waiting"})
    client.post("/tasks", data={"title": "Go", "about_kind": "case", "about_id": spoken_of, "keep_about": 1})

    client.post(undoing(page))

    assert [case.deleted_at is None for case, _id in cases_of(ids)] == [True, True, True, False]


def test_an_undo_of_the_undo_brings_them_back(api_of, many, cases_of):
    ids, alice = many(2), api_of(ALICE)
    wish = {"action": "case", "contact_ids": ids, "values": {"title": "Ask"}}
    act = alice.post(API, json=wish).json["act_id"]

    undo = alice.post(f"/api/v1/acts/{act}/undoing", json={})
    gone = [case.deleted_at for case, _id in cases_of(ids)]
    alice.post(f"/api/v1/acts/{undo.json['id']}/undoing", json={})

    assert all(gone)
    assert [case.deleted_at for case, _id in cases_of(ids)] == [None, None]


def test_the_workflow_of_the_type_starts_for_each_and_stands_still_in_the_bin(
    in_scope, choose, many, cases_of, run_jobs
):
    with in_scope(NORTH):
        db.session.get(CaseType, 1).workflow_id = 1
    ids = many(3)
    client = choose(ALICE, ids)

    page = client.get(client.post(BULK, data={"title": "Ask", "type_id": "1"}).location).text
    run_jobs()
    case_ids = [case.id for case, _id in cases_of(ids)]
    with in_scope(NORTH, read_only=True):
        runs = db.session.scalars(select(CaseRun).where(CaseRun.case_id.in_(case_ids))).all()
        started = [(run.started_by, run.phase) for run in runs]
    client.post(undoing(page))

    assert started == [(ALICE.id, "running")] * 3
    with in_scope(NORTH, read_only=True):
        held = db.session.scalars(select(CaseRun.held).where(CaseRun.case_id.in_(case_ids))).all()
    assert held == [True] * 3


def test_whoever_gets_them_is_told_once_and_never_who_opened_them(choose, many, run_jobs, mails, facts_of):
    ids = many(5)
    client = choose(ALICE, ids)

    client.post(BULK, data={"title": "Ask", "owner_id": str(BOB.id)})
    client.post(BULK, data={"title": "Mine"})
    run_jobs()

    told = [mail for mail in mails() if BOB.email in mail["to"]]
    assert [mail["subject"] for mail in told] == ["Alice gave you new cases to work on: 5"]
    assert [mail for mail in mails() if ALICE.email in mail["to"]] == []
    opened = [fact for fact in facts_of() if isinstance(fact, ManyCasesOpened)]
    assert [(fact.user_id, fact.cases) for fact in opened] == [(BOB.id, 5), (ALICE.id, 5)]


@pytest.mark.promise("ACC-6")
def test_rights_are_asked_for_each_contact_and_none_is_opened_about_a_hidden_one(api_of, cases_of):
    wish = {"action": "case", "contact_ids": [OWN, READABLE, OTHERS], "values": {"title": "Ask"}}

    run = api_of(ALICE).post(API, json=wish)

    assert (run.json["total"], run.json["changed"]) == (2, 2)
    assert [contact_id for _case, contact_id in cases_of([OWN, READABLE, OTHERS])] == [OWN, READABLE]
    assert api_of(NED).post(API, json=wish).status_code == 403


@pytest.mark.promise("ACC-6")
def test_the_undo_of_another_touches_only_what_they_may_see(api_of, client_of, cases_of):
    wish = {"action": "case", "contact_ids": [OTHERS], "values": {"title": "Ask"}}
    act = api_of(CAROL).post(API, json=wish).json["act_id"]

    assert client_of(ALICE).post(f"/acts/{act}/undoing").status_code == 404
    assert [case.deleted_at for case, _id in cases_of([OTHERS])] == [None]


def test_many_are_opened_in_the_background_in_parts_and_taken_back(
    choose, many, cases_of, run_jobs, client_of, in_scope
):
    ids = many(250)
    client = choose(ALICE, ids)

    answer = client.post(BULK, data={"title": "Ask"})
    waiting = len(cases_of(ids))
    run_jobs()
    page = client.get(answer.location).text

    assert waiting == 0
    assert "Cases opened: 250 contacts" in page
    with in_scope(NORTH, read_only=True):
        sizes = [len(part.ids) for part in db.session.scalars(select(RunPart).order_by(RunPart.number))]
    assert sizes == [50] * 5
    assert len({case.number for case, _id in cases_of(ids)}) == 250
    client.post(undoing(page))
    run_jobs()
    assert all(case.deleted_at for case, _id in cases_of(ids))


def test_an_owner_who_left_meanwhile_or_a_type_put_aside_leaves_all_as_it_is(
    choose, many, cases_of, run_jobs, in_scope
):
    ids = many(120)
    answer = choose(ALICE, ids).post(BULK, data={"title": "Ask", "type_id": "2"})
    with in_scope(NORTH):
        db.session.get(CaseType, 2).archived_at = db.func.now()

    run_jobs()

    assert cases_of(ids) == []
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Fill this in."),
        ({"title": "a", "type_id": "77"}, "There is no such type."),
        ({"title": "a", "owner_id": "6"}, "own cases."),
        ({"title": "a", "priority": "huge"}, "Choose one of the given values."),
        ({"title": "a", "due_on": "soon"}, "Write the date like"),
        ({"title": "a\0b" * 200}, "too long"),
        ({"title": ["a", "b"]}, "This should be"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_done(choose, many, typed, sentence, facts_of):
    answer = choose(ALICE, many(2)).post(BULK, data=typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert facts_of() == []


def test_a_required_field_of_ones_own_is_asked_for_here_too(choose, many, cases_of, api_of):
    field = {"record": "case", "name": "Shelf", "type": "text", "required": True}
    key = str(api_of(MAX).post("/api/v1/fields", json=field).json["id"])
    ids = many(2)
    client = choose(ALICE, ids)

    asked = client.get(BULK).text
    refused = client.post(BULK, data={"title": "Ask"})
    client.post(BULK, data={"title": "Ask", f"custom_{key}": "B 7"})
    wish = {"action": "case", "contact_ids": ids, "values": {"title": "Too", "custom": {key: "C 1"}}}
    api_of(ALICE).post(API, json=wish)

    assert f'name="custom_{key}"' in asked
    assert refused.status_code == 422
    assert [case.custom[key] for case, _id in cases_of(ids)] == ["B 7", "B 7", "C 1", "C 1"]


def test_it_is_offered_in_russian_too(client_of):
    assert "Завести обращение" in client_of(BOB.at(SEVER)).get(BULK).text


def test_numbers_of_many_pass_over_those_that_stand(in_scope, a_case):
    with in_scope(NORTH):
        first, *_others = next_numbers(3)
        prefix, _dash, last = first.rpartition("-")
        taken = f"{prefix}-{int(last) + 4:04d}"
        db.session.add(Case(number=taken, title="Imported", search_text=""))
        db.session.flush()

        numbers = next_numbers(3)

    assert [int(number.rpartition("-")[2]) - int(last) for number in numbers] == [3, 5, 6]
