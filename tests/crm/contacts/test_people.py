"""Managers, sharing, the bin, and handing over."""

import pytest
from sqlalchemy import update

from crm.contacts.access import restorable_by
from crm.contacts.actions import handing_over
from crm.contacts.actions.bin import delete_contact, restore_contact
from crm.contacts.actions.people import assign_managers, share
from crm.contacts.facts import ContactsHandedOver, ContactsHandedOverPart, ManagersAssigned
from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import possible_managers
from crm.kernel.access import Reach, found
from crm.kernel.db import db
from crm.kernel.errors import Forbidden, NotFound
from crm.team.actions.users import deactivate
from crm.team.models import Role, User
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, OLGA, Standing


def visible(actor, contact):
    return found(Contact.visible_to(actor), id=contact.id)


@pytest.mark.promise("CON-7")
def test_new_managers_are_told_once_and_the_doer_never(in_scope, actor_of, a_contact, run_jobs, mails):
    contact = a_contact(managers=[ALICE])

    with in_scope(NORTH):
        alice = actor_of(ALICE)
        assign_managers(visible(alice, contact), [ALICE.id, BOB.id], by=alice)
    run_jobs()

    assert [(mail["to"], mail["subject"]) for mail in mails()] == [
        (BOB.email, "Alice made you responsible for Ivan Petrov")
    ]


def test_assigning_the_same_people_again_changes_nothing(in_scope, actor_of, a_contact, facts_of):
    contact = a_contact(managers=[ALICE, BOB])
    before = facts_of(NORTH)

    with in_scope(NORTH):
        again = assign_managers(visible(actor_of(ALICE), contact), [BOB.id, ALICE.id], by=actor_of(ALICE))

    assert (again.version, facts_of(NORTH)) == (1, before)


def test_the_lead_stays_until_another_is_named_or_they_leave(in_scope, actor_of, a_contact, facts_of):
    contact = a_contact(managers=[ALICE, BOB])

    with in_scope(NORTH):
        max_ = actor_of(MAX)
        assign_managers(visible(max_, contact), [CAROL.id, ALICE.id], by=max_)
        assign_managers(visible(max_, contact), [CAROL.id], by=max_)

    leads = [fact.lead_id for fact in facts_of(NORTH) if isinstance(fact, ManagersAssigned)]
    assert leads[-2:] == [ALICE.id, CAROL.id]


@pytest.mark.promise("ACC-5")
def test_only_who_is_in_charge_chooses_managers_shares_and_deletes(in_scope, actor_of, a_contact):
    contact = a_contact(managers=[ALICE], sharing="write")

    with in_scope(NORTH):
        bob = actor_of(BOB)
        shared = visible(bob, contact)
        for act in (
            lambda: assign_managers(shared, [BOB.id], by=bob),
            lambda: share(shared, "private", by=bob),
            lambda: delete_contact(shared, by=bob),
        ):
            with pytest.raises(Forbidden):
                act()


@pytest.mark.promise("ACC-1")
@pytest.mark.promise("ACC-2")
def test_sharing_opens_a_contact_to_all_and_unsharing_closes_it(in_scope, actor_of, a_contact):
    contact = a_contact(managers=[ALICE])

    with in_scope(NORTH):
        alice, ned = actor_of(ALICE), actor_of(NED)
        with pytest.raises(NotFound):
            visible(ned, contact)
        share(visible(alice, contact), "read", by=alice)
        assert visible(ned, contact).is_shared
        share(visible(alice, contact), "private", by=alice)
        with pytest.raises(NotFound):
            visible(ned, contact)


@pytest.mark.promise("CON-18")
def test_a_deleted_contact_is_gone_for_all_and_comes_back_as_it_was(in_scope, actor_of, a_contact):
    contact = a_contact(managers=[ALICE, CAROL], sharing="read")

    with in_scope(NORTH):
        alice, max_ = actor_of(ALICE), actor_of(MAX)
        delete_contact(visible(alice, contact), by=alice)
        for person in (alice, max_, actor_of(CAROL)):
            with pytest.raises(NotFound):
                visible(person, contact)
        restore_contact(found(restorable_by(alice), id=contact.id), by=alice)
        assert visible(actor_of(NED), contact).sharing == "read"
        assert visible(actor_of(CAROL), contact).id == contact.id


@pytest.mark.promise("CON-18")
def test_who_did_not_delete_it_brings_nothing_back_unless_an_admin(in_scope, actor_of):
    with in_scope(NORTH):
        deleted = int(Standing.DELETED)
        for person in (BOB, CAROL, NED):
            with pytest.raises(NotFound):
                found(restorable_by(actor_of(person)), id=deleted)
        for person in (ALICE, MAX, OLGA):
            assert found(restorable_by(actor_of(person)), id=deleted).id == deleted


@pytest.mark.promise("TEN-7")
def test_a_leaving_users_contacts_go_to_the_heir_with_one_summary(
    in_scope, actor_of, a_contact, facts_of, run_jobs, mails, time_passes
):
    led = a_contact(managers=[ALICE, BOB])
    shared_work = a_contact(managers=[CAROL, ALICE])

    with in_scope(NORTH):
        max_ = actor_of(MAX)
        deactivate(db.session.get_one(User, ALICE.id), heir=db.session.get_one(User, CAROL.id), by=max_)
        carol = actor_of(CAROL)
        assert visible(carol, led).id == led.id
        assert visible(carol, shared_work).id == shared_work.id
    run_jobs()
    time_passes()

    whole = next(fact for fact in facts_of(NORTH) if isinstance(fact, ContactsHandedOver))
    part = next(fact for fact in facts_of(NORTH) if isinstance(fact, ContactsHandedOverPart))
    assert whole.contacts == len(part.contact_ids) >= 3
    assert len([mail for mail in mails() if CAROL.email in str(mail["to"])]) == 1


@pytest.mark.promise("TEN-7")
def test_very_many_contacts_go_over_by_a_job(in_scope, actor_of, a_contact, run_jobs, monkeypatch):
    monkeypatch.setattr(handing_over, "AT_ONCE", 1)
    monkeypatch.setattr(handing_over, "PART", 2)
    contacts = [a_contact(managers=[BOB]) for _number in range(5)]

    with in_scope(NORTH):
        handing_over.hand_over_all(BOB.id, to=CAROL.id, by=actor_of(MAX))
    run_jobs()

    with in_scope(NORTH):
        bob, carol = actor_of(BOB), actor_of(CAROL)
        for contact in contacts:
            assert visible(carol, contact).id == contact.id
            with pytest.raises(NotFound):
                visible(bob, contact)


@pytest.mark.promise("CON-7")
@pytest.mark.promise("ACC-5")
def test_only_those_whose_roles_may_change_contacts_may_be_in_charge(in_scope):
    def able():
        return {user.id for user in db.session.scalars(possible_managers())}

    with in_scope(NORTH):
        before = able()
        db.session.execute(
            update(Role).where(Role.builtin == "manager").values(reaches={"contacts.edit": int(Reach.NONE)})
        )
        after = able()
        db.session.rollback()

    assert before == {OLGA.id, MAX.id, ALICE.id, BOB.id, CAROL.id}
    assert after == {OLGA.id, MAX.id}
