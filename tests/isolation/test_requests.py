"""What every request meets: CSRF, headers, and pages that nobody keeps."""

import pytest

from tests.isolation.routes import path_of
from tests.kit.cast import ALICE, BASE_DOMAIN, NORTH, OLGA


def test_every_act_of_a_page_is_refused_without_a_token(app, client_of, anonymous, database):
    refused = []
    for door in app.extensions["artel_product"].doors:
        if door.kind == "page" and door.method != "GET":
            visitor = anonymous(BASE_DOMAIN) if door.plane == "apex" else client_of(OLGA)
            answer = visitor.post(path_of(door), csrf=False)
            assert answer.status_code == 400, door
            refused.append(door)

    assert len(refused) > 20
    assert database.restore() == []


@pytest.mark.parametrize("token", ["", "x", "0" * 64])
def test_a_made_up_token_is_worth_nothing(token, client_of):
    form = {"name": "Mallory", "locale": "en", "csrf_token": token}

    assert client_of(ALICE).post("/me/profile", data=form, csrf=False).status_code == 400


def test_the_token_of_somebody_else_is_worth_nothing(client_of):
    theirs = client_of(OLGA).csrf_token()
    form = {"name": "Mallory", "locale": "en", "csrf_token": theirs}

    assert client_of(ALICE).post("/me/profile", data=form, csrf=False).status_code == 400


def test_a_session_cookie_alone_opens_no_api(client_of):
    assert client_of(OLGA).get("/api/v1/contacts").status_code == 401


@pytest.mark.parametrize("path", ["/", "/contacts", "/nothing-here", "/api/v1/me", "/static/nothing.css"])
def test_every_answer_carries_the_headers(path, client_of):
    headers = client_of(ALICE).get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/contacts", "/contacts/1", "/me/profile"])
def test_pages_are_kept_by_nobody(path, client_of):
    assert client_of(ALICE).get(path).headers["Cache-Control"] == "no-store"


def test_cookies_are_for_this_host_and_for_no_script(anonymous):
    form = {"email": ALICE.email, "password": "correct horse battery staple"}

    cookies = anonymous(NORTH).post("/sign-in", data=form).headers.getlist("Set-Cookie")

    assert any(cookie.startswith("sid=") for cookie in cookies)
    for cookie in cookies:
        assert "HttpOnly" in cookie, cookie
        assert "SameSite=Lax" in cookie, cookie
        assert "Domain=" not in cookie, cookie


def test_a_closed_workspace_answers_nobody(client_of, anonymous, database, app):
    database.owner.execute("UPDATE control.tenant SET state = 'suspended' WHERE slug = 'north'")
    app.directory.forget()

    assert client_of(OLGA).get("/").status_code == 503
    assert anonymous(NORTH).get("/sign-in").status_code == 503


def test_a_read_only_workspace_takes_no_act(client_of, database, app):
    database.owner.execute("UPDATE control.tenant SET state = 'read-only' WHERE slug = 'north'")
    app.directory.forget()

    assert client_of(OLGA).get("/contacts").status_code == 200
    assert client_of(OLGA).post("/me/profile", data={"name": "O", "locale": "en"}).status_code == 503


def test_a_deactivated_person_is_out_at_once(client_of, api_of, database, app):
    visitor, api = client_of(ALICE), api_of(ALICE)
    assert (visitor.get("/").status_code, api.get("/api/v1/me").status_code) == (200, 200)

    assert (
        client_of(OLGA).post(f"/settings/users/{ALICE.id}/deactivation", data={"heir_id": "2"}).status_code
        == 303
    )

    assert (visitor.get("/").status_code, api.get("/api/v1/me").status_code) == (303, 401)


def test_a_token_is_cut_by_its_scopes(api_of, in_scope):
    from sqlalchemy import update

    from crm.kernel.db import db
    from crm.team.models import ApiToken

    with in_scope(NORTH):
        db.session.execute(
            update(ApiToken).where(ApiToken.user_id == OLGA.id).values(scopes=["contact:read"])
        )
    api = api_of(OLGA)

    assert api.get("/api/v1/contacts/1").status_code == 200
    assert api.patch("/api/v1/contacts/1", json={"first_name": "X"}).status_code == 403
    assert api.delete("/api/v1/contacts/1").status_code == 403
