"""What an undo of an act on contacts puts back (CON-19)."""

import pytest

from crm.contacts.access import astray
from crm.contacts.actions.links import link, unlink
from crm.contacts.actions.people import assign_managers, share
from crm.contacts.facts import ContactDeleted, ContactRestored, ContactReverted
from crm.contacts.forms.links import LinkShape
from crm.contacts.models.links import ContactLink
from crm.contacts.models.lists import Tag
from crm.journal.restorers import Reason
from crm.kernel.db import db
from crm.kernel.forms import read
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH

pytestmark = pytest.mark.promise("CON-19")


def test_an_edit_goes_back_with_all_that_follows_from_it(a_contact, edit, undo_last, reload):
    contact = a_contact("Ivan", "Petrov", comms=[{"kind": "email", "value": "ivan@petrov.example"}])
    edit(contact, first_name="Vera", last_name="Orlova", born_on="1990-02-01", comms=[])

    undo_last(by=ALICE)

    back = reload(contact)
    assert (back.first_name, back.last_name, back.born_on) == ("Ivan", "Petrov", None)
    assert [(comm.id, comm.value) for comm in back.comms] == [(contact.comms[0].id, "ivan@petrov.example")]
    assert back.sort_name.startswith("petrov")
    assert "ivan@petrov.example" in back.search_text
    assert back.version == 3


def test_only_the_columns_that_still_hold_the_acts_value_go_back(a_contact, edit, undo_act, reload):
    contact = a_contact("Ivan", "Petrov")
    first = edit(contact, first_name="Vera", last_name="Orlova")
    edit(contact, last_name="Sokolova", by=MAX)

    reversal = undo_act(first, by=ALICE)

    back = reload(contact)
    assert (back.first_name, back.last_name) == ("Ivan", "Sokolova")
    assert reversal.skipped == [("contact", {"last_name": "Petrov"}, Reason.CHANGED)]


def test_a_deletion_goes_back(a_contact, delete_it, undo_last, reload, facts_of):
    contact = a_contact("Ivan", "Petrov")
    delete_it(contact)

    reversal = undo_last(by=ALICE)

    assert reload(contact).deleted_at is None
    assert facts_of(NORTH)[-1] == ContactRestored(contact_id=contact.id, version=3, act_id=reversal.id)


def test_managers_go_back_one_by_one_and_so_does_their_lead(
    newest_act, a_contact, in_scope, actor_of, undo_act, reload
):
    contact = a_contact("Ivan", "Petrov")
    with in_scope(NORTH):
        assign_managers(contact, [ALICE.id, BOB.id], lead_id=BOB.id, by=actor_of(ALICE))
    act = newest_act()
    with in_scope(NORTH):
        assign_managers(contact, [ALICE.id, BOB.id, CAROL.id], by=actor_of(MAX))

    undo_act(act, by=ALICE)

    managers = {manager.user_id: manager.lead for manager in reload(contact).managers}
    assert managers == {ALICE.id: True, CAROL.id: False}


def test_sharing_goes_back_and_the_access_list_with_it(a_contact, in_scope, actor_of, undo_last, client_of):
    contact = a_contact("Ivan", "Petrov")
    with in_scope(NORTH):
        share(contact, "read", by=actor_of(ALICE))
    assert client_of(CAROL).get(f"/contacts/{contact.id}").status_code == 200

    undo_last(by=ALICE)

    assert client_of(CAROL).get(f"/contacts/{contact.id}").status_code == 404
    with in_scope(NORTH, read_only=True):
        assert list(astray()) == []


def test_tags_go_back_one_by_one(a_contact, in_scope, undo_act, retag, reload):
    contact = a_contact("Ivan", "Petrov")
    with in_scope(NORTH):
        tags = [Tag(name=name, hue=1) for name in ("a", "b", "c")]
        db.session.add_all(tags)
        db.session.flush()
        a, b, c = (tag.id for tag in tags)
    retag(contact, [a])
    act = retag(contact, [b])
    retag(contact, [b, c])

    undo_act(act, by=ALICE)

    assert reload(contact).tag_ids == [c, a]


def test_an_added_way_to_be_reached_goes_unless_somebody_has_worked_on_it(a_contact, edit, undo_act, reload):
    contact = a_contact("Ivan", "Petrov")
    act = edit(
        contact, comms=[{"kind": "phone", "value": "+79161234567"}, {"kind": "site", "value": "a.example"}]
    )
    phone, site = reload(contact).comms
    kept = [{"id": site.id, "kind": "site", "value": "a.example", "label": "work"}]
    edit(contact, comms=[{"id": phone.id, "kind": "phone", "value": "+79161234567"}, *kept])

    reversal = undo_act(act, by=ALICE)

    assert [comm.value for comm in reload(contact).comms] == ["a.example"]
    assert [reason for _kind, _would, reason in reversal.skipped] == [Reason.CHANGED]


def test_a_removed_number_that_was_added_again_is_not_doubled(a_contact, edit, undo_act, reload):
    phone = {"kind": "phone", "value": "+79161234567"}
    contact = a_contact("Ivan", "Petrov", comms=[phone])
    act = edit(contact, comms=[], first_name="Vera")
    edit(contact, comms=[phone])

    undo_act(act, by=ALICE)

    assert [comm.value for comm in reload(contact).comms] == ["+79161234567"]


def test_a_link_goes_back(a_contact, in_scope, actor_of, undo_last):
    person = a_contact("Ivan", "Petrov")
    company = a_contact(kind="company", name="Acme", first_name="", last_name="")
    with in_scope(NORTH):
        shape = read(LinkShape, {"contact_id": company.id, "role": "Director"})
        linked = link(person, shape, by=actor_of(ALICE))
        unlink(person, linked.id, by=actor_of(ALICE))

    undo_last(by=ALICE)

    with in_scope(NORTH, read_only=True):
        back = db.session.get_one(ContactLink, linked.id)
        assert (back.one_id, back.other_id, back.main) == (person.id, company.id, True)


def test_an_undo_tells_nobody(a_contact, in_scope, actor_of, undo_last, run_jobs, mails, facts_of):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB], by=MAX)
    with in_scope(NORTH):
        assign_managers(contact, [ALICE.id], by=actor_of(ALICE))
    run_jobs()
    before = len(mails())

    undo_last(by=ALICE)
    run_jobs()

    assert len(mails()) == before
    assert isinstance(facts_of(NORTH)[-1], ContactReverted)


def test_an_undo_is_undone_by_an_undo_and_so_on(a_contact, edit, undo_last, reload):
    contact = a_contact("Ivan", "Petrov", comms=[{"kind": "email", "value": "a@b.example"}])
    edit(contact, first_name="Vera", comms=[{"kind": "site", "value": "b.example"}])
    names = []

    for _time in range(3):
        undo_last(by=ALICE)
        back = reload(contact)
        names.append((back.first_name, [comm.value for comm in back.comms]))

    assert names == [("Ivan", ["a@b.example"]), ("Vera", ["b.example"]), ("Ivan", ["a@b.example"])]


def test_undoing_a_restoration_deletes_again_from_now_on(a_contact, delete_it, undo_last, reload, facts_of):
    contact = a_contact("Ivan", "Petrov")
    delete_it(contact)
    first = reload(contact).deleted_at
    undo_last(by=ALICE)

    reversal = undo_last(by=ALICE)

    again = reload(contact)
    assert again.deleted_at > first
    assert again.deleted_by == ALICE.id
    assert facts_of(NORTH)[-1] == ContactDeleted(contact_id=contact.id, version=4, act_id=reversal.id)
