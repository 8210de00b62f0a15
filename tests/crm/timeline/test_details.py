"""What a history says beyond its sentences: values before and after, and nothing of what is hidden."""

import re

import pytest

from crm.contacts.actions.saving import edit_contact
from crm.contacts.forms.contact import ContactShape, values_of
from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import WHOLE
from crm.kernel.access import found
from crm.kernel.forms import read
from tests.crm.timeline.conftest import told
from tests.kit.cast import ALICE, BOB, CAROL, MAX, SEVER


@pytest.fixture
def change(in_scope, actor_of):
    """Change a contact as a person: ``change(contact, ALICE, last_name="Orlov")``."""

    def edit(contact, person, **values):
        with in_scope(person.business):
            actor = actor_of(person)
            held = found(Contact.visible_to(actor).options(*WHOLE), id=contact.id)
            edit_contact(held, read(ContactShape, {**values_of(held), **values}), by=actor)

    return edit


@pytest.fixture
def history_of(client_of):
    """A contact's history as a person reads it."""
    return lambda person, contact: told(client_of(person).get(f"/contacts/{contact.id}/tabs/history"))


@pytest.mark.promise("CON-15")
def test_a_change_is_told_with_the_values_before_and_after(a_contact, change, history_of):
    contact = a_contact("Ivan", "Petrov", description="Buys lamps")

    change(contact, ALICE, last_name="Orlov", type_id=1, job_title="Buyer", born_on="1980-05-04")
    page = history_of(ALICE, contact)

    for shown in (
        "Contact changed by Alice",
        "Last name before: Petrov → now: Orlov",
        "Type now: Client",
        "Post now: Buyer",
        "Date of birth now: 4 May 1980",
    ):
        assert shown in page
    assert "Buys lamps" not in page


@pytest.mark.promise("L10-1")
def test_a_change_is_told_in_russian(a_contact, change, history_of):
    alice = ALICE.at(SEVER)
    contact = a_contact("Иван", "Петров", managers=[alice], at=SEVER)

    change(contact, alice, last_name="Орлов", description="x" * 300)
    page = history_of(alice, contact)

    assert "Фамилия было: Петров → стало: Орлов" in page
    assert "x" * 80 + "…" in page
    assert "x" * 81 not in page


def test_a_way_to_be_reached_is_told_as_it_came_changed_and_went(a_contact, change, history_of):
    contact = a_contact("Ivan", "Petrov")
    change(contact, ALICE, comms=[{"kind": "email", "value": "old@example.com"}])
    change(contact, ALICE, comms=[])

    page = history_of(ALICE, contact)

    assert "How to reach now: old@example.com" in page
    assert "How to reach before: old@example.com → nothing" in page


@pytest.mark.promise("CON-4")
def test_own_fields_are_told_by_their_names_and_values(a_contact, a_field, change, history_of):
    nickname, size = a_field("text", "Nickname"), a_field("select", "Size", choices=("Small", "Large"))
    contact = a_contact("Ivan", "Petrov")

    change(contact, ALICE, custom={nickname.key: "Vanya", size.key: size.options[1]["id"]})
    page = history_of(ALICE, contact)

    assert "Nickname now: Vanya" in page
    assert "Size now: Large" in page


@pytest.mark.promise("ACC-6")
def test_a_contact_that_a_value_names_is_told_to_those_alone_who_see_it(
    a_contact, a_field, change, history_of
):
    partner = a_field("contact", "Partner")
    contact = a_contact("Ivan", "Petrov", sharing="read")
    hidden = a_contact("Boris", "Hidden", managers=[ALICE])

    change(contact, ALICE, custom={partner.key: hidden.id})

    assert "Boris Hidden" in history_of(ALICE, contact)
    assert "Hidden" not in history_of(CAROL, contact)
    assert "Contact changed by Alice" in history_of(CAROL, contact)


@pytest.mark.promise("CON-19")
def test_ones_own_change_is_undone_from_the_history_and_that_of_others_by_admins(
    a_contact, change, client_of
):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    change(contact, ALICE, last_name="Orlov")

    of_alice, of_bob, of_max = (
        client_of(person).get(f"/contacts/{contact.id}/tabs/history").text.count("/undoing")
        for person in (ALICE, BOB, MAX)
    )

    assert (of_alice, of_bob, of_max) == (1, 0, 1)


def test_a_change_that_was_undone_is_told_so_and_offers_its_redoing(a_contact, change, client_of):
    contact = a_contact("Ivan", "Petrov")
    change(contact, ALICE, last_name="Orlov")
    alice = client_of(ALICE)

    offer = re.search(r"/acts/\d+/undoing", alice.get(f"/contacts/{contact.id}/tabs/history").text)[0]
    alice.post(offer)
    page = alice.get(f"/contacts/{contact.id}/tabs/history")

    assert "Change undone by Alice" in told(page)
    assert "Last name before: Orlov → now: Petrov" in told(page)
    assert page.text.count("/undoing") == 1


def test_details_take_as_many_statements_for_many_changes(
    a_contact, change, client_of, count_queries, in_scope
):
    few, many = a_contact("Ivan", "Petrov"), a_contact("Ivan", "Petrov")
    for contact, number in ((few, 2), (many, 12)):
        for turn in range(number):
            change(contact, ALICE, last_name=f"N{turn}", type_id=turn % 2 + 1)
    numbers = []

    for contact in (few, many):
        with count_queries() as sent:
            client_of(ALICE).get(f"/contacts/{contact.id}/tabs/history")
        numbers.append(len([text for text in sent.texts if "control." not in text]))

    assert numbers[0] == numbers[1] <= 30


@pytest.mark.promise("CON-19")
def test_an_act_on_many_says_so_before_one_contacts_history_takes_it_back(a_contact, client_of, in_scope):
    ids = [a_contact("Ivan", f"No {number}").id for number in range(3)]
    alice = client_of(ALICE)
    alice.post("/contacts/bulk/type", data={"type_id": "1", "ids": " ".join(map(str, ids))})

    history = alice.get(f"/contacts/{ids[0]}/tabs/history").text
    link = re.search(r'href="(/acts/\d+/undoing\?next=[^"]*)"', history)[1]
    asked = alice.get(link)
    post = re.search(r'action="(/acts/\d+/undoing)"', asked.text)[1]
    elsewhere = client_of(BOB).get(link)
    done = alice.post(post, data={"next": f"/contacts/{ids[0]}"})

    assert 'action="/acts/' not in history
    assert "This was done to 3 records at once." in told(asked)
    assert "Undo for all 3 records" in told(asked)
    assert elsewhere.status_code == 404
    assert done.location.endswith(f"/contacts/{ids[0]}")
    assert re.fullmatch(r".*/acts/\d+", alice.get(link).location)
