"""Two people change one contact (CON-20): only what both changed is asked, value by value."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from crm.contacts.models.contact import Comm, Contact
from crm.kernel.db import db
from tests.kit.builders import picture
from tests.kit.cast import ALICE, BOB, MAX, NORTH, OLGA, SEVER

pytestmark = pytest.mark.promise("CON-20")

FORM = {"kind": "person", "last_name": "Petrov", "first_name": "Ivan"}
EMAIL = {"kind": "email", "value": "ivan@example.com", "label": "work"}
PHONE = {"kind": "phone", "value": "+79161234567"}


@pytest.fixture
def now(in_scope):
    """The contact's values as they stand, and its ways to be reached."""

    def values(contact_id, *names, at=NORTH):
        with in_scope(at, read_only=True):
            contact = db.session.get_one(Contact, contact_id)
            comms = select(Comm.value).where(Comm.contact_id == contact_id).order_by(Comm.position)
            return [getattr(contact, name) for name in names], db.session.scalars(comms).all()

    return values


def _rows(contact, *changes):
    """The form's rows of the contact's ways to be reached, some of them changed or (None) taken away."""
    fields: dict[str, str] = {}
    for number, comm in enumerate(contact.comms):
        value = dict(changes).get(comm.kind, comm.value)
        if value is not None:
            row = {"id": comm.id, "kind": comm.kind, "value": value, "label": comm.label, "primary": "1"}
            fields |= {f"comms-{number}-{name}": str(said) for name, said in row.items()}
    return fields


def _questions(page):
    return re.findall(r'type="radio" name="(pick:[^"]+)" value="((?:mine|theirs):\w+)"', page)


def _answers(page, **sides):
    """The fields of the page's form, each question answered by the side."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.partition("<main")[2])
    picks = {
        name: value for name, value in _questions(page) if value.startswith(sides[name.split(":", 1)[1]])
    }
    return {**dict(hidden), **picks}


def test_what_only_the_other_or_only_i_changed_is_saved_without_a_question(client_of, a_contact, now):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE], comms=[EMAIL, PHONE])
    at = f"/contacts/{contact.id}"
    theirs = {**FORM, **_rows(contact, ("phone", "+79160000001")), "last_name": "Sidorov", "source": "site"}
    mine = {**FORM, **_rows(contact, ("email", "new@example.com")), "first_name": "Pavel"}
    mine |= {"requisites-inn": "500100732259", "comms-9-kind": "site", "comms-9-value": "example.com"}

    client_of(MAX).post(at, data={**theirs, "version": "1"})
    answer = client_of(ALICE).post(at, data={**mine, "version": "1"}, follow_redirects=True)

    assert "Saved beside what others changed" in answer.text
    values, comms = now(contact.id, "first_name", "last_name", "source", "inn")
    assert values == ["Pavel", "Sidorov", "site", "500100732259"]
    assert comms == ["new@example.com", "+79160000001", "example.com"]


@pytest.mark.parametrize(("side", "last_name"), [("mine", "Pavlov"), ("theirs", "Sidorov")])
def test_what_both_changed_is_asked_and_the_choice_holds(client_of, a_contact, now, side, last_name):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    at, alice = f"/contacts/{contact.id}", client_of(ALICE)
    client_of(MAX).post(at, data={**FORM, "last_name": "Sidorov", "source": "site", "version": "1"})
    mine = {**FORM, "last_name": "Pavlov", "description": "Calls at noon", "version": "1"}

    asked = alice.post(at, data=mine)
    unanswered = alice.post(at, data={**mine, "picking": "1"})
    saved = alice.post(at, data=_answers(asked.text, last_name=side))

    assert asked.status_code == unanswered.status_code == 412
    assert {name for name, _value in _questions(asked.text)} == {"pick:last_name"}
    for shown in ("Last change: Max", "Pavlov", "Sidorov", "What you typed"):
        assert shown in asked.text
    assert "Choose one of the two." in unanswered.text
    assert saved.status_code == 303
    assert now(contact.id, "last_name", "source", "description")[0] == [last_name, "site", "Calls at noon"]


def test_a_choice_holds_only_against_what_it_was_weighed_against(client_of, a_contact, now):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    at, alice, other = f"/contacts/{contact.id}", client_of(ALICE), client_of(MAX)
    other.post(at, data={**FORM, "last_name": "Sidorov", "version": "1"})
    asked = alice.post(at, data={**FORM, "last_name": "Pavlov", "version": "1"})
    other.post(at, data={**FORM, "last_name": "Smirnov", "version": "2"})

    again = alice.post(at, data=_answers(asked.text, last_name="mine"))

    assert again.status_code == 412
    assert "Smirnov" in again.text
    assert now(contact.id, "last_name")[0] == ["Smirnov"]


@pytest.mark.parametrize(
    ("theirs", "mine", "side", "kept"),
    [
        ("one@example.com", "two@example.com", "mine", ["two@example.com"]),
        ("one@example.com", "two@example.com", "theirs", ["one@example.com"]),
        ("one@example.com", None, "mine", []),
        ("one@example.com", None, "theirs", ["one@example.com"]),
        (None, "two@example.com", "mine", ["two@example.com"]),
        (None, "two@example.com", "theirs", []),
    ],
)
def test_a_way_to_reach_is_asked_by_itself(client_of, a_contact, now, theirs, mine, side, kept):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE], comms=[EMAIL, PHONE])
    at, comm = f"/contacts/{contact.id}", contact.comms[0].id
    client_of(MAX).post(at, data={**FORM, **_rows(contact, ("email", theirs)), "version": "1"})

    alice = client_of(ALICE)
    asked = alice.post(at, data={**FORM, **_rows(contact, ("email", mine)), "version": "1"})
    saved = alice.post(at, data=_answers(asked.text, **{f"comms:{comm}": side}))

    assert saved.status_code == 303
    assert now(contact.id)[1] == [*kept, "+79161234567"]


def test_managers_and_sharing_are_kept_apart_from_the_rest(client_of, a_contact, now):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    at = f"/contacts/{contact.id}"
    client_of(MAX).post(f"{at}/managers", data={"manager_ids": [ALICE.id, BOB.id]})

    people = {
        "choose_people": "1",
        "manager_ids": [str(ALICE.id)],
        "lead_id": str(ALICE.id),
        "sharing": "read",
    }
    saved = client_of(ALICE).post(at, data={**FORM, **people, "source": "site", "version": "1"})

    assert saved.status_code == 303
    assert now(contact.id, "source", "sharing")[0] == ["site", "read"]
    assert "Bob" in client_of(ALICE).get(at).text


def test_where_nobody_can_tell_how_it_stood_all_that_differs_is_asked(client_of, a_contact):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    at = f"/contacts/{contact.id}"
    for number in range(60):
        client_of(MAX).post(at, data={**FORM, "source": f"site {number}", "version": str(number + 1)})

    asked = client_of(ALICE).post(at, data={**FORM, "first_name": "Pavel", "source": "", "version": "1"})

    assert {name for name, _value in _questions(asked.text)} == {"pick:first_name", "pick:source"}


def test_the_question_is_put_in_russian_too(client_of, a_contact):
    contact = a_contact("Иван", "Петров", managers=[ALICE.at(SEVER)], at=SEVER)
    at = f"/contacts/{contact.id}"
    form = {"kind": "person", "first_name": "Иван", "version": "1", "born_on": "1980-02-01"}
    client_of(MAX.at(SEVER)).post(at, data={**form, "last_name": "Сидоров", "language": "en"})

    asked = client_of(OLGA.at(SEVER)).post(at, data={**form, "last_name": "Павлов", "language": "de"})

    for shown in ("Что вы ввели", "Что там сейчас", "Фамилия", "Павлов", "английский", "немецкий"):
        assert shown in asked.text


def test_a_change_by_the_api_without_if_match_merges_and_with_it_is_refused(api_of, a_contact):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    at, client = f"/api/v1/contacts/{contact.id}", api_of(ALICE)
    client.patch(at, json={"source": "site"})

    refused = client.patch(at, json={"last_name": "Pavlov"}, headers={"If-Match": '"1"'})
    merged = client.patch(at, json={"last_name": "Pavlov"})

    assert refused.status_code == 412
    assert (merged.json["source"], merged.json["last_name"]) == ("site", "Pavlov")


def test_a_photo_that_was_chosen_is_not_lost_by_the_question(client_of, a_contact, now):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE])
    at, alice = f"/contacts/{contact.id}", client_of(ALICE)
    client_of(MAX).post(at, data={**FORM, "last_name": "Sidorov", "version": "1"})
    chosen = {"photo": (BytesIO(picture()), "me.png")}

    asked = alice.post(at, data={**FORM, "last_name": "Pavlov", "version": "1", **chosen})
    alice.post(at, data=_answers(asked.text, last_name="mine"))

    last_name, photo_id = now(contact.id, "last_name", "photo_id")[0]
    assert last_name == "Pavlov"
    assert photo_id is not None
