"""The bin's page: what one may bring back, what it asks, and deleting for good (CON-18)."""

import re

import pytest
from sqlalchemy import func

from crm.kernel.db import db
from crm.team.models import User
from tests.kit.cast import ALICE, BOB, MAX, NED, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-18")


def test_one_sees_what_one_deleted_and_admins_see_all(client_of, a_contact, delete_it):
    delete_it(a_contact("Ivan", "Petrov"), by=ALICE)
    delete_it(a_contact("Vera", "Orlova", managers=[BOB]), by=BOB)

    pages = {person: client_of(person).get("/bin").text for person in (ALICE, BOB, MAX, NED)}

    assert [("Ivan Petrov" in pages[one], "Vera Orlova" in pages[one]) for one in (ALICE, BOB, MAX, NED)] == [
        (True, False),
        (False, True),
        (True, True),
        (False, False),
    ]
    assert "The bin is empty" in pages[NED]
    assert "Alice" in pages[MAX]


def test_it_is_searched_by_name_and_read_page_by_page(client_of, a_contact, delete_it):
    for number in range(52):
        delete_it(a_contact("Ivan", f"Petrov{number:02}"))
    alice = client_of(ALICE)

    first, searched = alice.get("/bin"), alice.get("/bin?q=petrov51")
    second = alice.get(re.search(r'hx-get="(/bin[^"]*)"', first.text)[1].replace("&amp;", "&"))

    assert ("Petrov51" in first.text, "Petrov00" in first.text) == (True, False)
    assert "Petrov00" in second.text
    assert ("Petrov51" in searched.text, "Petrov50" in searched.text) == (True, False)
    assert alice.get("/bin?q=nobody").status_code == 200


def test_a_page_of_the_bin_costs_the_same_for_one_and_for_many(
    client_of, a_contact, delete_it, count_queries
):
    counts = []
    for _round in range(2):
        for _number in range(6):
            delete_it(a_contact("Ivan", "Petrov"))
        with count_queries() as sent:
            client_of(ALICE).get("/bin")
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_in_russian_the_bin_is_russian(client_of, a_contact, delete_it):
    alice = ALICE.at(SEVER)
    delete_it(a_contact("Иван", "Петров", at=SEVER, managers=[alice]), by=alice, at=SEVER)

    page = client_of(alice).get("/bin").text

    assert "Корзина" in page
    assert "Восстановить" in page
    assert "Петров" in page


def test_one_comes_back_with_all_that_was_on_it(client_of, a_contact, delete_it):
    contact = a_contact("Ivan", "Petrov", comms=[{"kind": "email", "value": "ivan@petrov.example"}])
    delete_it(contact)
    alice = client_of(ALICE)

    restored = alice.post("/bin/restoration", data={"only": f"contact:{contact.id}"}, follow_redirects=True)

    assert restored.request.path == f"/contacts/{contact.id}"
    assert "ivan@petrov.example" in restored.text
    assert "Ivan Petrov" not in alice.get("/bin").text


def test_several_come_back_at_once_and_those_that_ask_stay(client_of, a_contact, delete_it, a_field):
    field = a_field("text", "Passport", unique=True)
    asking = a_contact("Ivan", "Petrov", custom={field.key: "4509"})
    easy = a_contact("Vera", "Orlova")
    for contact in (asking, easy):
        delete_it(contact)
    a_contact("Anna", "Sokolova", custom={field.key: "4509"})
    alice = client_of(ALICE)

    items = [f"contact:{asking.id}", f"contact:{easy.id}"]
    page = alice.post("/bin/restoration", data={"item": items}, follow_redirects=True)

    assert "Restored: 1 record" in page.text
    assert "1 record stays in the bin" in page.text
    assert "Ivan Petrov" in page.text
    assert alice.get(f"/contacts/{easy.id}").status_code == 200


def test_a_value_that_another_has_is_asked_about_and_left_out(
    client_of, a_contact, delete_it, a_field, reload
):
    field = a_field("text", "Passport", unique=True)
    contact = a_contact("Ivan", "Petrov", custom={field.key: "4509"})
    delete_it(contact)
    a_contact("Anna", "Sokolova", custom={field.key: "4509"})
    alice, place = client_of(ALICE), f"/bin/contact/{contact.id}/restoration"

    asked = alice.post(place, follow_redirects=True)
    restored = alice.post(place, data={"leave_out": f"custom.{field.key}"}, follow_redirects=True)

    assert "Passport: Already used: Anna Sokolova" in asked.text
    assert "Restore without this" in asked.text
    assert restored.request.path == f"/contacts/{contact.id}"
    assert reload(contact).custom == {}


def test_a_manager_who_left_is_asked_about_and_does_not_come_back(
    client_of, a_contact, delete_it, in_scope, reload
):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    delete_it(contact)
    with in_scope(NORTH):
        db.session.get_one(User, BOB.id).deactivated_at = func.now()
    alice, place = client_of(ALICE), f"/bin/contact/{contact.id}/restoration"

    asked = alice.post(place, follow_redirects=True)
    alice.post(place, data={"leave_out": "managers"})

    assert "Bob" in asked.text
    assert [manager.user_id for manager in reload(contact).managers] == [ALICE.id]


@pytest.mark.parametrize("item", ["contact:999999", "contact:x", "nothing:1", "", "contact:" + "9" * 40])
def test_what_is_not_in_the_bin_is_not_there(client_of, item):
    assert client_of(ALICE).post("/bin/restoration", data={"only": item}).status_code in (303, 404)
