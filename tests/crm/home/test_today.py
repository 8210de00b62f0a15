"""Today: what is mine and new, and in a fresh workspace the next steps."""

from collections.abc import Callable
from typing import Any

import pytest

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


@pytest.mark.parametrize(
    ("person", "offered", "hidden"),
    [
        (OLGA, ("/contacts/new", "/settings/invitations/new", "/settings/workspace"), ()),
        (NED, ("/contacts",), ("/contacts/new", "/settings/invitations/new", "/settings/workspace")),
    ],
)
def test_without_contacts_it_offers_what_the_person_may_do(
    client_of: ClientOf, person: Person, offered: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    page = client_of(person).get("/").text

    assert [path for path in offered if f'href="{path}"' not in page] == []
    assert [path for path in hidden if f'href="{path}"' in page] == []


@pytest.mark.promise("L10-1")
@pytest.mark.parametrize(("business", "language"), [(NORTH, "en"), (SEVER, "ru")])
def test_it_speaks_the_persons_language(client_of: ClientOf, business: Any, language: str) -> None:
    page = client_of(BOB.at(business)).get("/").text

    assert f'<html lang="{language}"' in page
    assert ("ноября" in page or "Сегодня" in page or "Today" in page) is True
