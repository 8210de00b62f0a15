"""Undoing by the toast, and the page that says what was done and what was left alone (CON-19)."""

import pytest

from crm.contacts.actions.people import assign_managers
from crm.contacts.models.contact import Contact
from crm.kernel.access import found
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-19")
PERSON = {"kind": "person", "first_name": "Vera", "last_name": "Petrov"}


def test_a_saved_change_is_taken_back_and_brought_again_by_toasts(client_of, a_contact, offered_undo):
    contact = a_contact("Ivan", "Petrov")
    alice = client_of(ALICE)
    saved = alice.post(f"/contacts/{contact.id}", data={**PERSON, "version": "1"}, follow_redirects=True)

    undone = alice.post(offered_undo(saved), follow_redirects=True)
    redone = alice.post(offered_undo(undone), follow_redirects=True)

    assert "Vera Petrov" in saved.text
    assert "Undone: Contact changed" in undone.text
    assert "Ivan Petrov" in undone.text
    assert "Vera Petrov" in redone.text


def test_undoing_a_restoration_leads_to_what_was_done(client_of, a_contact, offered_undo):
    contact = a_contact("Ivan", "Petrov")
    alice = client_of(ALICE)
    deleted = alice.post(f"/contacts/{contact.id}/deletion", follow_redirects=True)
    restored = alice.post(offered_undo(deleted), follow_redirects=True)

    again = alice.post(offered_undo(restored), follow_redirects=True)

    assert restored.request.path == f"/contacts/{contact.id}"
    assert again.request.path.startswith("/acts/")
    assert "Ivan Petrov" in again.text
    assert alice.get(f"/contacts/{contact.id}").status_code == 404


def test_choosing_managers_can_be_undone(client_of, a_contact, offered_undo):
    contact = a_contact("Ivan", "Petrov")
    alice = client_of(ALICE)
    form = {"manager_ids": [str(ALICE.id), str(CAROL.id)]}
    assigned = alice.post(f"/contacts/{contact.id}/managers", data=form, follow_redirects=True)
    seen = client_of(CAROL).get(f"/contacts/{contact.id}").status_code

    alice.post(offered_undo(assigned))

    assert (seen, client_of(CAROL).get(f"/contacts/{contact.id}").status_code) == (200, 404)


def test_what_was_left_alone_is_told_with_its_reason(client_of, a_contact, offered_undo):
    contact = a_contact("Ivan", "Petrov")
    alice = client_of(ALICE)
    form = {**PERSON, "last_name": "Orlova", "version": "1"}
    saved = alice.post(f"/contacts/{contact.id}", data=form, follow_redirects=True)
    newer = {**PERSON, "last_name": "Sokolova", "version": "2"}
    client_of(MAX).post(f"/contacts/{contact.id}", data=newer)

    undone = alice.post(offered_undo(saved), follow_redirects=True)

    assert undone.request.path.startswith("/acts/")
    assert "Left as it is" in undone.text
    assert "Last name" in undone.text
    assert "It was changed again since." in undone.text
    assert "Vera → Ivan" in undone.text


def test_where_nothing_can_be_undone_the_page_says_why(client_of, a_contact, offered_undo):
    contact = a_contact("Ivan", "Petrov")
    alice = client_of(ALICE)
    saved = alice.post(f"/contacts/{contact.id}", data={**PERSON, "version": "1"}, follow_redirects=True)
    newer = {**PERSON, "first_name": "Anna", "version": "2"}
    client_of(MAX).post(f"/contacts/{contact.id}", data=newer)
    undo = offered_undo(saved)

    refused = alice.post(undo)

    assert refused.status_code == 409
    assert "Nothing could be undone" in refused.text
    assert "It was changed again since." in refused.text
    assert "Anna Petrov" in alice.get(f"/contacts/{contact.id}").text
    assert alice.post(undo).status_code == 409


def test_the_second_of_two_tabs_is_told_that_it_is_done(client_of, a_contact, offered_undo):
    contact = a_contact("Ivan", "Petrov")
    alice = client_of(ALICE)
    undo = offered_undo(alice.post(f"/contacts/{contact.id}/deletion", follow_redirects=True))
    alice.post(undo)

    second = alice.post(undo, follow_redirects=True)

    assert second.status_code == 200
    assert "This has been undone already." in second.text
    assert alice.get(f"/contacts/{contact.id}").status_code == 200


def test_a_contact_out_of_sight_is_not_named(client_of, a_contact, in_scope, actor_of, offered_undo):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    alice = client_of(ALICE)
    saved = alice.post(f"/contacts/{contact.id}", data={**PERSON, "version": "1"}, follow_redirects=True)
    with in_scope(NORTH):
        hidden = found(Contact.visible_to(actor_of(BOB)), id=contact.id)
        assign_managers(hidden, [BOB.id], by=actor_of(BOB))
    undo = offered_undo(saved)

    refused, shown = alice.post(undo), alice.get(undo.removesuffix("/undoing"))

    assert refused.status_code == 409
    for page in (refused, shown):
        assert "Petrov" not in page.text
        assert "Vera" not in page.text


def test_the_acts_of_others_are_there_for_admins_alone(client_of, a_contact, offered_undo):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    form = {**PERSON, "version": "1"}
    undo = offered_undo(client_of(ALICE).post(f"/contacts/{contact.id}", data=form, follow_redirects=True))
    act = undo.removesuffix("/undoing")

    for person in (BOB, NED):
        assert client_of(person).get(act).status_code == 404
        assert client_of(person).post(undo).status_code == 404
    assert client_of(MAX).get(act).status_code == 200
    assert client_of(MAX).post(undo).status_code == 303


def test_in_russian_it_is_said_in_russian(client_of, a_contact, offered_undo):
    alice = ALICE.at(SEVER)
    contact = a_contact("Иван", "Петров", at=SEVER, managers=[alice])
    client = client_of(alice)
    form = {**PERSON, "first_name": "Вера", "last_name": "Орлова", "version": "1"}
    saved = client.post(f"/contacts/{contact.id}", data=form, follow_redirects=True)
    newer = {**form, "last_name": "Соколова", "version": "2"}
    client_of(MAX.at(SEVER)).post(f"/contacts/{contact.id}", data=newer)

    undone = client.post(offered_undo(saved), follow_redirects=True)

    assert "Отменено: «Контакт изменён»" in undone.text
    assert "Осталось как есть" in undone.text
    assert "С тех пор изменено ещё раз." in undone.text
