"""An act on many contacts is taken back together where nothing newer stands, the rest one by one (CON-19)."""

import pytest
from sqlalchemy import select

from crm.contacts.actions.restoring import many as together
from crm.contacts.facts import ContactReverted
from crm.contacts.models.contact import ContactManager
from crm.contacts.models.lists import ContactType
from crm.journal.restorers import restorers
from crm.kernel.db import db
from crm.kernel.runs import Run
from tests.kit.cast import ALICE, BOB, MAX, NORTH, SEVER

pytestmark = [pytest.mark.promise("CON-19"), pytest.mark.usefixtures("no_row_astray")]


@pytest.fixture
def one_by_one(app):
    """How many changes were left to be put back one by one, call by call."""
    left, real = [], together.restore_alike

    def counted(changes, *, undo, by):
        rest = real(changes, undo=undo, by=by)
        left.append(len(rest))
        return rest

    for owner in restorers._owners:
        if owner.restore_alike is real:
            object.__setattr__(owner, "restore_alike", counted)
    yield left
    for owner in restorers._owners:
        if owner.restore_alike is counted:
            object.__setattr__(owner, "restore_alike", real)


def managers(ids, in_scope):
    with in_scope(NORTH, read_only=True):
        rows = select(ContactManager).where(ContactManager.contact_id.in_(ids))
        return {(row.contact_id, row.user_id, row.lead) for row in db.session.scalars(rows)}


@pytest.mark.parametrize(
    ("name", "typed", "column"),
    [
        ("type", {"type_id": "2"}, "type_id"),
        ("tags", {"add": "VIP, quite new", "remove": "fair"}, "tag_ids"),
        ("sharing", {"sharing": "write", "restricted": "yes"}, "sharing"),
        ("field", {"field": "source", "value": "Fair"}, "source"),
        ("field", {"field": "language", "value": "ru"}, "language"),
    ],
)
def test_it_is_taken_back_together_and_so_is_its_undo(
    choose, many, columns_of, one_by_one, api_of, facts_of, name, typed, column
):
    ids = many(12, type_id=1)
    client, before = choose(ALICE, ids), columns_of(ids, column)
    wish = {"action": name, "contact_ids": ids, "values": {
        key: value.split(", ") if name == "tags" else True if value == "yes" else value
        for key, value in typed.items() if (name, key) != ("tags", "remove")
    }}  # fmt: skip
    act = api_of(ALICE).post("/api/v1/contacts/bulk", json=wish).json["act_id"]
    after = columns_of(ids, column)

    undone = api_of(ALICE).post(f"/api/v1/acts/{act}/undoing", json={})
    back = columns_of(ids, column)
    again = client.post(f"/acts/{undone.json['id']}/undoing")

    assert before != after
    assert back == before
    assert again.status_code == 303
    assert columns_of(ids, column) == after
    assert one_by_one == [0, 0]
    told = [fact for fact in facts_of() if isinstance(fact, ContactReverted)]
    assert len(told) == 24
    assert {fact.version for fact in told[:12]} == {3}


def test_managers_come_back_with_their_leads(choose, many, in_scope, one_by_one, api_of):
    ids = many(3, managers=[ALICE, BOB]) + many(3, managers=[BOB, ALICE])
    before = managers(ids, in_scope)
    wish = {"action": "managers", "contact_ids": ids, "values": {"way": "replace", "manager_ids": [MAX.id]}}
    act = api_of(MAX).post("/api/v1/contacts/bulk", json=wish).json["act_id"]

    api_of(MAX).post(f"/api/v1/acts/{act}/undoing", json={})

    assert managers(ids, in_scope) == before
    assert one_by_one == [0]


def test_what_was_changed_since_is_skipped_and_told_in_russian_too(many, api_of, columns_of, one_by_one):
    ids = many(5, at=SEVER, managers=[ALICE])
    api = api_of(ALICE.at(SEVER))
    wish = {"action": "type", "contact_ids": ids, "values": {"type_id": 1}}
    act = api.post("/api/v1/contacts/bulk", json=wish).json["act_id"]
    api.patch(f"/api/v1/contacts/{ids[0]}", json={"type_id": 2})

    told = api.post(f"/api/v1/acts/{act}/undoing", json={}).json

    stands = columns_of(ids, "type_id", SEVER)
    assert [stands[one] for one in ids] == [2, None, None, None, None]
    assert [(one["id"], one["reason"]) for one in told["skipped"]] == [
        (ids[0], "С тех пор изменено ещё раз.")
    ]
    assert len(told["changed"]) == 4
    assert one_by_one == [1]


def test_a_type_that_went_does_not_come_back(many, api_of, columns_of, in_scope):
    ids = many(3, type_id=3)
    wish = {"action": "type", "contact_ids": ids, "values": {"type_id": 1}}
    act = api_of(ALICE).post("/api/v1/contacts/bulk", json=wish).json["act_id"]
    with in_scope(NORTH):
        db.session.delete(db.session.get_one(ContactType, 3))

    answer = api_of(ALICE).post(f"/api/v1/acts/{act}/undoing", json={})

    assert answer.status_code == 409
    assert set(columns_of(ids, "type_id").values()) == {1}


def test_who_may_no_longer_change_them_takes_nothing_back(many, api_of, columns_of, in_scope):
    ids = many(3)
    wish = {"action": "type", "contact_ids": ids, "values": {"type_id": 1}}
    act = api_of(ALICE).post("/api/v1/contacts/bulk", json=wish).json["act_id"]
    away = {"action": "managers", "contact_ids": ids, "values": {"way": "replace", "manager_ids": [BOB.id]}}
    assert api_of(MAX).post("/api/v1/contacts/bulk", json=away).json["changed"] == 3

    answer = api_of(ALICE).post(f"/api/v1/acts/{act}/undoing", json={})

    assert answer.status_code == 409
    assert set(columns_of(ids, "type_id").values()) == {1}


def test_a_long_one_goes_on_in_larger_chunks(choose, many, run_jobs, columns_of, one_by_one, in_scope):
    ids = many(1_500)
    client = choose(ALICE, ids)
    client.post("/contacts/bulk/type", data={"type_id": "1"})
    run_jobs()
    with in_scope(NORTH, read_only=True):
        act_id = db.session.scalars(select(Run)).one().cursor["act_id"]

    client.post(f"/acts/{act_id}/undoing")
    run_jobs()

    assert set(columns_of(ids, "type_id").values()) == {None}
    assert one_by_one == [0, 0, 0]
