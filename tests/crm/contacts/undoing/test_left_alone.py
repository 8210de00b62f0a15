"""What an undo leaves alone, and why (CON-19)."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from crm.contacts.actions.people import assign_managers, share
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import ContactType
from crm.fields.models import CustomField
from crm.journal.actions import NothingUndone
from crm.journal.restorers import Reason
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.team.models import User
from tests.kit.cast import ALICE, BOB, CAROL, NORTH

pytestmark = pytest.mark.promise("CON-19")


def test_what_was_deleted_again_since_stays_deleted(
    newest_act, a_contact, delete_it, in_scope, undo_act, reload
):
    contact = a_contact("Ivan", "Petrov")
    delete_it(contact)
    first = newest_act()
    with in_scope(NORTH):
        row = db.session.get_one(Contact, contact.id)
        row.deleted_at += timedelta(seconds=1)

    with pytest.raises(NothingUndone) as refusal:
        undo_act(first, by=ALICE)

    assert [noted.skipped for noted in refusal.value.skipped] == [Reason.CHANGED]
    assert reload(contact).deleted_at is not None


def test_a_contact_in_the_bin_is_not_changed_there(a_contact, edit, delete_it, undo_act):
    contact = a_contact("Ivan", "Petrov")
    act = edit(contact, first_name="Vera")
    delete_it(contact)

    with pytest.raises(NothingUndone) as refusal:
        undo_act(act, by=ALICE)

    assert [noted.skipped for noted in refusal.value.skipped] == [Reason.BINNED]


def test_who_lost_the_right_to_change_it_changes_nothing(a_contact, in_scope, actor_of, edit, undo_act):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    act = edit(contact, first_name="Vera")
    with in_scope(NORTH):
        assign_managers(contact, [BOB.id], by=actor_of(BOB))
        share(found(Contact.visible_to(actor_of(BOB)), id=contact.id), "read", by=actor_of(BOB))

    with pytest.raises(NothingUndone) as refusal:
        undo_act(act, by=ALICE)

    assert [noted.skipped for noted in refusal.value.skipped] == [Reason.FORBIDDEN]


def test_what_is_hidden_now_is_as_if_it_were_gone(a_contact, in_scope, actor_of, edit, undo_act):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    act = edit(contact, first_name="Vera")
    with in_scope(NORTH):
        assign_managers(contact, [BOB.id], by=actor_of(BOB))

    with pytest.raises(NothingUndone) as refusal:
        undo_act(act, by=ALICE)

    assert [noted.skipped for noted in refusal.value.skipped] == [Reason.GONE]


def test_a_deactivated_manager_does_not_come_back(
    newest_act, a_contact, in_scope, actor_of, undo_act, reload
):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB, CAROL])
    with in_scope(NORTH):
        assign_managers(contact, [ALICE.id], by=actor_of(ALICE))
        db.session.get_one(User, BOB.id).deactivated_at = db.session.scalar(select(func.now()))
    act = newest_act()

    reversal = undo_act(act, by=ALICE)

    assert {manager.user_id for manager in reload(contact).managers} == {ALICE.id, CAROL.id}
    gone = {"managers": [{"user_id": BOB.id, "lead": False}]}
    assert reversal.skipped == [("contact", gone, Reason.LEFT)]


def test_a_deleted_type_does_not_come_back(a_contact, in_scope, edit, undo_act, reload):
    contact = a_contact("Ivan", "Petrov", type_id=1)
    act = edit(contact, type_id=None, first_name="Vera")
    with in_scope(NORTH):
        db.session.execute(update(Contact).where(Contact.type_id == 1).values(type_id=None))
        db.session.execute(delete(ContactType).where(ContactType.id == 1))

    reversal = undo_act(act, by=ALICE)

    assert reload(contact).first_name == "Ivan"
    assert reversal.skipped == [("contact", {"type_id": 1}, Reason.UNFIT)]


def test_nobody_is_left_without_a_name(a_contact, in_scope, edit, undo_act, reload):
    contact = a_contact("Ivan", "Petrov")
    act = edit(contact, kind="company", name="Acme", description="met at a fair")
    edit(contact, first_name="", last_name="")

    reversal = undo_act(act, by=ALICE)

    back = reload(contact)
    assert (back.kind, back.name, back.description) == ("company", "Acme", "")
    assert {reason for _kind, _would, reason in reversal.skipped} == {Reason.UNFIT}


@pytest.mark.promise("CON-18")
def test_a_unique_value_that_another_has_by_now_is_left_out(a_contact, a_field, delete_it, undo_last, reload):
    field = a_field("text", "Passport", unique=True)
    contact = a_contact("Ivan", "Petrov", custom={field.key: "4509 1"})
    delete_it(contact)
    a_contact("Vera", "Orlova", custom={field.key: "4509 1"})

    reversal = undo_last(by=ALICE)

    back = reload(contact)
    assert back.deleted_at is None
    assert back.custom == {}
    assert reversal.skipped == [("contact", {f"custom.{field.key}": "4509 1"}, Reason.TAKEN)]


def test_a_unique_value_is_held_again_after_an_undo(a_contact, a_field, edit, undo_last, reload):
    field = a_field("text", "Passport", unique=True)
    contact = a_contact("Ivan", "Petrov", custom={field.key: "4509 1"})
    edit(contact, custom={field.key: None})

    undo_last(by=ALICE)

    assert reload(contact).custom == {field.key: "4509 1"}
    with pytest.raises(Invalid):
        a_contact("Vera", "Orlova", custom={field.key: "4509 1"})


def test_a_value_that_its_field_no_longer_takes_is_left_out(
    a_contact, a_field, edit, undo_last, reload, in_scope
):
    field = a_field("text", "Passport")
    contact = a_contact("Ivan", "Petrov", custom={field.key: "4509 1"})
    edit(contact, custom={field.key: None}, first_name="Vera")
    with in_scope(NORTH):
        db.session.get_one(CustomField, field.id).type = "integer"

    reversal = undo_last(by=ALICE)

    assert (reload(contact).first_name, reload(contact).custom) == ("Ivan", {})
    assert [reason for _kind, _would, reason in reversal.skipped] == [Reason.UNFIT]
