"""The app in a test, and the ways into a workspace."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import redis
from sqlalchemy import func, select

from crm.app import create_app
from crm.kernel import context
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import Fact, FactRow
from crm.kernel.i18n import speaking
from crm.mail.sink import Sink
from crm.settings import Settings
from crm.team import actors
from crm.web.planes import Artel
from tenants.directory import Entry
from tenants.scope import scope
from tests.kit.background import payloads
from tests.kit.canary import CANARY_WATCH, watched
from tests.kit.cast import BUSINESSES, NORTH, Business, Person
from tests.kit.database import Copy, hang_up
from tests.kit.logs import LINES
from tests.kit.watch import POOLS, RENDERING

InScope = Callable[..., AbstractContextManager[Entry]]


@pytest.fixture(scope="session")
def app_of_process(instance_settings: Settings, database_copy: Copy) -> Iterator[Artel]:
    """The app of this test process; tests take ``app``."""
    app = create_app(instance_settings)
    app.wsgi_app = watched(app.wsgi_app)  # type: ignore[method-assign]
    with app.app_context():
        for engine in db.engines.values():
            POOLS.watch(engine)
    RENDERING.watch(app)
    yield app
    hang_up(app)


@pytest.fixture
def database(database_copy: Copy, app_of_process: Artel, sink: Sink) -> Iterator[Copy]:
    """The database, watched during the test and put right after it."""
    LINES.forget()
    yield database_copy
    try:
        _look_around(app_of_process, sink)
    finally:
        sink.clear()
        app_of_process.extensions["artel_redis"].flushdb()
        database_copy.restore()
        app_of_process.directory.forget()


@pytest.fixture
def own_database(database: Copy, app: Artel) -> Iterator[Copy]:
    """The database for a test that changes more than rows (tables, rights): made afresh afterwards."""
    yield database
    hang_up(app)
    database.renew()


@pytest.fixture
def app(app_of_process: Artel, database: Copy) -> Artel:
    """The app, on a database as the template left it."""
    return app_of_process


@pytest.fixture
def settings(instance_settings: Settings, database: Copy) -> Settings:
    """The instance's settings."""
    return instance_settings


@pytest.fixture
def redis_client(app: Artel) -> redis.Redis:
    """This test process's own logical database of Redis or Valkey."""
    client: redis.Redis = app.extensions["artel_redis"]
    return client


@pytest.fixture
def in_scope(app: Artel) -> InScope:
    """Work inside a workspace, as an edge does: ``with in_scope(NORTH): …`` commits unless it raises."""

    @contextmanager
    def inside(business: Business = NORTH, *, read_only: bool = False) -> Iterator[Entry]:
        with app.app_context():
            entry = app.directory.by_slug(business.slug)
            assert entry is not None
            with (
                scope(entry, read_only=read_only),
                context.coming_through("command"),
                speaking(entry.locale, time_zone=entry.time_zone),
            ):
                yield entry
                if not read_only:
                    db.session.commit()

    return inside


@pytest.fixture
def actor_of(in_scope: InScope) -> Callable[[Person], Actor]:
    """A person of the cast as an actor; inside their workspace's scope or outside of any."""

    def as_actor(person: Person) -> Actor:
        if context.pin() is None:
            with in_scope(person.business, read_only=True):
                found = actors.actor_of(person.id)
        else:
            found = actors.actor_of(person.id)
        assert found is not None
        return found

    return as_actor


@pytest.fixture(scope="session")
def facts_at_first(database_copy: Copy, app_of_process: Artel) -> dict[str, int]:
    """The newest fact of each workspace of the template."""
    newest = {}
    with app_of_process.app_context():
        for business in BUSINESSES:
            entry = app_of_process.directory.by_slug(business.slug)
            assert entry is not None
            with scope(entry, read_only=True):
                newest[business.slug] = db.session.scalar(select(func.max(FactRow.id))) or 0
    return newest


@pytest.fixture
def facts_of(facts_at_first: dict[str, int], in_scope: InScope) -> Callable[..., list[Fact]]:
    """The facts that a workspace recorded during this test, the oldest first. Asked outside of any scope."""

    def facts(business: Business = NORTH) -> list[Fact]:
        with in_scope(business, read_only=True):
            newer = select(FactRow).where(FactRow.id > facts_at_first[business.slug]).order_by(FactRow.id)
            return [row.fact() for row in db.session.scalars(newer)]

    return facts


def _look_around(app: Artel, sink: Sink) -> None:
    POOLS.assert_clean()
    RENDERING.assert_silent()
    CANARY_WATCH.scan_mails(sink.mails())
    for payload in payloads(app):
        CANARY_WATCH.scan("a job's payload", payload)
    CANARY_WATCH.scan_redis(app.extensions["artel_redis"])
    for line in LINES.lines:
        CANARY_WATCH.scan("a log line", line)
    CANARY_WATCH.assert_silent()
