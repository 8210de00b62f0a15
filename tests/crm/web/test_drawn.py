"""Pages that are given as they were drawn while all that they asked tells the same: never a moment longer."""

import re

import pytest

from crm.contacts.models.contact import Contact
from crm.kernel.asked import Asked
from crm.kernel.db import db
from crm.team.models import User
from tests.kit.cast import ALICE, BOB, CAROL, NORTH, OLGA

FEW = 2
"""Who asks, and all of the page as one statement."""


@pytest.fixture(autouse=True)
def _nothing_drawn_yet(app):
    app.extensions["artel_drawn"].clear()


@pytest.fixture
def statements(count_queries):
    """How many statements a visit takes; pages drawn before stay drawn."""

    def of(client, path: str) -> int:
        shelf = client.application.extensions["artel_drawn"]
        before = shelf._pages.copy(), shelf._bytes
        with count_queries() as sent:
            shelf._pages.update(before[0])
            shelf._bytes = before[1]
            answer = client.get(path)
        assert answer.status_code == 200
        return sum("control." not in text for text in sent.texts)

    return of


@pytest.fixture
def ivan(a_contact) -> Contact:
    return a_contact("Ivan", "Petrov", managers=[ALICE])


def seen(client, path: str, times: int = 3) -> str:
    """The page as it stands after some visits."""
    return [client.get(path).text for _time in range(times)][-1]


@pytest.mark.promise("L1")
@pytest.mark.parametrize(
    "path", ["/contacts", "/contacts?q=petr", "/contacts/{}", "/contacts/{}/tabs/history"]
)
def test_a_page_that_is_asked_for_again_takes_one_statement(client_of, ivan, statements, path):
    alice, path = client_of(ALICE), path.format(ivan.id)
    drawn = alice.get(path).text

    assert statements(alice, path) > FEW
    assert statements(alice, path) == FEW
    assert without_tokens(alice.get(path).text) == without_tokens(drawn)


@pytest.mark.promise("ACC-6")
def test_who_may_no_longer_see_a_contact_is_not_shown_it_as_it_was(client_of, ivan, in_scope):
    alice, bob, path = client_of(ALICE), client_of(BOB), f"/contacts/{ivan.id}"
    alice.post(f"{path}/managers", data={"manager_ids": [str(ALICE.id), str(BOB.id)]})
    assert "Petrov" in seen(bob, path)
    assert "Petrov" in seen(bob, "/contacts")

    alice.post(f"{path}/managers", data={"manager_ids": [str(ALICE.id)]})

    assert bob.get(path).status_code == 404
    assert "Petrov" not in bob.get("/contacts").text
    assert "Petrov" in alice.get(path).text


def test_what_anybody_changes_is_shown_at_once(client_of, ivan, in_scope):
    alice, path = client_of(ALICE), f"/contacts/{ivan.id}"
    assert "Petrov" in seen(alice, path)

    with in_scope(NORTH):
        db.session.get_one(Contact, ivan.id).description = "Likes tea"
    assert "Likes tea" in seen(alice, path, 1)

    with in_scope(NORTH):
        db.session.get_one(User, ALICE.id).name = "Alisa"
    assert "Alisa" in seen(alice, path, 1)


def test_each_person_has_pages_of_their_own(client_of, ivan):
    alice, olga, path = client_of(ALICE), client_of(OLGA), "/contacts"
    seen(olga, path), seen(alice, path)

    assert "Olga" in olga.get(path).text
    assert "Petrov" not in seen(client_of(CAROL), path)


def test_a_page_speaks_the_language_that_was_chosen_last(client_of, ivan):
    alice = client_of(ALICE)
    assert "Contacts" in seen(alice, "/contacts")

    alice.post("/me/language", data={"locale": "ru", "next": "/contacts"})

    assert "Контакты" in alice.get("/contacts").text


def test_every_showing_has_tokens_of_its_own_and_its_forms_act(client_of, ivan):
    alice, path = client_of(ALICE), f"/contacts/{ivan.id}"
    pages = [alice.get(path).text for _time in range(4)]
    tokens = [re.findall(r'name="form_id" value="([^"]*)"', text) for text in pages]

    every = [token for some in tokens for token in some]
    assert all(tokens)
    assert len(set(every)) == len(every)
    assert {len(token) for token in every} == {24}

    token = re.findall(r'name="csrf_token" value="([^"]*)"', pages[-1])[0]
    assert alice.post(f"{path}/sharing", data={"sharing": "read", "csrf_token": token}).status_code == 303


def test_a_page_that_has_something_to_say_says_it_once(client_of, ivan):
    alice, path = client_of(ALICE), f"/contacts/{ivan.id}"
    seen(alice, path)

    alice.post(f"{path}/sharing", data={"sharing": "read"})

    told, later = alice.get(path).text, alice.get(path).text
    assert told.count("Undo") > later.count("Undo")


@pytest.mark.parametrize("at", ["2026-12-31T12:00:00Z", "2027-01-01T12:00:00Z"])
def test_a_page_of_yesterday_is_drawn_anew(client_of, ivan, statements, time_machine, at):
    alice, path = client_of(ALICE), f"/contacts/{ivan.id}"
    seen(alice, path)
    time_machine.move_to(at, tick=True)

    assert statements(alice, path) > FEW


def without_tokens(text: str) -> str:
    """The page but for the tokens of its forms."""
    return re.sub(r'name="(?:csrf_token|form_id)" value="[^"]*"|csrf-token" content="[^"]*"', "", text)


def test_lists_of_numbers_are_written_once_and_other_lists_are_left_to_the_driver():
    asked = Asked(
        ["SELECT %(ids)s::BIGINT[]", "SELECT %(names)s::TEXT[], %(some)s::INTEGER[]"],
        [{"ids": [1, 2, 3]}, {"names": ["a,b"], "some": [1]}],
    )

    assert asked._named() == {"q0_ids": "{1,2,3}", "q1_names": ["a,b"], "q1_some": [1]}
