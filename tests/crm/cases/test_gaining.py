"""What nobody gains on a case by way of an edit: its owner's place, or more contacts than fit (CAS-8)."""

import pytest

from crm.cases.models.case import Case, CaseContact
from crm.cases.models.words import CASE
from crm.journal.actions import add_changes
from crm.journal.restorers import Noted
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, OLGA, SEVER

pytestmark = pytest.mark.promise("CAS-8")


def test_a_hidden_main_contact_stays_where_it_is(a_contact, a_case, api_of):
    mine, carols = a_contact("Mine", managers=[ALICE]), a_contact("Hidden", managers=[CAROL])
    case = a_case(contacts=[carols.id, mine.id], by=OLGA, owner_id=ALICE.id)

    assert api_of(ALICE).patch(f"/api/v1/cases/{case.id}", json={"contact_ids": []}).status_code == 200
    assert api_of(OLGA).get(f"/api/v1/cases/{case.id}").json["contact_ids"] == [carols.id]


def test_a_member_does_not_take_a_case_from_its_owner(a_case, api_of):
    case = a_case(by=OLGA, owner_id=ALICE.id, member_ids=[CAROL.id])
    path = f"/api/v1/cases/{case.id}"

    for wanted in (CAROL.id, BOB.id, None):
        refused = api_of(CAROL).patch(path, json={"owner_id": wanted})
        assert refused.status_code == 422
        assert list(refused.json["errors"]) == ["owner_id"]
    assert api_of(CAROL).patch(path, json={"priority": "high"}).status_code == 200
    assert api_of(CAROL).delete(path).status_code == 403

    assert api_of(ALICE).patch(path, json={"owner_id": BOB.id}).status_code == 200
    assert api_of(MAX).patch(path, json={"owner_id": ALICE.id}).status_code == 200


def test_whoever_may_change_a_case_that_nobody_owns_may_take_it(a_case, api_of):
    case = a_case(by=OLGA, owner_id=None, member_ids=[CAROL.id])

    taken = api_of(CAROL).patch(f"/api/v1/cases/{case.id}", json={"owner_id": CAROL.id})

    assert taken.status_code == 200


def test_a_case_of_more_contacts_than_one_may_give_it_is_still_changed(a_contact, a_case, api_of, in_scope):
    ids = [a_contact(f"Guest {number}", managers=[ALICE]).id for number in range(22)]
    case = a_case(contacts=ids[:20], by=ALICE)
    with in_scope(NORTH):
        db.session.add(CaseContact(case_id=case.id, contact_id=ids[20], position=20))
    path = f"/api/v1/cases/{case.id}"

    assert api_of(ALICE).patch(path, json={"title": "Other"}).status_code == 200
    assert api_of(ALICE).patch(path, json={"contact_ids": ids}).status_code == 422
    assert api_of(ALICE).patch(path, json={"contact_ids": ids[1:21]}).status_code == 200
    assert api_of(ALICE).patch(path, json={"contact_ids": ids[:21]}).status_code == 422
    assert api_of(ALICE).post("/api/v1/cases", json={"title": "x", "contact_ids": ids}).status_code == 422


@pytest.mark.promise("CON-19")
def test_an_undo_of_several_cases_leaves_the_one_whole_whose_unique_value_is_taken(api_of, in_scope):
    alice = api_of(ALICE)
    field = {"record": "case", "type": "integer", "name": "Lamps", "unique": True}
    key = str(api_of(MAX).post("/api/v1/fields", json=field).json["id"])
    case = alice.post("/api/v1/cases", json={"title": "Lamp", "custom": {key: 7}}).json
    other = alice.post("/api/v1/cases", json={"title": "New"}).json
    changed = alice.patch(f"/api/v1/cases/{case['id']}", json={"title": "Other", "custom": {key: 8}})
    assert alice.post("/api/v1/cases", json={"title": "x", "custom": {key: 7}}).status_code == 201
    act = int(changed.headers["Artel-Act"])
    with in_scope(NORTH):
        add_changes(act, [Noted(CASE, other["id"], {"title": "Old"}, {"title": "New"})])

    undone = alice.post(f"/api/v1/acts/{act}/undoing", json={})

    assert undone.status_code == 201
    with in_scope(NORTH, read_only=True):
        stands, back = (db.session.get_one(Case, one["id"]) for one in (case, other))
        assert (stands.title, stands.custom, stands.version) == ("Other", {key: 8}, 2)
        assert back.title == "Old"


@pytest.mark.promise("INT-1")
def test_a_case_is_told_of_as_a_case_in_russian(client_of):
    added = client_of(ALICE.at(SEVER)).post("/cases", data={"title": "Лампа"}, follow_redirects=True)

    assert "Обращение добавлено: " in added.text
    assert "Контакт добавлен" not in added.text
