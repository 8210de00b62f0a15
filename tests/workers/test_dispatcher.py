from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from redis.exceptions import ConnectionError as RedisIsDown

from crm.kernel.db import db
from crm.kernel.jobs import KINDS, later, later_in_control
from crm.settings import Settings
from crm.web.planes import Artel
from tenants import lifecycle
from tenants.directory import Entry
from tenants.scope import control_scope, scope
from tests.kit.cast import BUSINESSES
from tests.workers.conftest import Jobs, act
from workers import schedule
from workers.dispatcher import PAGE, UNKNOWN_KIND_MINUTES, Dispatcher
from workers.schedule import Recurring
from workers.turns import IN_FLIGHT_A_TENANT, WakeUp

Connection = psycopg.Connection[Any]


def ago(**units: float) -> datetime:
    return datetime.now(UTC) - timedelta(**units)


@pytest.fixture(autouse=True)
def _kind(kind) -> None:
    kind(lambda job: act())


def test_a_due_job_is_sent_once(
    dispatcher: Dispatcher, connection: Connection, sent: list[WakeUp], jobs: Jobs, north: Entry
) -> None:
    job_id = jobs.add(north)
    jobs.add(north, due_at=ago(hours=-1))

    assert dispatcher.round(connection) == 1
    assert dispatcher.round(connection) == 0
    assert sent == [WakeUp("flow", north.id, "test.act", (job_id,))]


@pytest.mark.promise("R5")
def test_a_wake_up_that_nobody_heeded_is_sent_again_after_30_seconds(
    dispatcher: Dispatcher, connection: Connection, sent: list[WakeUp], jobs: Jobs, north: Entry
) -> None:
    unheeded = jobs.add(north, sent_at=ago(seconds=31))
    jobs.add(north, sent_at=ago(seconds=29))

    dispatcher.round(connection)

    assert [w.ids for w in sent] == [(unheeded,)]


@pytest.mark.promise("R5")
def test_what_is_lost_on_the_way_does_not_use_up_the_cap(
    dispatcher: Dispatcher, connection: Connection, sent: list[WakeUp], jobs: Jobs, north: Entry
) -> None:
    for _ in range(IN_FLIGHT_A_TENANT):
        jobs.add(north, sent_at=ago(seconds=31))

    assert dispatcher.round(connection) == IN_FLIGHT_A_TENANT


@pytest.mark.promise("R6")
def test_a_job_whose_lease_has_lapsed_is_sent_again_and_one_that_runs_is_not(
    dispatcher: Dispatcher, connection: Connection, sent: list[WakeUp], jobs: Jobs, north: Entry
) -> None:
    dead = jobs.add(north, state="leased", sent_at=ago(seconds=61), lease_until=ago(seconds=1))
    jobs.add(north, state="leased", sent_at=ago(minutes=9), lease_until=ago(seconds=-30))

    dispatcher.round(connection)

    assert [w.ids for w in sent] == [(dead,)]


def test_only_open_workspaces_work_and_the_control_plane_always_does(
    dispatcher: Dispatcher,
    connection: Connection,
    sent: list[WakeUp],
    jobs: Jobs,
    north: Entry,
    app: Artel,
    kind,
) -> None:
    kind(lambda job: None, "test.control", in_control=True)
    with app.app_context():
        lifecycle.suspend(north.slug)
    try:
        jobs.add(north)
        control = jobs.add(None, kind="test.control")
        dispatcher = Dispatcher(dispatcher._settings, queues=dispatcher._queues, kinds=KINDS)

        dispatcher.round(connection)

        assert [w.ids for w in sent] == [(control,)]
    finally:
        with app.app_context():
            lifecycle.resume(north.slug)


def test_a_backlog_of_one_workspace_does_not_hold_up_another(
    dispatcher: Dispatcher, connection: Connection, sent: list[WakeUp], jobs: Jobs, north: Entry, twin: Entry
) -> None:
    with connection.transaction():
        connection.execute(
            "INSERT INTO control.job (tenant_id, kind, dedup_key, payload, due_at)"
            " SELECT %s, 'test.act', n::text, '{}', now() - interval '1 hour' FROM generate_series(1, %s) n",
            (north.id, 3 * PAGE),
        )
    late = jobs.add(twin)

    dispatcher.round(connection)

    assert sum(len(w.ids) for w in sent if w.tenant_id == north.id) == IN_FLIGHT_A_TENANT
    assert [w.ids for w in sent if w.tenant_id == twin.id] == [(late,)]


def test_two_dispatchers_do_not_send_the_same_job(
    dispatcher: Dispatcher,
    connection: Connection,
    sent: list[WakeUp],
    jobs: Jobs,
    north: Entry,
    settings: Settings,
) -> None:
    job_id = jobs.add(north)
    with connection.transaction():
        connection.execute("SELECT 1 FROM control.job WHERE id = %s FOR UPDATE", (job_id,))
        with psycopg.connect(
            connection.info.dsn, autocommit=True, password=connection.info.password
        ) as other:
            assert dispatcher.round(other) == 0

    assert sent == []
    assert dispatcher.round(connection) == 1


def test_without_a_queue_jobs_stay_fresh(
    dispatcher: Dispatcher, connection: Connection, jobs: Jobs, north: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(wake_ups: list[WakeUp]) -> None:
        raise RedisIsDown

    monkeypatch.setattr(dispatcher._queues, "send", refuse)
    job_id = jobs.add(north)

    with pytest.raises(RedisIsDown):
        dispatcher.round(connection)

    assert jobs.get(job_id).sent_at is None


def test_a_kind_that_nobody_knows_waits_for_a_deploy_and_then_is_dead(
    dispatcher: Dispatcher, connection: Connection, sent: list[WakeUp], jobs: Jobs, north: Entry
) -> None:
    young = jobs.add(north, kind="of.tomorrow")
    old = jobs.add(north, kind="of.yesterday", due_at=ago(minutes=UNKNOWN_KIND_MINUTES + 1))

    dispatcher.round(connection)
    dispatcher._bury_unknown(connection)

    assert sent == []
    assert jobs.get(young).state == "ready"
    assert (jobs.get(old).state, jobs.get(old).last_error) == ("dead", "no such kind of job")


def test_enqueueing_rings_the_dispatcher_when_it_commits(
    connection: Connection, app: Artel, north: Entry
) -> None:
    connection.execute("LISTEN artel_jobs")
    with app.app_context(), scope(north):
        later("test.act", key="tenant")
        db.session.commit()
    with app.app_context(), control_scope():
        later_in_control("test.act", key="control")
        db.session.commit()

    assert len(list(connection.notifies(timeout=5, stop_after=2))) == 2


def test_a_slot_is_one_row_however_often_it_is_planned(
    connection: Connection, jobs: Jobs, north: Entry, twin: Entry, kind
) -> None:
    kind(lambda job: None, "test.control", in_control=True)
    table = (
        Recurring("test.control", every=timedelta(days=1)),
        Recurring("test.act", every=timedelta(days=1)),
    )

    schedule.plan(connection, table)
    schedule.plan(connection, table)

    rows = [(job.kind, job.tenant_id) for job in jobs.all()]
    assert rows.count(("test.control", None)) == 1
    assert rows.count(("test.act", north.id)) == 1
    assert rows.count(("test.act", twin.id)) == 1
    assert len(rows) == 1 + len(BUSINESSES)
    assert all(job.due_at < datetime.now(UTC) + timedelta(days=1) for job in jobs.all())


def test_everything_in_the_schedule_is_a_kind_of_job() -> None:
    assert {recurring.kind for recurring in schedule.RECURRING} <= set(KINDS)
