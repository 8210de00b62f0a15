"""Refusals: one shape for all, in the language asked for, never telling what is hidden."""

from typing import Any

import pytest

from crm.web.api.problems import Problem
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER

CONTACTS = "/api/v1/contacts"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/v2/contacts", 404),
        ("DELETE", CONTACTS, 405),
        ("GET", f"{CONTACTS}/1/", 404),
        ("GET", f"{CONTACTS}/-1", 404),
    ],
)
def test_a_wrong_address_is_a_problem_too(api_of, method, path, status):
    answer = api_of(ALICE).open(path, method=method)

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert Problem.model_validate(answer.json).status == status


def test_a_wrong_method_is_told_the_right_ones(api_of):
    answer = api_of(ALICE).put(CONTACTS, json={})

    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.promise("ACC-6")
def test_hidden_and_missing_answer_alike(api_of, a_contact):
    contact = a_contact("Ivan", managers=[CAROL])
    client = api_of(ALICE)

    for act in (client.get, client.delete, lambda path: client.patch(path, json={"description": "x"})):
        hidden, missing = act(f"{CONTACTS}/{contact.id}"), act(f"{CONTACTS}/{contact.id + 1000}")

        assert hidden.status_code == missing.status_code == 404
        assert hidden.data == missing.data
        assert _headers(hidden) == _headers(missing)


def test_seen_but_forbidden_says_why(api_of, a_contact):
    contact = a_contact("Ivan", managers=[CAROL], sharing="read")

    answer = api_of(ALICE).patch(f"{CONTACTS}/{contact.id}", json={"description": "x"})

    assert answer.status_code == 403
    assert answer.json["detail"] == "You can see this contact but not change it."


def test_a_malformed_body_is_told_where_it_is_wrong(api_of):
    answer = api_of(ALICE).post(CONTACTS, data=b'{"kind":\n  company}', content_type="application/json")

    assert answer.json["title"] == "The body is not valid JSON."
    assert answer.json["detail"] == "It is wrong at line 2, column 3."


def test_an_observer_adds_nothing(api_of):
    answer = api_of(NED).post(CONTACTS, json={"kind": "company", "name": "Artel"})

    assert answer.status_code == 403


def test_a_refusal_changes_nothing(api_of, facts_of):
    answer = api_of(ALICE).post(CONTACTS, json={"kind": "company", "name": "Artel", "type_id": 999})

    assert answer.status_code == 422
    assert facts_of(NORTH) == []


@pytest.mark.parametrize(
    ("person", "asked", "told"),
    [
        (ALICE, None, "en"),
        (ALICE.at(SEVER), None, "ru"),
        (ALICE, "ru-RU, ru;q=0.9", "ru"),
        (ALICE.at(SEVER), "en-GB", "en"),
        (ALICE.at(SEVER), "*", "ru"),
        (ALICE.at(SEVER), "fr", "ru"),
        (ALICE, "\xff;;q=x", "en"),
    ],
)
@pytest.mark.promise("L10-1")
def test_the_program_chooses_the_language_else_its_user(api_of, person, asked, told):
    headers = {"Accept-Language": asked} if asked else {}

    answer = api_of(person).get("/api/v1/me", headers=headers)

    assert answer.headers["Content-Language"] == told
    assert "Accept-Language" in answer.headers["Vary"]


def test_scopes_cut_what_a_token_may_do(api_of, token_of, a_contact):
    contact = a_contact("Ivan", managers=[MAX])
    client = api_of(MAX)
    client.headers = {"Authorization": f"Bearer {token_of(MAX, 'contact:read')}"}

    assert client.get(f"{CONTACTS}/{contact.id}").status_code == 200
    assert client.delete(f"{CONTACTS}/{contact.id}").status_code == 403
    assert client.post(CONTACTS, json={"kind": "company", "name": "Artel"}).status_code == 403
    assert client.get("/api/v1/me").json["may"]["contacts.edit"] == "none"


def test_a_token_of_another_scope_sees_no_contacts(api_of, token_of):
    client = api_of(BOB)
    client.headers = {"Authorization": f"Bearer {token_of(BOB, 'user:read')}"}

    assert client.get(CONTACTS).status_code == 403


def _headers(answer: Any) -> list[tuple[str, str]]:
    """All but how many calls are left and for how long, which goes down by itself."""
    moving = ("RateLimit-Remaining", "RateLimit-Reset")
    return [(name, value) for name, value in answer.headers.to_wsgi_list() if name not in moving]
