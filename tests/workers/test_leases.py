"""Leases, slices and ends: what long work, dead runners and restarts have to do with each other."""

import signal
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from crm.kernel.db import db
from crm.kernel.errors import TemporaryFailure
from crm.kernel.jobs import Job, Running
from crm.web.planes import Artel
from tenants.directory import Entry
from tests.workers.conftest import Jobs, act, wake
from workers import runtime
from workers.runtime import Runner

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_a_job_that_kills_its_runner_each_time_ends_dead(
    kind, runner: Runner, jobs: Jobs, north: Entry
) -> None:
    kind(lambda job: act(), max_attempts=3)
    job_id = jobs.add(
        north,
        state="leased",
        attempts=3,
        lease_token="a dead runner's",
        lease_until=LONG_AGO,
        sent_at=LONG_AGO,
    )

    runner.run(wake(north, job_id))

    assert jobs.get(job_id).state == "dead"
    assert jobs.get(job_id).last_error == "its runner died 3 times"


@pytest.mark.promise("R2")
def test_a_job_that_keeps_its_steps_counts_its_attempts_from_the_last_one(
    kind, runner: Runner, jobs: Jobs, north: Entry
) -> None:
    def step_then_fail(job: Running) -> None:
        act()
        job.checkpoint()
        raise TemporaryFailure("its third runner was unlucky, too")

    kind(step_then_fail, max_attempts=3, resumes=True)
    job_id = jobs.add(north, state="ready", attempts=2)

    runner.run(wake(north, job_id))

    assert (jobs.get(job_id).state, jobs.get(job_id).attempts) == ("ready", 1)


@pytest.mark.promise("R6")
def test_a_lapsed_lease_goes_to_another_runner_and_a_living_one_does_not(
    kind, runner: Runner, jobs: Jobs, north: Entry
) -> None:
    kind(lambda job: act())
    lapsed = jobs.add(north, state="leased", attempts=1, lease_token="x", lease_until=LONG_AGO)
    alive = jobs.add(
        north,
        state="leased",
        attempts=1,
        lease_token="y",
        lease_until=datetime.now(UTC) + timedelta(minutes=1),
    )

    runner.run(wake(north, lapsed, alive))

    assert jobs.get(lapsed).state == "done"
    assert jobs.get(alive).lease_token == "y"


def test_who_has_lost_the_lease_can_commit_nothing(
    kind, runner: Runner, jobs: Jobs, north: Entry, app: Artel
) -> None:
    def be_overtaken(job: Running) -> None:
        act()
        with db.engines["control"].begin() as other:
            other.execute(update(Job).where(Job.id == job.id).values(lease_token="another runner's"))

    kind(be_overtaken)
    job_id = jobs.add(north)
    before = jobs.effects(north)

    runner.run(wake(north, job_id))

    assert jobs.effects(north) == before
    assert jobs.get(job_id).lease_token == "another runner's"
    assert jobs.get(job_id).last_error is None


def test_a_checkpoint_commits_and_renews_and_a_later_failure_keeps_what_was_committed(
    kind, runner: Runner, jobs: Jobs, north: Entry
) -> None:
    leases = []

    def lease(job: Running) -> datetime | None:
        with db.engines["control"].connect() as other:
            return other.scalar(select(Job.lease_until).where(Job.id == job.id))

    def in_slices(job: Running) -> None:
        act(text="first slice")
        leases.append(lease(job))
        job.checkpoint()
        leases.append(lease(job))
        act(text="second slice")
        raise TemporaryFailure("power")

    kind(in_slices)
    job_id = jobs.add(north)

    runner.run(wake(north, job_id))

    assert leases[0] < leases[1]
    assert jobs.effects(north)[-1] == "first slice"
    assert jobs.get(job_id).state == "ready"


@pytest.mark.promise("R14")
def test_a_runner_that_is_asked_to_end_finishes_and_hands_back_the_rest(
    kind, runner: Runner, jobs: Jobs, north: Entry
) -> None:
    def act_and_be_stopped(job: Running) -> None:
        runner.stop()
        act(text="finished")

    kind(act_and_be_stopped)
    ids = [jobs.add(north, sent_at=datetime.now(UTC)) for _ in range(3)]

    runner.run(wake(north, *ids))

    assert jobs.effects(north)[-1] == "finished"
    assert [jobs.get(i).state for i in ids] == ["done", "ready", "ready"]
    assert [jobs.get(i).sent_at is None for i in ids] == [False, True, True]


@pytest.mark.promise("R14")
def test_long_work_that_is_asked_to_end_stops_at_a_checkpoint_and_this_attempt_does_not_count(
    kind, runner: Runner, jobs: Jobs, north: Entry
) -> None:
    def endless(job: Running) -> None:
        for number in range(100):
            act(text=f"slice {number}")
            if number == 4:
                runner.stop()
            job.checkpoint()

    kind(endless)
    job_id = jobs.add(north)

    runner.run(wake(north, job_id))

    job = jobs.get(job_id)
    assert jobs.effects(north)[-1] == "slice 5"
    assert (job.state, job.attempts, job.sent_at, job.last_error) == ("ready", 0, None, None)


def test_a_slice_that_outlasts_its_lease_is_stopped(
    kind, runner: Runner, jobs: Jobs, north: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "SLICE_SECONDS", 1)

    def hang(job: Running) -> None:
        act()
        signal.pause()

    kind(hang)
    job_id = jobs.add(north)
    before = jobs.effects(north)

    runner.run(wake(north, job_id))

    assert jobs.effects(north) == before
    assert jobs.get(job_id).last_error == "SliceTooLong: more than 1 s without a checkpoint"
