"""Whoever types a contact that looks like one that is there is warned, and never stopped for good."""

import re

import pytest
from sqlalchemy import func, select

from crm.contacts.models.contact import Contact
from crm.contacts.models.duplicates import DuplicatePair
from crm.kernel.db import db
from tests.kit.cast import ALICE, CAROL, MAX, NED, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-17")

TYPED = {
    "kind": "person", "last_name": "Sidorov", "first_name": "Vanya", "description": "Calls at noon",
    "comms-0-kind": "email", "comms-0-value": "SIDOROV@example.com",
}  # fmt: skip


@pytest.fixture
def known(a_contact):
    """A contact of Alice's with this address."""
    return a_contact("Ivan", "Sidorov", comms=[{"kind": "email", "value": "sidorov@example.com"}])


@pytest.fixture
def count_of(in_scope):
    """How many contacts have this last name."""

    def count(name):
        with in_scope(NORTH, read_only=True):
            named = select(func.count()).select_from(Contact).where(Contact.last_name == name)
            return db.session.scalar(named)

    return count


def test_a_warning_is_shown_while_one_types_to_those_who_see_the_other(client_of, known):
    alice, carol, ned = (
        client_of(person).get("/contacts/lookalikes", query_string=TYPED).text
        for person in (ALICE, CAROL, NED)
    )

    for shown in ("Looks like one you have", "Ivan Sidorov", "Same e-mail: sidorov@example.com"):
        assert shown in alice
        assert shown not in carol + ned


@pytest.mark.promise("L10-1")
def test_the_warning_speaks_russian(client_of, a_contact):
    a_contact("Иван", "Сидоров", at=SEVER, managers=[ALICE.at(SEVER)])
    typed = {"kind": "person", "last_name": "Sidorov", "first_name": "Ivan"}

    text = client_of(ALICE.at(SEVER)).get("/contacts/lookalikes", query_string=typed).text

    assert "Похоже, такой уже есть" in text
    assert "Одинаковые имя и фамилия" in text


def test_saving_stops_once_and_keeps_what_was_typed(client_of, known, count_of):
    alice = client_of(ALICE)

    stopped = alice.post("/contacts", data=TYPED)
    anyway = alice.post("/contacts", data={**TYPED, "seen": _seen(stopped.text), "anyway": "1"})

    assert stopped.status_code == 409
    for kept in (
        "Save anyway",
        'value="Vanya"',
        'value="SIDOROV@example.com"',
        "Calls at noon",
        f"/contacts/{known.id}",
    ):
        assert kept in stopped.text
    assert anyway.status_code == 303
    assert count_of("Sidorov") == 2


def test_whoever_sees_nothing_of_the_other_is_not_stopped(client_of, known, count_of):
    assert client_of(CAROL).post("/contacts", data=TYPED).status_code == 303
    assert count_of("Sidorov") == 2


def test_one_that_came_meanwhile_is_asked_about_as_well(client_of, known, a_contact):
    alice = client_of(ALICE)
    stopped = alice.post("/contacts", data=TYPED)
    a_contact("Vanya", "Sidorov")

    again = alice.post("/contacts", data={**TYPED, "seen": _seen(stopped.text), "anyway": "1"})

    assert again.status_code == 409


def test_not_a_duplicate_is_remembered(client_of, known, in_scope):
    answer = client_of(ALICE).post("/contacts", data={**TYPED, "not_duplicates": str(known.id)})

    assert answer.status_code == 303
    with in_scope(NORTH, read_only=True):
        pair = db.session.scalars(select(DuplicatePair).where(DuplicatePair.low_id == known.id)).one()
        assert pair.dismissed_by == ALICE.id


def test_a_change_warns_of_new_lookalikes_alone(client_of, known, a_contact, run_jobs):
    other = a_contact("Pyotr", "Orlov")
    same = a_contact("Ivan", "Sidorov")
    run_jobs()
    alice = client_of(ALICE)

    stopped = alice.post(f"/contacts/{other.id}", data={**TYPED, "version": "1"})
    known_already = alice.post(f"/contacts/{same.id}", data={**TYPED, "version": "1"})

    assert stopped.status_code == 409
    assert known_already.status_code == 303


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"kind": "x\0", "last_name": "\ud800", "first_name": "a" * 5000},
        {
            "kind": "person",
            "born_on": "2026-02-31",
            "requisites-inn": "%00",
            "comms-0-value": "x",
            "comms-0-kind": "email",
        },
        {"of": "9" * 30, "name": "‮", "kind": "company"},
        {"comms-0-0-0": "x", "comms": "y", "requisites-accounts": "z"},
    ],
)
def test_whatever_is_typed_the_warning_answers(client_of, typed):
    assert client_of(MAX).get("/contacts/lookalikes", query_string=_sendable(typed)).status_code == 200


@pytest.mark.promise("API-1")
def test_programs_are_told_of_duplicates_and_may_refuse_them(api_of, known, count_of):
    body = {
        "kind": "person", "first_name": "Vanya", "last_name": "Sidorov",
        "comms": [{"kind": "email", "value": "sidorov@example.com"}],
    }  # fmt: skip

    refused = api_of(ALICE).post("/api/v1/contacts?on_duplicate=refuse", json=body)
    added = api_of(ALICE).post("/api/v1/contacts", json=body)
    hidden = api_of(CAROL).post("/api/v1/contacts?on_duplicate=refuse", json=body)

    assert (refused.status_code, refused.json["code"]) == (409, "duplicate")
    assert "Ivan Sidorov" in refused.json["detail"]
    assert (added.status_code, [one["id"] for one in added.json["duplicates"]]) == (201, [known.id])
    assert (hidden.status_code, hidden.json["duplicates"]) == (201, [])
    assert count_of("Sidorov") == 3


def _seen(text):
    return re.findall(r'name="seen" value="(\d+)"', text)


def _sendable(values):
    return {name: value.encode("utf-8", "surrogatepass").decode("latin-1") for name, value in values.items()}
