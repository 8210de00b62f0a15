import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from crm.web.planes import Artel
from tenants.directory import Entry
from tests.workers.conftest import Jobs, act
from workers import cli, status


def ago(**units: float) -> datetime:
    return datetime.now(UTC) - timedelta(**units)


@pytest.fixture
def crm(app: Artel) -> Callable[..., Result]:
    """``crm jobs …`` in this process."""

    def run(*arguments: str) -> Result:
        with app.app_context():
            return CliRunner().invoke(cli.jobs, arguments)

    return run


def test_status_tells_for_each_queue_what_waits_runs_and_is_dead(
    crm: Callable[..., Result], jobs: Jobs, north: Entry, kind
) -> None:
    kind(lambda job: act())
    jobs.add(north)
    jobs.add(north, due_at=ago(minutes=2))
    jobs.add(north, due_at=ago(minutes=-2))
    jobs.add(north, state="leased", lease_until=ago(minutes=-1))
    jobs.add(north, state="done")
    jobs.add(north, kind="of.yesterday", state="dead", last_error="no such kind of job", finished_at=ago())

    told = json.loads(crm("status", "--json").stdout)

    assert told["queues"]["flow"] == {"due": 2, "late": 1, "running": 1, "scheduled": 1, "dead": 0}
    assert told["queues"][status.UNKNOWN]["dead"] == 1
    assert [(dead["kind"], dead["reason"]) for dead in told["dead"]] == [
        ("of.yesterday", "no such kind of job")
    ]
    assert "no such kind of job" in crm("status").stdout


def test_dead_jobs_are_tried_again_by_name_or_all(
    crm: Callable[..., Result], jobs: Jobs, north: Entry
) -> None:
    dead = [jobs.add(north, state="dead", attempts=12, finished_at=ago()) for _ in range(3)]

    assert crm("retry", str(dead[0])).exit_code == 0
    assert [jobs.get(i).state for i in dead] == ["ready", "dead", "dead"]
    assert jobs.get(dead[0]).attempts == 0

    assert json.loads(crm("retry", "--dead", "--json").stdout) == dead[1:]
    assert {jobs.get(i).state for i in dead} == {"ready"}


def test_a_job_that_pauses_after_a_failure_need_not_wait(
    crm: Callable[..., Result], jobs: Jobs, north: Entry
) -> None:
    job_id = jobs.add(north, attempts=3, due_at=ago(minutes=-5))

    assert crm("retry", str(job_id)).exit_code == 0
    assert jobs.get(job_id).due_at < datetime.now(UTC)


@pytest.mark.parametrize("state", ["done", "leased", "ready"])
def test_what_cannot_be_tried_again_is_named(
    crm: Callable[..., Result], jobs: Jobs, north: Entry, state: str
) -> None:
    job_id = jobs.add(north, state=state)

    done = crm("retry", str(job_id))

    assert done.exit_code == 1
    assert str(job_id) in done.stderr
    assert jobs.get(job_id).state == state


def test_retry_asks_which() -> None:
    assert CliRunner().invoke(cli.jobs, ["retry"]).exit_code == 2
    assert CliRunner().invoke(cli.jobs, ["retry", "1", "--dead"]).exit_code == 2
