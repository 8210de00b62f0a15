"""Seeing as another user: their lists and records, read-only, marked, recorded, nothing private (ACC-7)."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from crm.kernel.access import Doors
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.team.facts import SeeAsEnded, SeeAsStarted
from crm.team.models import Session, User
from tests.isolation.routes import path_of
from tests.kit.cast import ALICE, BOB, MAX, NORTH, OLGA, SEVER, Person, Standing
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]
pytestmark = pytest.mark.promise("ACC-7")


@pytest.fixture
def max_as_alice(client_of: ClientOf) -> Visitor:
    """Max, who sees as Alice."""
    client = client_of(MAX)
    assert client.post(f"/settings/users/{ALICE.id}/seeing-as").headers["Location"] == "/"
    return client


def test_an_admin_sees_what_she_sees_and_no_more(max_as_alice: Visitor, client_of: ClientOf) -> None:
    hers = client_of(ALICE).get("/contacts").text

    for standing in (Standing.OWN, Standing.READABLE, Standing.WRITABLE):
        assert max_as_alice.get(f"/contacts/{int(standing)}").status_code == 200
    for standing in (Standing.COLLEAGUES, Standing.OTHER_GROUPS):
        assert max_as_alice.get(f"/contacts/{int(standing)}").status_code == 404
    assert _names(max_as_alice.get("/contacts").text) == _names(hers)
    assert max_as_alice.get("/settings/users").status_code == 403


def test_every_page_that_opens_says_so(app: Any, max_as_alice: Visitor) -> None:
    pages = [
        door
        for door in app.extensions["artel_product"].doors
        if (door.method, door.plane, door.kind) == ("GET", "tenant", "page")
    ]
    shown = 0

    for door in pages:
        answer = max_as_alice.get(path_of(door))
        assert answer.status_code < 500, door
        if answer.mimetype == "text/html" and "</html>" in answer.text:
            shown += 1
            assert "You see what Alice sees. Nothing can be changed." in answer.text, door
    assert shown > 20


def test_nothing_can_be_changed_by_any_door(app: Any, max_as_alice: Visitor, in_scope: Any) -> None:
    acts = [
        door
        for door in app.extensions["artel_product"].doors
        if door.method != "GET" and door.plane == "tenant" and door.kind == "page"
        if door.can is not Doors.ANYONE and not door.as_oneself
    ]

    for door in acts:
        answer = max_as_alice.open(path_of(door), method=door.method)
        assert answer.status_code == 403, door
        assert "End it to change anything" in answer.text, door
    with in_scope(NORTH, read_only=True):
        latest = db.session.scalars(select(FactRow.name).order_by(FactRow.id.desc()).limit(1)).one()
    assert latest == SeeAsStarted.name(), "something was done after it began"


@pytest.mark.parametrize(
    "path", ["/me/profile", "/me/sign-in", "/me/sessions", "/me/tokens", "/notices", "/notices/unread.json"]
)
def test_what_is_hers_alone_stays_hers(path: str, max_as_alice: Visitor) -> None:
    answer = max_as_alice.get(path)

    assert answer.status_code == 403
    assert "This is for Alice alone" in answer.text


def test_a_page_that_was_open_before_asks_on_and_learns_nothing_of_hers(max_as_alice: Visitor) -> None:
    answer = max_as_alice.get("/pulse.json")

    assert (answer.status_code, answer.text) == (204, "")


def test_the_bell_her_settings_and_her_drafts_are_not_there(max_as_alice: Visitor) -> None:
    page = max_as_alice.get("/contacts").text

    assert "/notices" not in page
    assert "/me/profile" not in page
    assert "data-person" not in page


def test_it_is_on_record_and_ends_where_it_began(max_as_alice: Visitor, facts_of: Any) -> None:
    answer = max_as_alice.post("/seeing-as/end")

    assert answer.headers["Location"].endswith(f"/settings/users/{ALICE.id}")
    assert "You see what" not in max_as_alice.get("/contacts").text
    assert facts_of() == [
        SeeAsStarted(user_id=ALICE.id, session_id=MAX.id),
        SeeAsEnded(user_id=ALICE.id, session_id=MAX.id, viewer_id=MAX.id),
    ]


def test_signing_out_signs_the_admin_out_not_her(
    max_as_alice: Visitor, client_of: ClientOf, facts_of: Any
) -> None:
    max_as_alice.post("/sign-out")

    assert max_as_alice.get("/contacts").headers["Location"].startswith("/sign-in")
    assert client_of(ALICE).get("/contacts").status_code == 200
    assert [type(fact).__name__ for fact in facts_of()] == ["SeeAsStarted", "SeeAsEnded", "SignedOut"]


def test_it_ends_when_she_is_deactivated(max_as_alice: Visitor, client_of: ClientOf, facts_of: Any) -> None:
    client_of(OLGA).post(f"/settings/users/{ALICE.id}/deactivation")

    assert "You see what" not in max_as_alice.get("/contacts").text
    assert max_as_alice.get("/settings/users").status_code == 200
    assert SeeAsEnded(user_id=ALICE.id, session_id=MAX.id, viewer_id=MAX.id) in facts_of()


def test_it_ends_when_the_admin_is_none_any_more(
    max_as_alice: Visitor, client_of: ClientOf, in_scope: Any
) -> None:
    client_of(OLGA).post(f"/settings/users/{MAX.id}/roles", data={"role_ids": "3", "version": "1"})

    assert "You see what" not in max_as_alice.get("/contacts").text
    with in_scope(NORTH, read_only=True):
        assert db.session.scalar(select(Session.viewing_as_id).where(Session.id == MAX.id)) is None


def test_nobody_sees_as_an_owner_but_an_owner(client_of: ClientOf) -> None:
    assert client_of(MAX).post(f"/settings/users/{OLGA.id}/seeing-as").status_code == 403
    assert client_of(ALICE).post(f"/settings/users/{BOB.id}/seeing-as").status_code == 403
    assert client_of(OLGA).post(f"/settings/users/{MAX.id}/seeing-as").status_code == 303
    assert client_of(MAX).post(f"/settings/users/{MAX.id}/seeing-as").status_code == 409


def test_an_owner_made_meanwhile_is_not_seen_as(max_as_alice: Visitor, client_of: ClientOf) -> None:
    client_of(OLGA).post(f"/settings/users/{ALICE.id}/roles", data={"role_ids": "1", "version": "1"})

    assert "You see what" not in max_as_alice.get("/contacts").text


def test_her_last_sign_of_life_stays_what_it_was(max_as_alice: Visitor, redis_client: Any) -> None:
    redis_client.flushdb()

    max_as_alice.get("/contacts")

    seen = {name for key in redis_client.scan_iter("*:seen") for name in redis_client.hkeys(key)}
    assert f"s{ALICE.id}".encode() not in seen


def test_the_admins_language_stays(client_of: ClientOf, in_scope: Any) -> None:
    with in_scope(SEVER):
        db.session.execute(update(User).where(User.id == ALICE.id).values(locale="en"))
    client = client_of(MAX.at(SEVER))
    client.post(f"/settings/users/{ALICE.id}/seeing-as")

    assert "Вы видите то же, что Alice. Изменить ничего нельзя." in client.get("/contacts").text


def test_tokens_are_not_touched(max_as_alice: Visitor, api_of: Callable[[Person], Visitor]) -> None:
    assert api_of(MAX).get("/api/v1/me").json["id"] == MAX.id


def _names(page: str) -> set[str]:
    return {standing.name for standing in Standing if f'href="/contacts/{int(standing)}"' in page}
