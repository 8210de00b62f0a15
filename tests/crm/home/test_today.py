"""Today: what is mine and new, and in a fresh workspace the next steps."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from crm.contacts.actions.bin import delete_contact
from crm.contacts.models.contact import Contact
from crm.kernel.access import Actor
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, OLGA, SEVER, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]


def test_a_stranger_is_asked_to_sign_in(anonymous: Any) -> None:
    answer = anonymous(NORTH).get("/")

    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_it_shows_my_contacts_and_nobody_elses(client_of: ClientOf) -> None:
    page = client_of(ALICE).get("/").text

    assert "/contacts/1" in page
    assert "/contacts/2" not in page
    assert "/contacts/3" not in page


def test_it_shows_what_is_new_until_it_is_read(client_of: ClientOf, a_contact: Any, run_jobs: Any) -> None:
    a_contact("Greta", "Lamp", managers=[CAROL], by=MAX)
    run_jobs()
    carol = client_of(CAROL)
    assert "made you responsible for Greta Lamp" in carol.get("/").text

    carol.post("/notices/reading")

    assert "made you responsible" not in carol.get("/").text


def test_who_is_in_charge_of_nobody_finds_the_latest_contacts_they_see(client_of: ClientOf) -> None:
    assert "/contacts/1" in client_of(OLGA).get("/").text

    page = client_of(NED).get("/").text
    assert "/contacts/4" in page
    assert "/contacts/1" not in page


def test_where_nobody_is_seen_the_next_steps_are_offered(client_of: ClientOf, in_scope: Any) -> None:
    with in_scope(NORTH):
        for contact in db.session.scalars(select(Contact).where(Contact.deleted_at.is_(None))):
            delete_contact(contact, by=Actor.system("tests"))

    page = client_of(OLGA).get("/").text

    steps = ("/contacts/new", "/settings/invitations/new", "/settings/workspace")
    assert [path for path in steps if f'href="{path}"' not in page] == []


@pytest.mark.promise("L10-1")
@pytest.mark.parametrize(("business", "language"), [(NORTH, "en"), (SEVER, "ru")])
def test_it_speaks_the_persons_language(client_of: ClientOf, business: Any, language: str) -> None:
    page = client_of(BOB.at(business)).get("/").text

    assert f'<html lang="{language}"' in page
    assert ("ноября" in page or "Сегодня" in page or "Today" in page) is True
