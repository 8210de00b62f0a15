"""I3: a cookie, a token or a link of one workspace is worth nothing at another."""

from datetime import timedelta

import pytest
from flask import Request
from sqlalchemy import insert, select
from werkzeug.test import EnvironBuilder

from crm.kernel import clock
from crm.kernel.db import db
from crm.kernel.ids import PREFIXES, token_hash
from crm.team.actions.links import new_link
from crm.team.models import ApiToken, Session
from crm.web import sessions
from tests.kit.cast import ALICE, BASE_DOMAIN, BUSINESSES, NORTH, OLGA, SEVER, TWIN

pytestmark = pytest.mark.promise("I3")

HOSTS = [business.host for business in BUSINESSES] + [BASE_DOMAIN]
PAGE = "/me/sign-in"


@pytest.mark.parametrize("business", BUSINESSES, ids=lambda b: b.slug)
@pytest.mark.parametrize("host", HOSTS)
def test_a_session_is_worth_something_at_its_own_host_alone(business, host, anonymous):
    person = ALICE.at(business)
    visitor = anonymous(host)
    visitor.set_cookie("sid", f"{business.id}.{person.session_token}", domain=host)

    answer = visitor.get(PAGE)

    if host == business.host:
        assert (answer.status_code, person.email in answer.text) == (200, True)
    else:
        assert answer.status_code in (303, 404)
        assert person.email not in answer.text


@pytest.mark.parametrize("business", BUSINESSES, ids=lambda b: b.slug)
@pytest.mark.parametrize("host", HOSTS)
def test_an_api_token_is_worth_something_at_its_own_host_alone(business, host, anonymous):
    person = ALICE.at(business)

    answer = anonymous(host).get("/api/v1/me", headers={"Authorization": f"Bearer {person.api_token}"})

    assert answer.status_code == (200 if host == business.host else 404 if host == BASE_DOMAIN else 401)


def test_a_cookie_that_names_another_workspace_is_not_even_looked_up(app, settings):
    asked = Request(
        EnvironBuilder(headers=[("Cookie", f"sid={NORTH.id}.{ALICE.session_token}")]).get_environ()
    )

    assert sessions.read_sign_in(asked, settings, tenant_id=NORTH.id) == ALICE.session_token
    assert sessions.read_sign_in(asked, settings, tenant_id=TWIN.id) is None


@pytest.mark.parametrize("model", [Session, ApiToken], ids=["session", "token"])
def test_a_row_copied_to_another_workspace_opens_nothing(model, in_scope, anonymous):
    with in_scope(NORTH, read_only=True):
        row = db.session.scalars(select(model).where(model.user_id == ALICE.id)).one()
        columns = [column.name for column in model.__table__.columns if column.name != "id"]
        values = {name: getattr(row, name) for name in columns}
    with in_scope(SEVER):
        db.session.execute(insert(model.__table__).values(values))

    visitor = anonymous(SEVER)
    visitor.set_cookie("sid", f"{SEVER.id}.{ALICE.session_token}", domain=SEVER.host)

    assert visitor.get(PAGE).status_code == 303
    bearer = {"Authorization": f"Bearer {ALICE.api_token}"}
    assert visitor.get("/api/v1/me", headers=bearer).status_code == 401


@pytest.mark.parametrize("purpose", PREFIXES)
def test_one_secret_has_another_hash_for_each_workspace_and_purpose(purpose):
    hashes = {token_hash("secret", purpose=purpose, tenant_id=tenant) for tenant in (1, 2, None)}
    hashes |= {token_hash("secret", purpose=other, tenant_id=1) for other in PREFIXES}

    assert len(hashes) == 3 + len(PREFIXES) - 1


def test_a_reset_link_is_worth_something_at_its_own_host_alone(anonymous, run_jobs, mails):
    anonymous(NORTH).post("/password-reset", data={"email": ALICE.email})
    run_jobs()

    _only_at(NORTH.host, _link(mails()[-1]), anonymous)


def test_an_invitation_is_worth_something_at_its_own_host_alone(client_of, anonymous, run_jobs, mails):
    form = {"email": "igor@north.example", "name": "Igor", "role_id": "3", "locale": "en"}
    assert client_of(OLGA).post("/settings/invitations", data=form).status_code == 303
    run_jobs()

    _only_at(NORTH.host, _link(mails()[-1]), anonymous)


def test_a_link_is_worth_nothing_for_another_purpose(in_scope, anonymous):
    with in_scope(NORTH):
        secret = new_link("password-reset", ALICE.id, lasts=timedelta(hours=1))

    assert anonymous(NORTH).get(f"/password-reset/{secret}").status_code == 200
    for path in ("/email-change/", "/invitations/"):
        assert anonymous(NORTH).get(path + secret).status_code == 410


def test_a_signed_state_cookie_holds_on_its_own_host_alone(anonymous):
    visitor = anonymous(NORTH)
    token = visitor.csrf_token()
    state = visitor.get_cookie("state", domain=NORTH.host).value

    other = anonymous(SEVER)
    other.set_cookie("state", state, domain=SEVER.host)
    form = {"email": "alice@sever.example", "csrf_token": token}

    assert other.post("/password-reset", data=form, csrf=False).status_code == 400
    assert visitor.post("/password-reset", data={**form, "email": ALICE.email}, csrf=False).status_code < 400


def test_a_session_does_not_outlive_its_end(in_scope, client_of):
    visitor = client_of(OLGA)
    assert visitor.get(PAGE).status_code == 200
    with in_scope(NORTH):
        session = db.session.scalars(select(Session).where(Session.user_id == OLGA.id)).one()
        session.ended_at = clock.now()

    assert visitor.get(PAGE).status_code == 303


def _link(mail) -> str:
    """The path of the mail's link with a secret in it."""
    address = f"http://{NORTH.host}"
    return next(
        word.removeprefix(address)
        for word in mail["text"].split()
        if word.startswith(address) and "_" in word
    )


def _only_at(own_host, path, anonymous) -> None:
    assert anonymous(own_host).get(path).status_code == 200
    for host in HOSTS:
        if host != own_host:
            assert anonymous(host).get(path).status_code == (404 if host == BASE_DOMAIN else 410), host
