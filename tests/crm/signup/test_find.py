""" "Find my workspace" tells the owner of an address everything and anybody else nothing (TEN-5)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.kit.cast import BASE_DOMAIN, NORTH, OLGA
from tests.kit.database import Copy
from tests.kit.web import Visitor

Mails = Callable[[], list[dict[str, Any]]]


@pytest.mark.promise("TEN-5")
def test_a_known_address_gets_its_workspaces(apex: Visitor, run_jobs: Any, mails: Mails) -> None:
    apex.post("/find", data={"email": OLGA.email})

    run_jobs()

    (mail,) = mails()
    assert mail["to"] == OLGA.email
    assert NORTH.name in mail["text"]
    assert f"http://north.{BASE_DOMAIN}/sign-in?email=olga%40north.example" in mail["text"]


@pytest.mark.promise("TEN-5")
def test_an_unknown_address_gets_nothing(apex: Visitor, run_jobs: Any, mails: Mails) -> None:
    apex.post("/find", data={"email": "nobody@north.example"})

    run_jobs()

    assert mails() == []


@pytest.mark.promise("TEN-5")
def test_answer_and_work_are_the_same_for_both(apex: Visitor, count_queries: Any) -> None:
    answers, works = [], []
    for email in (OLGA.email, "nobody@north.example"):
        with count_queries() as sent:
            answer = apex.post("/find", data={"email": email})
        answers.append((answer.status_code, answer.location, apex.get(answer.location).data))
        works.append(sent.texts)

    assert answers[0][:2] == answers[1][:2]
    assert without_tokens(answers[0][2]) == without_tokens(answers[1][2])
    assert works[0] == works[1]


@pytest.mark.promise("L10-4")
def test_the_letter_speaks_the_language_of_the_page(apex: Visitor, run_jobs: Any, mails: Mails) -> None:
    apex.post("/find?lang=ru", data={"email": OLGA.email})

    run_jobs()

    assert mails()[0]["headers"]["Content-Language"] == "ru"


def test_a_closed_workspace_is_not_listed(apex: Visitor, run_jobs: Any, mails: Mails, database: Copy) -> None:
    database.owner.execute("UPDATE control.tenant SET state = 'suspended' WHERE slug = 'north'")

    apex.post("/find", data={"email": OLGA.email})
    run_jobs()

    assert mails() == []


def test_what_is_no_address_is_said_beside_the_field(apex: Visitor) -> None:
    answer = apex.post("/find", data={"email": "olga"})

    assert answer.status_code == 422
    assert 'id="f-email-error"' in answer.text
    assert 'value="olga"' in answer.text


def test_many_tries_are_slowed_down(apex: Visitor) -> None:
    answers = [apex.post("/find", data={"email": OLGA.email}).status_code for _ in range(7)]

    assert answers == [303] * 5 + [429] * 2


def without_tokens(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"csrf" not in line]
