"""Invitations: sent with a role, taken once, resent, withdrawn, expired, bounced (TEN-6)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from crm.kernel.db import db
from crm.mail.models import Mail, MailState
from crm.team.models import Invitation, OneTimeToken, Role
from tests.kit.cast import ALICE, BOB, MAX, NED, NORTH, OLGA, SEVER, TWIN, Business, Person
from tests.kit.web import Visitor

Anonymous = Callable[[Business | str], Visitor]
ClientOf = Callable[[Person], Visitor]
VERA = "vera.new@north.example"
NEW = "four green lamps in a row"
BEGINNING = "/invitations/"


@pytest.fixture
def role_ids(in_scope: Any) -> dict[str, int]:
    """The ids of the built-in roles."""
    with in_scope(NORTH, read_only=True):
        return dict(db.session.execute(select(Role.builtin, Role.id)).all())


@pytest.fixture
def invite(client_of: ClientOf, role_ids: dict[str, int]) -> Callable[..., Any]:
    """Invite somebody: ``invite(VERA, role="observer", by=MAX, locale="ru")``."""

    def send(email: str = VERA, *, role: str = "manager", by: Person = MAX, locale: str = "en") -> Any:
        data = {"email": email, "name": "Vera", "role_id": role_ids.get(role, 999), "locale": locale}
        return client_of(by).post("/settings/invitations", data=data)

    return send


@pytest.fixture
def link(invite: Callable[..., Any], link_in: Callable[..., str]) -> str:
    """The path of an invitation to Vera."""
    invite()
    return link_in(VERA, beginning=BEGINNING)


@pytest.mark.promise("TEN-6")
def test_somebody_invited_takes_it_and_is_in_with_the_role(anonymous: Anonymous, link: str) -> None:
    vera = anonymous(NORTH)
    assert "Max invites you" in vera.get(link).text

    answer = vera.post(link, data={"email": VERA, "name": "Vera Green", "password": NEW, "locale": "en"})

    assert (answer.status_code, answer.location) == (303, "/")
    page = vera.get("/me/profile").text
    assert "Vera Green" in page
    assert "Manager" in page
    assert vera.post("/sign-out").status_code == 303
    assert vera.post("/sign-in", data={"email": VERA, "password": NEW}).status_code == 303


@pytest.mark.promise("TEN-6")
def test_an_invitation_is_taken_once(anonymous: Anonymous, link: str) -> None:
    data = {"name": "Vera Green", "password": NEW, "locale": "en"}
    anonymous(NORTH).post(link, data=data)

    assert anonymous(NORTH).post(link, data=data).status_code == 410
    assert anonymous(NORTH).get(link).status_code == 410


@pytest.mark.promise("TEN-6")
def test_an_easy_password_keeps_the_link_good(anonymous: Anonymous, link: str) -> None:
    vera = anonymous(NORTH)

    answer = vera.post(link, data={"name": "Vera", "password": "short", "locale": "en"})

    assert answer.status_code == 422
    assert vera.get(link).status_code == 200


@pytest.mark.promise("TEN-6")
def test_a_withdrawn_invitation_opens_nothing(client_of: ClientOf, anonymous: Anonymous, link: str) -> None:
    (path,) = _acts(client_of(MAX), "withdrawal")[:1]

    client_of(MAX).post(path)

    assert anonymous(NORTH).get(link).status_code == 410
    assert VERA not in client_of(MAX).get("/settings/users").text


@pytest.mark.promise("TEN-6")
def test_a_resent_invitation_lasts_anew(
    client_of: ClientOf, anonymous: Anonymous, link: str, link_in: Callable[..., str], in_scope: Any
) -> None:
    with in_scope(NORTH):
        db.session.execute(update(Invitation).values(expires_at=func.now()))
        db.session.execute(update(OneTimeToken).values(expires_at=func.now()))
    assert anonymous(NORTH).get(link).status_code == 410
    assert "expired" in client_of(MAX).get("/settings/users").text

    client_of(MAX).post(_acts(client_of(MAX), "resending")[0])

    assert anonymous(NORTH).get(link_in(VERA, beginning=BEGINNING)).status_code == 200


@pytest.mark.promise("TEN-6")
def test_a_bounced_invitation_shows(client_of: ClientOf, link: str, in_scope: Any) -> None:
    with in_scope(NORTH):
        mail_id = select(Invitation.mail_id).where(Invitation.email == VERA).scalar_subquery()
        db.session.execute(update(Mail).where(Mail.id == mail_id).values(state=MailState.FAILED))

    assert "not delivered" in client_of(MAX).get("/settings/users").text


@pytest.mark.promise("TEN-6")
@pytest.mark.parametrize("email", [BOB.email, BOB.email.upper()])
def test_a_user_is_not_invited_again(invite: Callable[..., Any], email: str) -> None:
    answer = invite(email)

    assert answer.status_code == 422
    assert "There is a user with this e-mail address already." in answer.text


@pytest.mark.promise("TEN-6")
def test_an_address_is_invited_once_at_a_time(invite: Callable[..., Any], link: str) -> None:
    answer = invite(VERA)

    assert answer.status_code == 422
    assert "invited already" in answer.text


def test_only_owners_invite_owners(invite: Callable[..., Any]) -> None:
    assert invite(role="owner", by=MAX).status_code == 403
    assert invite(role="owner", by=OLGA).status_code == 303


def test_an_unknown_role_is_refused(invite: Callable[..., Any]) -> None:
    assert invite(role="emperor").status_code == 422


@pytest.mark.parametrize("person", [ALICE, NED])
def test_only_those_who_manage_users_invite(invite: Callable[..., Any], person: Person) -> None:
    assert invite(by=person).status_code == 403


@pytest.mark.promise("L10-4")
@pytest.mark.parametrize("locale", ["en", "ru"])
def test_the_letter_speaks_the_language_that_the_inviter_chose(
    invite: Callable[..., Any], run_jobs: Any, mails: Any, locale: str
) -> None:
    invite(locale=locale)

    run_jobs()

    assert mails()[-1]["headers"]["Content-Language"] == locale


@pytest.mark.promise("I3")
@pytest.mark.parametrize("elsewhere", [TWIN, SEVER])
def test_an_invitation_is_worth_nothing_at_another_workspace(
    anonymous: Anonymous, link: str, elsewhere: Business
) -> None:
    assert anonymous(elsewhere).get(link).status_code == 410


@pytest.mark.promise("I4")
def test_the_link_stands_on_the_stored_address(
    client_of: ClientOf, role_ids: dict[str, int], run_jobs: Any, mails: Any
) -> None:
    data = {"email": VERA, "role_id": role_ids["manager"], "locale": "en"}

    client_of(MAX).post("/settings/invitations", data=data, headers={"X-Forwarded-Host": "evil.example"})

    run_jobs()
    text = mails()[-1]["text"]
    assert "evil" not in text
    assert f"http://{NORTH.host}{BEGINNING}ari_" in text


@pytest.mark.promise("TEN-5")
def test_find_my_workspace_knows_the_newcomer(
    anonymous: Anonymous, link: str, run_jobs: Any, app: Any
) -> None:
    anonymous(NORTH).post(link, data={"name": "Vera", "password": NEW, "locale": "en"})

    run_jobs()

    with app.app_context():
        assert [entry.slug for entry in app.directory.workspaces_of(VERA)] == ["north"]


def _acts(visitor: Visitor, act: str) -> list[str]:
    """The addresses of the buttons, the newest invitation first."""
    return re.findall(rf'action="(/settings/invitations/\d+/{act})"', visitor.get("/settings/users").text)
