"""Cases follow their contacts when these are merged, and a colleague who leaves (CON-16, TEN-7)."""

import pytest
from sqlalchemy import select

from crm.cases.models.case import Case
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, MAX, NORTH, OLGA


@pytest.mark.promise("CON-16")
def test_cases_of_a_merged_contact_are_the_survivors_and_go_back(a_contact, a_case, api_of):
    one, other = a_contact("Vera", "One", managers=[ALICE]), a_contact("Vera", "Two", managers=[ALICE])
    of_other, of_both = a_case(contacts=[other.id], by=ALICE), a_case(contacts=[other.id, one.id], by=ALICE)
    alice = api_of(ALICE)

    merged = alice.post("/api/v1/contacts/merges", json={"survivor_id": one.id, "loser_ids": [other.id]})
    assert merged.status_code == 201, merged.json
    assert alice.get(f"/api/v1/cases/{of_other.id}").json["contact_ids"] == [one.id]
    assert alice.get(f"/api/v1/cases/{of_both.id}").json["contact_ids"] == [one.id]
    assert {case["id"] for case in alice.get(f"/api/v1/cases?contact_id={one.id}").json["items"]} == {
        of_other.id, of_both.id,
    }  # fmt: skip

    act = merged.headers["Artel-Act"]
    assert alice.post(f"/api/v1/acts/{act}/undoing", json={}).status_code == 201
    assert alice.get(f"/api/v1/cases/{of_other.id}").json["contact_ids"] == [other.id]
    assert alice.get(f"/api/v1/cases/{of_both.id}").json["contact_ids"] == [other.id, one.id]


@pytest.mark.promise("TEN-7")
def test_the_cases_of_who_leaves_go_to_the_heir(client_of, a_case, in_scope, run_jobs, mails):
    owned = a_case(by=OLGA, owner_id=ALICE.id)
    shared = a_case(by=OLGA, owner_id=OLGA.id, member_ids=[ALICE.id, BOB.id])
    run_jobs()

    left = client_of(MAX).post(f"/settings/users/{ALICE.id}/deactivation", data={"heir_id": str(BOB.id)})

    assert left.status_code == 303
    with in_scope(NORTH, read_only=True):
        rows = {one.id: one for one in db.session.scalars(select(Case))}
        assert rows[owned.id].owner_id == BOB.id
        assert rows[shared.id].member_ids == [BOB.id]
    run_jobs()
    assert BOB.email in {mail["to"] for mail in mails()}


@pytest.mark.promise("CON-22")
def test_an_erased_person_takes_their_own_cases_along_and_leaves_those_of_others(
    a_contact, a_case, api_of, run_jobs, in_scope
):
    person, other = a_contact("Vera", "Orlova", managers=[ALICE]), a_contact("Ivan", "Two", managers=[ALICE])
    captured = [{"label": "Phone", "value": "+7 916 555-01-23"}]
    alone = a_case(contacts=[person.id], by=ALICE, captured=captured)
    both = a_case(contacts=[person.id, other.id], by=ALICE, captured=captured)

    answer = api_of(MAX).post(
        f"/api/v1/contacts/{person.id}/erasure", json={"name": "Vera Orlova", "reason": "request"}
    )
    assert answer.status_code == 201, answer.json
    run_jobs()

    assert api_of(MAX).get(f"/api/v1/cases/{alone.id}").status_code == 404
    left = api_of(MAX).get(f"/api/v1/cases/{both.id}").json
    assert (left["contact_ids"], left["captured"]) == ([other.id], [])
    with in_scope(NORTH, read_only=True):
        assert db.session.get(Case, alone.id) is None
