"""Signing in and out: equal answers, growing delays, new sessions, and nothing for strangers (ACC-8)."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from crm.kernel.db import db
from crm.team.models import Session, User
from tests.kit.cast import ALICE, NED, NORTH, OLGA, PASSWORD, SEVER, TWIN, Business, Person
from tests.kit.web import Visitor

Anonymous = Callable[[Business | str], Visitor]
ClientOf = Callable[[Person], Visitor]


def sign_in(visitor: Visitor, person: Person, password: str = PASSWORD, **more: Any) -> Any:
    """Fill in the form and send it."""
    return visitor.post("/sign-in", data={"email": person.email, "password": password, **more})


@pytest.mark.promise("ACC-8")
def test_the_right_password_opens_a_session(anonymous: Anonymous) -> None:
    visitor = anonymous(NORTH)

    answer = sign_in(visitor, ALICE)

    assert (answer.status_code, answer.location) == (303, "/")
    assert "Alice" in visitor.get("/me/profile").text


@pytest.mark.promise("ACC-8")
def test_the_cookies_are_host_only_and_out_of_reach_of_scripts(anonymous: Anonymous) -> None:
    answer = sign_in(anonymous(NORTH), ALICE)

    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Domain=" not in cookie


@pytest.mark.promise("ACC-8")
def test_unknown_address_and_wrong_password_get_the_same_answer(
    anonymous: Anonymous, count_queries: Any
) -> None:
    answers, works = [], []
    anonymous(NORTH).get("/sign-in")  # the directory's cache is warm
    for email in (ALICE.email, "nobody@north.example"):
        with count_queries() as sent:
            answer = anonymous(NORTH).post("/sign-in", data={"email": email, "password": "wrong wrong wrong"})
        answers.append((answer.status_code, "don’t match" in answer.text))
        works.append(sent.texts)

    assert answers[0] == answers[1] == (422, True)
    assert works[0] == works[1]


@pytest.mark.parametrize("email", ["", "alice", "a" * 300 + "@north.example", "alice@north.example\0\0@"])
def test_what_is_no_address_is_said_beside_the_field_and_kept(anonymous: Anonymous, email: str) -> None:
    answer = anonymous(NORTH).post("/sign-in", data={"email": email, "password": ""})

    assert answer.status_code == 422
    assert 'id="f-email-error"' in answer.text
    assert 'id="f-password-error"' in answer.text
    assert email.replace("\0", "") in answer.text.replace("\0", "")


@pytest.mark.promise("ACC-8")
def test_each_further_failure_waits_longer_and_nobody_is_locked_out(anonymous: Anonymous) -> None:
    visitor = anonymous(NORTH)
    for _try in range(4):
        sign_in(visitor, ALICE, "wrong wrong wrong")

    answer = sign_in(visitor, ALICE)

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 4


@pytest.mark.promise("ACC-8")
def test_guessing_from_elsewhere_does_not_delay_a_known_device(anonymous: Anonymous) -> None:
    own_device = anonymous(NORTH)
    sign_in(own_device, ALICE)
    own_device.post("/sign-out")
    for _try in range(5):
        sign_in(anonymous(NORTH), ALICE, "wrong wrong wrong")

    answer = sign_in(own_device, ALICE)

    assert answer.status_code == 303


@pytest.mark.promise("I3")
def test_a_password_of_one_workspace_opens_no_other(anonymous: Anonymous) -> None:
    answer = anonymous(SEVER).post("/sign-in", data={"email": ALICE.email, "password": PASSWORD})

    assert answer.status_code == 422


@pytest.mark.promise("I3")
def test_a_session_of_one_workspace_is_worth_nothing_at_another(
    anonymous: Anonymous, app: Any, client_of: ClientOf
) -> None:
    visitor = anonymous(TWIN)
    visitor.set_cookie("sid", f"{TWIN.id}.{ALICE.session_token}", domain=TWIN.host)

    answer = visitor.get("/me/profile")

    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


@pytest.mark.promise("ACC-8")
def test_each_sign_in_has_a_session_of_its_own(anonymous: Anonymous, in_scope: Any) -> None:
    visitor = anonymous(NORTH)
    first = sign_in(visitor, ALICE).headers.getlist("Set-Cookie")[0]

    second = sign_in(visitor, ALICE).headers.getlist("Set-Cookie")[0]

    assert first.partition(";")[0] != second.partition(";")[0]


@pytest.mark.promise("ACC-8")
def test_signing_out_ends_the_session_itself(anonymous: Anonymous) -> None:
    visitor = anonymous(NORTH)
    cookie = sign_in(visitor, ALICE).headers.getlist("Set-Cookie")[0].partition(";")[0].partition("=")[2]
    visitor.post("/sign-out")

    visitor.set_cookie("sid", cookie, domain=NORTH.host)

    assert visitor.get("/me/profile").status_code == 303


@pytest.mark.promise("ACC-8")
def test_signing_out_is_no_link(client_of: ClientOf) -> None:
    assert client_of(ALICE).get("/sign-out").status_code == 405


@pytest.mark.promise("ACC-8")
@pytest.mark.parametrize("column", ["ends_at", "seen_at"])
def test_a_session_ends_by_itself_when_it_is_old_or_idle(
    client_of: ClientOf, in_scope: Any, column: str
) -> None:
    with in_scope(NORTH):
        past = func.now() - (func.make_interval(0, 0, 0, 15 if column == "seen_at" else 1))
        db.session.execute(update(Session).where(Session.id == ALICE.id).values({column: past}))

    assert client_of(ALICE).get("/me/profile").status_code == 303


@pytest.mark.promise("ACC-8")
def test_a_new_device_is_told_by_mail_and_a_known_one_is_not(
    anonymous: Anonymous, run_jobs: Any, mails: Any
) -> None:
    visitor = anonymous(NORTH)
    sign_in(visitor, ALICE)
    run_jobs()
    assert [(mail["to"], mail["subject"]) for mail in mails()] == [(ALICE.email, "A sign-in on a new device")]

    sign_in(visitor, ALICE)
    run_jobs()

    assert len(mails()) == 1


@pytest.mark.promise("ACC-8")
def test_the_very_first_sign_in_is_not_told(
    anonymous: Anonymous, in_scope: Any, run_jobs: Any, mails: Any
) -> None:
    with in_scope(NORTH):
        for session in db.session.scalars(select(Session).where(Session.user_id == ALICE.id)):
            db.session.delete(session)

    sign_in(anonymous(NORTH), ALICE)

    run_jobs()
    assert mails() == []


@pytest.mark.promise("ACC-8")
@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"],
)
def test_next_leads_to_own_pages_only(anonymous: Anonymous, target: str) -> None:
    answer = sign_in(anonymous(NORTH), ALICE, next=target)

    assert answer.location == "/"


@pytest.mark.promise("ACC-8")
def test_after_signing_in_one_goes_on_to_where_one_wanted(anonymous: Anonymous) -> None:
    visitor = anonymous(NORTH)
    asked = visitor.get("/contacts?q=ivan")

    answer = visitor.post(asked.location, data={"email": ALICE.email, "password": PASSWORD})

    assert answer.location == "/contacts?q=ivan"


@pytest.mark.promise("ACC-8")
def test_a_post_without_its_token_is_refused(anonymous: Anonymous) -> None:
    data = {"email": ALICE.email, "password": PASSWORD}

    answer = anonymous(NORTH).post("/sign-in", data=data, csrf=False)

    assert answer.status_code == 400


@pytest.mark.promise("ACC-8")
def test_a_deactivated_user_meets_shut_doors_at_once(
    client_of: ClientOf, api_of: ClientOf, anonymous: Anonymous
) -> None:
    page, api = client_of(NED), api_of(NED)
    assert page.get("/me/profile").status_code == 200

    client_of(OLGA).post(f"/settings/users/{NED.id}/deactivation")

    assert page.get("/me/profile").status_code == 303
    assert api.get("/api/v1/me").status_code == 401
    assert sign_in(anonymous(NORTH), NED).status_code == 422


@pytest.mark.promise("ACC-8")
def test_an_old_hash_is_made_anew_at_sign_in(anonymous: Anonymous, in_scope: Any) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with in_scope(NORTH):
        db.session.execute(update(User).where(User.id == ALICE.id).values(password_hash=old))

    sign_in(anonymous(NORTH), ALICE)

    with in_scope(NORTH, read_only=True):
        kept = db.session.scalar(select(User.password_hash).where(User.id == ALICE.id))
    assert "m=19456,t=2,p=1" in (kept or "")


@pytest.mark.promise("ACC-8")
def test_the_form_keeps_the_address_and_speaks_the_workspaces_language(anonymous: Anonymous) -> None:
    answer = anonymous(SEVER).get("/sign-in?email=olga@sever.example")

    assert 'value="olga@sever.example"' in answer.text
    assert '<html lang="ru"' in answer.text
