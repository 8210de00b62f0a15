"""An instance with two open workspaces, a queue of its own, and kinds of jobs that exist for one test."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import URL, delete, make_url, select

from crm.app import create_app
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.jobs import KINDS, Job, Kind, Running
from crm.settings import Settings
from tenants import provisioning, setup
from tenants.directory import Entry
from tenants.scope import control_scope, scope
from workers import kinds as all_kinds
from workers.dispatcher import Dispatcher, connected
from workers.runtime import Runner
from workers.turns import WakeUp


@pytest.fixture(scope="session")
def settings(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    server = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql")
    name = f"test_{os.environ.get('TEST_RUN', 'by_hand')}_workers_{worker_id}"
    with _connected(server) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" STRATEGY wal_log')
    yield Settings(
        database_url=server.set(database=name).render_as_string(hide_password=False),
        redis_url=_own_redis(worker_id),
        base_domain="localhost:8000",
        secret_key="of the tests of the workers, forty letters",
        smtp_url="smtp://127.0.0.1:9",
        env="test",
        data=tmp_path_factory.mktemp("data"),
    )
    with _connected(server) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _connected(server: URL) -> psycopg.Connection[Any]:
    return psycopg.connect(server.render_as_string(hide_password=False), autocommit=True)


def _own_redis(worker_id: str) -> str:
    number = 8 + int(worker_id.removeprefix("gw") or 0) % 8 if worker_id.startswith("gw") else 7
    return os.environ["REDIS_URL"].partition("?")[0] + f"?db={number}"


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    setup.set_up(settings)
    all_kinds.load()
    app = create_app(settings)
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def workspaces(app: Flask, settings: Settings) -> tuple[Entry, Entry]:
    return _opened(app, settings, "north-light"), _opened(app, settings, "the-twin")


def _opened(app: Flask, settings: Settings, slug: str) -> Entry:
    day = provisioning.FirstDay(slug, "Olga Orlova", f"olga@{slug}.example", "$argon2id$none", "en", "UTC")
    with app.app_context():
        tenant_id = provisioning.name_tenant(settings, provisioning.Order(slug, day))
        provisioning.provision(settings, app.extensions["artel_directory"], tenant_id)
        entry = app.extensions["artel_directory"].by_id(tenant_id)
    assert entry is not None
    return entry


@pytest.fixture
def acme(workspaces: tuple[Entry, Entry]) -> Entry:
    return workspaces[0]


@pytest.fixture
def twin(workspaces: tuple[Entry, Entry]) -> Entry:
    return workspaces[1]


@pytest.fixture(autouse=True)
def _clean(app: Flask, settings: Settings, workspaces: tuple[Entry, Entry]) -> None:
    """No job, no wake-up and no effect of another test."""
    with Redis.from_url(settings.redis_url) as redis:
        redis.flushdb()
    with app.app_context(), control_scope():
        db.session.execute(delete(Job))
        db.session.commit()


@pytest.fixture
def kind() -> Iterator[Callable[..., Kind]]:
    """Register a kind for the length of the test: ``kind(run, in_control=…, max_attempts=…)``."""
    before = dict(KINDS)

    def register(run: Callable[..., None], name: str = "test.act", **options: Any) -> Kind:
        KINDS[name] = Kind(name, run, **{"queue": "flow", **options})
        return KINDS[name]

    yield register
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture
def runner(app: Flask) -> Runner:
    return Runner(app)


@pytest.fixture
def jobs(app: Flask) -> "Jobs":
    return Jobs(app)


@pytest.fixture
def connection(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """A dispatcher's connection."""
    with connected(settings) as connection:
        yield connection


@pytest.fixture
def dispatcher(app: Flask, settings: Settings, sent: list[WakeUp]) -> Dispatcher:
    """A dispatcher whose wake-ups end in ``sent``."""

    class Kept:
        def send(self, wake_ups: list[WakeUp]) -> None:
            sent.extend(wake_ups)

    return Dispatcher(settings, queues=Kept(), kinds=KINDS)  # type: ignore[arg-type]


@pytest.fixture
def sent() -> list[WakeUp]:
    return []


class Jobs:
    """The job table and the effects of jobs, seen from outside."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def add(self, entry: Entry | None, *, kind: str = "test.act", **values: Any) -> int:
        """Put a job into the table as it stands; due now unless told otherwise."""
        row = Job(kind=kind, tenant_id=entry.id if entry else None, payload=values.pop("payload", {}))
        row.dedup_key = values.pop("key", os.urandom(8).hex())
        for name, value in values.items():
            setattr(row, name, value)
        with self._app.app_context(), control_scope():
            db.session.add(row)
            db.session.commit()
            return row.id

    def get(self, job_id: int) -> Job:
        with self._app.app_context(), control_scope():
            return db.session.get_one(Job, job_id)

    def all(self) -> list[Job]:
        with self._app.app_context(), control_scope():
            return list(db.session.scalars(select(Job).order_by(Job.id)))

    def change(self, job_id: int, **values: Any) -> None:
        with self._app.app_context(), control_scope():
            job = db.session.get_one(Job, job_id)
            for name, value in values.items():
                setattr(job, name, value)
            db.session.commit()

    def effects(self, entry: Entry) -> list[str]:
        """What ``act`` left in a workspace, in order."""
        with self._app.app_context(), scope(entry, read_only=True):
            rows = db.session.scalars(
                select(FactRow.body).where(FactRow.name == "test.Acted").order_by(FactRow.id)
            )
            return [row["text"] for row in rows]


def act(job: Running | None = None, *, text: str = "done") -> None:
    """A job's whole work: one row in the pinned workspace."""
    row = FactRow(name="test.Acted", through="job", subject_kind="test", body={"text": text})
    db.session.add(row)
