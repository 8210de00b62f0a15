"""The background inside a test: due jobs run at once in this process; a real SMTP server takes the mails."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select, update

from crm.kernel.db import db
from crm.kernel.jobs import KINDS, Job
from crm.mail.sink import Sink
from crm.mail.smtp import carrier
from crm.notifications.actions import DELIVER, TELL
from crm.notifications.models import Notice
from crm.web.planes import Artel
from tests.kit.cast import NORTH, Business
from workers import kinds
from workers.runtime import Runner
from workers.turns import WakeUp

MOST_ROUNDS = 20


def run_due_jobs(app: Artel) -> list[str]:
    """Run what is due, and what that makes due, until nothing is; returns the kinds in the order they ran.

    A job that fails stays in its row with its reason, as in production.
    """
    kinds.load()
    ran: list[str] = []
    for _round in range(MOST_ROUNDS):
        due = _due(app)
        if not due:
            return ran
        for row in due:
            Runner(app).run(WakeUp(KINDS[row.kind].queue, row.tenant_id, row.kind, (row.id,)))
            ran.append(row.kind)
    raise AssertionError(f"jobs make each other without end: {ran[-5:]}")


def _due(app: Artel) -> list[Any]:
    query = select(Job.id, Job.tenant_id, Job.kind).where(
        Job.state == "ready", Job.due_at <= func.now(), Job.kind.in_(list(KINDS))
    )
    with app.app_context(), db.engines["control"].connect() as connection:
        return list(connection.execute(query.order_by(Job.id)))


@pytest.fixture
def run_jobs(app: Artel) -> Callable[[], list[str]]:
    """Run all due jobs; every one of them has to succeed."""

    def run() -> list[str]:
        ran = run_due_jobs(app)
        with app.app_context(), db.engines["control"].connect() as connection:
            failed = connection.execute(select(Job.kind, Job.last_error).where(Job.last_error.is_not(None)))
            assert [tuple(row) for row in failed] == []
        return ran

    return run


@pytest.fixture
def time_passes(app: Artel, in_scope: Any, run_jobs: Callable[[], list[str]]) -> Callable[..., None]:
    """Every notice that waits for its time finds that it has come; then all due jobs run."""

    def passes(business: Business = NORTH) -> None:
        with in_scope(business):
            waiting = update(Notice).where(Notice.mail_due_at.is_not(None))
            db.session.execute(waiting.values(mail_due_at=func.now()))
        with app.app_context(), db.engines["control"].begin() as connection:
            put_off = Job.kind.in_((DELIVER, TELL)), Job.state == "ready"
            connection.execute(update(Job).where(*put_off).values(due_at=func.now()))
        run_jobs()

    return passes


@pytest.fixture(scope="session")
def sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sink]:
    """The SMTP server of this test process."""
    with Sink(tmp_path_factory.mktemp("mails")) as sink:
        yield sink
        carrier(sink.url).hang_up()


@pytest.fixture(scope="session")
def smtp_url(sink: Sink) -> str:
    """Where this process's instance sends its mails."""
    return sink.url


@pytest.fixture
def mails(sink: Sink) -> Callable[[], list[dict[str, Any]]]:
    """The mails that went out in this test, the oldest first: to, from, subject, text, html, headers."""
    return sink.mails


def payloads(app: Artel) -> list[str]:
    """What every job in the database says: payload, key and last error, as JSON."""
    with app.app_context(), db.engines["control"].connect() as connection:
        rows = connection.execute(select(Job.kind, Job.payload, Job.dedup_key, Job.last_error))
        return [json.dumps(list(row), ensure_ascii=False) for row in rows]
