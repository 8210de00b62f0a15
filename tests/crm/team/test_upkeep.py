"""What runs by itself: when people were last seen is kept, and what is old is forgotten."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from crm.kernel.db import db
from crm.kernel.jobs import later, later_in_control
from crm.team import seen
from crm.team.models import ApiToken, OneTimeToken, Session
from tenants.scope import control_scope
from tests.kit.cast import ALICE, NORTH, SEVER, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]


@pytest.fixture
def gather(app: Any, run_jobs: Callable[[], list[str]]) -> Callable[[], list[str]]:
    """Run the recurring job, and what it makes due."""
    seen._noted.clear()

    def run() -> list[str]:
        with app.app_context(), control_scope():
            later_in_control("team.gather_seen", key="slot 1")
            db.session.commit()
        return run_jobs()

    return run


@pytest.mark.promise("ACC-8")
@pytest.mark.parametrize("row", [Session, ApiToken])
def test_last_seen_reaches_the_rows_and_the_notes_go(
    client_of: ClientOf, api_of: ClientOf, in_scope: Any, gather: Any, row: Any
) -> None:
    with in_scope(NORTH):
        long_ago = func.now() - timedelta(days=3)
        db.session.execute(update(row).where(row.id == ALICE.id).values(seen_at=long_ago))
    client_of(ALICE).get("/me/profile")
    api_of(ALICE).get("/api/v1/me")

    ran = gather()

    with in_scope(NORTH, read_only=True):
        fresh = select(row.seen_at > func.now() - timedelta(minutes=1)).where(row.id == ALICE.id)
        assert db.session.scalar(fresh) is True
    assert ran.count("team.keep_seen") == 1
    assert gather() == []


@pytest.mark.promise("I5")
def test_only_workspaces_where_somebody_was_get_the_job(
    client_of: ClientOf, gather: Any, redis_client: Any
) -> None:
    client_of(ALICE).get("/me/profile")
    client_of(ALICE.at(SEVER)).get("/me/profile")

    assert seen.noted(redis_client) == [NORTH.id, SEVER.id]
    assert gather().count("team.keep_seen") == 2


@pytest.mark.promise("R5")
def test_requests_go_on_while_valkey_is_away(client_of: ClientOf, app: Any, monkeypatch: Any) -> None:
    import redis

    away = redis.Redis(unix_socket_path="/nowhere/valkey.sock")
    monkeypatch.setitem(app.extensions, "artel_redis", away)
    seen._noted.clear()

    assert client_of(ALICE).get("/me/profile").status_code == 200


def test_old_links_and_sessions_are_forgotten_and_fresh_ones_stay(
    in_scope: Any, run_jobs: Callable[[], list[str]]
) -> None:
    with in_scope(NORTH):
        old = func.now() - timedelta(days=500)
        db.session.execute(update(Session).where(Session.id == ALICE.id).values(ends_at=old))
        db.session.execute(update(OneTimeToken).values(expires_at=old))
        later("team.forget", key="slot 1")
        before = db.session.scalar(select(func.count()).select_from(Session)) or 0

    run_jobs()

    with in_scope(NORTH, read_only=True):
        assert db.session.scalar(select(func.count()).select_from(Session)) == before - 1
        assert db.session.scalar(select(func.count()).select_from(OneTimeToken)) == 0
