"""Jobs seen from outside, and kinds of jobs that exist for one test."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.jobs import KINDS, Job, Kind, Running
from crm.settings import Settings
from crm.web.planes import Artel
from tenants.directory import Entry
from tenants.scope import control_scope, scope
from tests.kit.cast import NORTH, TWIN, Business
from workers import kinds
from workers.dispatcher import Dispatcher, connected
from workers.runtime import Runner
from workers.turns import WakeUp


@pytest.fixture
def north(app: Artel) -> Entry:
    return _entry(app, NORTH)


@pytest.fixture
def twin(app: Artel) -> Entry:
    return _entry(app, TWIN)


def _entry(app: Artel, business: Business) -> Entry:
    with app.app_context():
        entry = app.directory.by_slug(business.slug)
    assert entry is not None
    return entry


@pytest.fixture
def kind() -> Iterator[Callable[..., Kind]]:
    """Register a kind for the length of the test: ``kind(run, in_control=…, max_attempts=…)``."""
    before = dict(kinds.load())

    def register(run: Callable[..., None], name: str = "test.act", **options: Any) -> Kind:
        KINDS[name] = Kind(name, run, **{"queue": "flow", **options})
        return KINDS[name]

    yield register
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture
def runner(app: Artel) -> Runner:
    return Runner(app)


@pytest.fixture
def jobs(app: Artel) -> "Jobs":
    return Jobs(app)


@pytest.fixture
def connection(settings: Settings) -> Iterator[psycopg.Connection[Any]]:
    """A dispatcher's connection."""
    with connected(settings) as connection:
        yield connection


@pytest.fixture
def dispatcher(app: Artel, settings: Settings, sent: list[WakeUp]) -> Dispatcher:
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

    def __init__(self, app: Artel) -> None:
        self._app = app

    def add(self, entry: Entry | None, *, kind: str = "test.act", **values: Any) -> int:
        """Put a job into the table as it stands; due now unless told otherwise."""
        row = Job(kind=kind, tenant_id=entry.id if entry else None, payload=values.pop("payload", {}))
        row.dedup_key = values.pop("key", secrets.token_hex(8))
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


def wake(entry: Entry | None, *ids: int, kind: str = "test.act") -> WakeUp:
    """A wake-up for jobs of a workspace, or of the control plane."""
    return WakeUp("flow", entry.id if entry else None, kind, ids)
