"""Getting back in without a password: equal answers, links that open once (ACC-8)."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, update

from crm.kernel.db import db
from crm.team.models import OneTimeToken
from tests.kit.cast import ALICE, NORTH, PASSWORD, SEVER, TWIN, Business, Person
from tests.kit.web import Visitor

Anonymous = Callable[[Business | str], Visitor]
NEW = "four green lamps in a row"
SET = "/password-reset/"


@pytest.fixture
def link(anonymous: Anonymous, link_in: Callable[..., str]) -> str:
    """The path of a link that lets Alice set a new password."""
    anonymous(NORTH).post("/password-reset", data={"email": ALICE.email})
    return link_in(ALICE.email, beginning=SET)


@pytest.mark.promise("ACC-8")
def test_a_link_sets_a_new_password_and_ends_all_sessions(
    anonymous: Anonymous, client_of: Callable[[Person], Visitor], link: str, run_jobs: Any, mails: Any
) -> None:
    visitor = anonymous(NORTH)
    assert ALICE.email in visitor.get(link).text

    answer = visitor.post(link, data={"email": ALICE.email, "password": NEW})

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert client_of(ALICE).get("/me/profile").status_code == 303
    data = {"email": ALICE.email, "password": NEW}
    assert visitor.post("/sign-in", data=data).status_code == 303
    run_jobs()
    assert "Your password was changed" in [mail["subject"] for mail in mails()]


@pytest.mark.promise("ACC-8")
def test_the_answer_is_the_same_for_an_unknown_address(
    anonymous: Anonymous, count_queries: Any, run_jobs: Any, mails: Any
) -> None:
    answers, works = [], []
    anonymous(NORTH).get("/password-reset")  # the directory's cache is warm
    for email in (ALICE.email, "nobody1@north.example"):
        with count_queries() as sent:
            answer = anonymous(NORTH).post("/password-reset", data={"email": email})
        answers.append((answer.status_code, answer.text.replace(email, "…")))
        works.append(sent.texts)

    assert without_tokens(answers[0]) == without_tokens(answers[1])
    assert works[0] == works[1]
    run_jobs()
    assert [mail["to"] for mail in mails()] == [ALICE.email]


@pytest.mark.promise("ACC-8")
def test_a_link_works_once(anonymous: Anonymous, link: str) -> None:
    visitor = anonymous(NORTH)
    visitor.post(link, data={"password": NEW, "email": ALICE.email})

    assert visitor.get(link).status_code == 410
    assert visitor.post(link, data={"password": NEW}).status_code == 410


@pytest.mark.promise("ACC-8")
def test_a_link_expires(anonymous: Anonymous, link: str, in_scope: Any) -> None:
    with in_scope(NORTH):
        db.session.execute(update(OneTimeToken).values(expires_at=func.now()))

    assert anonymous(NORTH).post(link, data={"password": NEW}).status_code == 410


@pytest.mark.promise("I3")
@pytest.mark.parametrize("elsewhere", [TWIN, SEVER])
def test_a_link_is_worth_nothing_at_another_workspace(
    anonymous: Anonymous, link: str, elsewhere: Business
) -> None:
    assert anonymous(elsewhere).get(link).status_code == 410


@pytest.mark.promise("I3")
def test_a_link_is_worth_nothing_for_another_purpose(anonymous: Anonymous, link: str) -> None:
    secret = link.removeprefix(SET)

    assert anonymous(NORTH).get(f"/invitations/{secret}").status_code == 410
    assert anonymous(NORTH).get(f"/email-change/{secret}").status_code == 410


@pytest.mark.promise("ACC-8")
@pytest.mark.parametrize("password", ["short", "alice@north.example", "password12345678", ""])
def test_an_easy_password_is_refused_with_the_reason(anonymous: Anonymous, link: str, password: str) -> None:
    visitor = anonymous(NORTH)

    answer = visitor.post(link, data={"password": password})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert visitor.get(link).status_code == 200


@pytest.mark.promise("I4")
def test_the_link_stands_on_the_stored_address_whatever_the_request_says(
    anonymous: Anonymous, run_jobs: Any, mails: Any
) -> None:
    headers = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "ftp",
        "Forwarded": "host=evil.example",
    }

    anonymous(NORTH).post("/password-reset", data={"email": ALICE.email}, headers=headers)

    run_jobs()
    (mail,) = mails()
    assert "evil" not in mail["text"] + mail["html"]
    assert f"http://{NORTH.host}{SET}arp_" in mail["text"]


@pytest.mark.promise("L10-4")
def test_the_mail_speaks_the_persons_language(anonymous: Anonymous, run_jobs: Any, mails: Any) -> None:
    visitor = anonymous(SEVER)
    visitor.set_cookie("lang", "en", domain=SEVER.host)

    visitor.post("/password-reset", data={"email": ALICE.at(SEVER).email})

    run_jobs()
    (mail,) = mails()
    assert mail["headers"]["Content-Language"] == "ru"


@pytest.mark.promise("ACC-8")
def test_no_secret_stands_in_the_database_or_in_a_job(link: str, in_scope: Any, app: Any) -> None:
    from crm.mail.models import Mail
    from tests.kit.background import payloads

    secret = link.removeprefix(SET)

    with in_scope(NORTH, read_only=True):
        ledger = [str(row.context) for row in db.session.query(Mail)]
        kept = [row.token_hash for row in db.session.query(OneTimeToken)]
    assert not any(secret in text for text in [*ledger, *payloads(app)])
    assert kept
    assert all(secret.encode() not in one for one in kept)


def without_tokens(answer: tuple[int, str]) -> tuple[int, str]:
    """The same answer without what differs from request to request."""
    import re

    return answer[0], re.sub(r'(name="csrf[_-]token" (?:value|content)=")[^"]*', r"\1", answer[1])


def test_the_old_password_stays_until_the_link_is_used(anonymous: Anonymous, link: str) -> None:
    answer = anonymous(NORTH).post("/sign-in", data={"email": ALICE.email, "password": PASSWORD})

    assert answer.status_code == 303
