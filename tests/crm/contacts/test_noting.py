"""What acts on contacts leave in the journal."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.inspection import inspect

from crm.contacts.access import restorable_by
from crm.contacts.actions.bin import delete_contact, restore_contact
from crm.contacts.actions.noting import MODELS, NOT_NOTED, different, noted_values, snapshot
from crm.contacts.actions.people import assign_managers, share
from crm.contacts.actions.saving import edit_contact
from crm.contacts.facts import ContactEdited
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.journal.models import Act
from crm.journal.queries import changes_of
from crm.kernel.access import found
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, MAX, NORTH

DERIVED = {
    "contact": {
        "id", "version", "made_at", "made_by", "changed_at", "sort_name", "search_text", "match_name", "inn",
        "principals", "facets",
    },
    "contact_comm": {"id"},
    "contact_link": {"id", "made_at"},
}  # fmt: skip


@pytest.mark.promise("CON-19")
@pytest.mark.parametrize("kind", MODELS)
def test_every_column_is_noted_but_those_that_are_known_to_follow_from_others(kind):
    columns = inspect(MODELS[kind]).columns
    blank = {column.name: None for column in columns}

    assert NOT_NOTED[kind] == DERIVED[kind]
    for key, column in columns.items():
        values = noted_values(kind, {**blank, column.name: {"1": "x"}})
        is_noted = any(value is not None for value in values.values())
        assert is_noted == (key not in DERIVED[kind]), f"is {kind}.{key} derived, or noted?"


@pytest.mark.promise("CON-19")
def test_an_edit_keeps_what_differs_and_nothing_else(in_scope, actor_of, a_contact, typed, changes):
    contact = a_contact("Ivan", "Petrov")

    with in_scope(NORTH):
        edit_contact(contact, typed(first_name="Vera", sharing="read"), by=actor_of(ALICE))

    assert changes() == [
        (
            "contacts.edited",
            [
                (
                    "contact",
                    contact.id,
                    {"first_name": "Ivan", "sharing": "private"},
                    {"first_name": "Vera", "sharing": "read"},
                )
            ],
        )
    ]


def test_facts_of_one_edit_name_its_one_act(in_scope, actor_of, a_contact, typed, facts_of):
    contact = a_contact("Ivan", "Petrov")

    with in_scope(NORTH):
        shape = typed(first_name="Vera", sharing="read", manager_ids=[ALICE.id, BOB.id])
        edit_contact(contact, shape, by=actor_of(ALICE))

    edited, assigned, shared = facts_of(NORTH)[-3:]
    assert isinstance(edited, ContactEdited)
    assert edited.act_id is not None
    assert edited.act_id == assigned.act_id == shared.act_id


def test_what_changes_nothing_leaves_no_act(in_scope, actor_of, a_contact, typed, changes):
    contact = a_contact("Ivan", "Petrov")

    with in_scope(NORTH):
        edit_contact(contact, typed(), by=actor_of(ALICE))
        share(contact, "private", by=actor_of(ALICE))
        assign_managers(contact, [ALICE.id], by=actor_of(ALICE))

    assert changes() == []


def test_each_way_to_be_reached_is_a_record_of_its_own(in_scope, actor_of, a_contact, typed, changes):
    first, second = {"kind": "email", "value": "a@b.example"}, {"kind": "phone", "value": "+79161234567"}
    contact = a_contact("Ivan", "Petrov", comms=[first, second])
    (a, b) = contact.comms

    with in_scope(NORTH):
        shape = typed(comms=[{**first, "id": a.id, "label": "work"}, {"kind": "site", "value": "b.example"}])
        edit_contact(contact, shape, by=actor_of(ALICE))

    ((_kind, noted),) = changes()
    kept, gone, come = noted
    assert kept == ("contact_comm", a.id, {"label": ""}, {"label": "work"})
    assert gone[1] == b.id
    assert gone[3] is None
    assert gone[2]["value"] == "+79161234567"
    assert gone[2]["contact_id"] == contact.id
    assert come[2] is None
    assert come[3]["value"] == "b.example"
    assert come[3]["primary"] is True


@pytest.mark.promise("CON-19")
def test_managers_are_noted_as_a_list_with_their_lead(in_scope, actor_of, a_contact, changes):
    contact = a_contact("Ivan", "Petrov")

    with in_scope(NORTH):
        assign_managers(contact, [ALICE.id, BOB.id], lead_id=BOB.id, by=actor_of(ALICE))

    ((kind, noted),) = changes()
    assert kind == "contacts.managers"
    assert noted == [
        (
            "contact",
            contact.id,
            {"managers": [{"user_id": ALICE.id, "lead": True}]},
            {"managers": [{"user_id": ALICE.id, "lead": False}, {"user_id": BOB.id, "lead": True}]},
        )
    ]


@pytest.mark.promise("CON-18")
def test_deleting_and_restoring_note_who_and_when(in_scope, actor_of, a_contact, changes):
    contact = a_contact("Ivan", "Petrov")

    with in_scope(NORTH):
        delete_contact(contact, by=actor_of(ALICE))
    with in_scope(NORTH):
        restore_contact(found(restorable_by(actor_of(MAX)), id=contact.id), by=actor_of(MAX))

    (deleted, [gone]), (restored, [back]) = changes()
    assert (deleted, restored) == ("contacts.deleted", "contacts.restored")
    assert gone[2] == back[3] == {"deleted_at": None, "deleted_by": None}
    assert gone[3] == back[2]
    assert gone[3]["deleted_by"] == ALICE.id
    assert gone[3]["deleted_at"]


def test_custom_values_and_requisites_are_noted_one_by_one(in_scope, a_contact):
    contact = a_contact("Ivan", "Petrov")
    with in_scope(NORTH):
        row = found(select(Contact), id=contact.id)
        row.custom, row.requisites = {"7": "a", "8": [1, 2]}, {"inn": "7707083893", "kpp": "773601001"}
        before = snapshot(contact.id)
        row.custom, row.requisites = {"8": [1, 2], "9": 5}, {"inn": "7707083893", "kpp": ""}
        after = snapshot(contact.id)
        db.session.rollback()

    noted = different(CONTACT, contact.id, before.values, after.values)

    assert noted.before == {"requisites.kpp": "773601001", "custom.7": "a", "custom.9": None}
    assert noted.after == {"requisites.kpp": "", "custom.7": None, "custom.9": 5}


def test_a_snapshot_is_one_statement(in_scope, a_contact, count_queries):
    contact = a_contact("Ivan", "Petrov", comms=[{"kind": "email", "value": "a@b.example"}])

    with in_scope(NORTH):
        snapshot(contact.id)
        with count_queries() as sent:
            snapshot(contact.id)

    assert len(sent) == 1


@pytest.fixture
def changes(in_scope):
    """The acts of the test with what they changed: (kind, [(record kind, id, before, after)])."""
    with in_scope(NORTH, read_only=True):
        newest = db.session.scalar(select(func.max(Act.id))) or 0

    def listed():
        with in_scope(NORTH, read_only=True):
            acts = db.session.scalars(select(Act).where(Act.id > newest).order_by(Act.id)).all()
            return [(act.kind, [_told(change) for change in changes_of(act.id)]) for act in acts]

    def _told(change):
        return change.record_kind, change.record_id, change.before, change.after

    return listed
