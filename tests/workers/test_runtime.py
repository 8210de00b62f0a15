import signal
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from crm.kernel import context, i18n
from crm.kernel.db import db
from crm.kernel.errors import PermanentFailure, TemporaryFailure
from crm.kernel.facts import FactRow
from crm.kernel.jobs import Job, Running
from crm.web.planes import Artel
from tenants import lifecycle
from tenants.directory import Entry
from tests.workers.conftest import Jobs, act
from workers import runtime
from workers.runtime import Runner
from workers.turns import WakeUp

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def wake(entry: Entry | None, *ids: int, kind: str = "test.act") -> WakeUp:
    return WakeUp("flow", entry.id if entry else None, kind, ids)


def test_a_job_acts_in_its_workspace_and_language_through_the_door_of_jobs(
    kind, runner: Runner, jobs: Jobs, north: Entry
) -> None:
    seen = []

    def look(job: Running, *, word: str) -> None:
        seen.append((word, context.tenant().slug, context.through(), i18n.locale(), job.attempts))
        act()

    kind(look)
    job_id = jobs.add(north, payload={"word": "hello"})
    before = len(jobs.effects(north))

    runner.run(wake(north, job_id))

    assert seen == [("hello", "north", "job", "en", 1)]
    assert len(jobs.effects(north)) == before + 1
    assert jobs.get(job_id).state == "done"
    assert jobs.get(job_id).lease_token is None
    assert context.pin() is None


def test_a_job_that_is_done_is_not_done_again(kind, runner: Runner, jobs: Jobs, north: Entry) -> None:
    kind(lambda job: act())
    job_id = jobs.add(north)
    before = len(jobs.effects(north))

    runner.run(wake(north, job_id, job_id))
    runner.run(wake(north, job_id))

    assert len(jobs.effects(north)) == before + 1


@pytest.mark.promise("I6")
def test_a_wake_up_of_one_workspace_with_ids_of_another_does_nothing(
    kind, runner: Runner, jobs: Jobs, north: Entry, twin: Entry
) -> None:
    kind(lambda job: act())
    theirs = jobs.add(twin)
    of_control = jobs.add(None)
    before = jobs.effects(north), jobs.effects(twin)

    runner.run(wake(north, theirs, of_control))
    runner.run(wake(None, theirs))

    assert (jobs.effects(north), jobs.effects(twin)) == before
    assert jobs.get(theirs).state == "ready"
    assert jobs.get(of_control).state == "ready"


@pytest.mark.promise("I6")
def test_a_workspace_cannot_have_the_control_planes_work_done(
    kind, runner: Runner, jobs: Jobs, north: Entry
) -> None:
    called = []
    kind(lambda job: called.append("run"), in_control=True, gave_up=lambda reason: called.append("gave up"))
    job_id = jobs.add(north)

    runner.run(wake(north, job_id))

    assert called == []
    assert jobs.get(job_id).state == "dead"


def test_a_failure_undoes_the_act_and_is_tried_again_after_a_pause(
    kind, runner: Runner, jobs: Jobs, north: Entry
) -> None:
    def fail(job: Running) -> None:
        act()
        raise ValueError("Ivan Petrov, +7 900 000-00-00")

    kind(fail)
    job_id = jobs.add(north)
    before = jobs.effects(north)

    runner.run(wake(north, job_id))

    job = jobs.get(job_id)
    assert jobs.effects(north) == before
    assert (job.state, job.attempts, job.sent_at) == ("ready", 1, None)
    assert job.due_at > datetime.now(UTC)
    assert job.last_error is not None
    assert job.last_error.startswith("ValueError at tests/workers/test_runtime.py:")
    assert "Petrov" not in job.last_error


@pytest.mark.parametrize(("problem", "state"), [(TemporaryFailure, "ready"), (PermanentFailure, "dead")])
def test_our_own_failures_say_whether_trying_again_can_help(
    kind, runner: Runner, jobs: Jobs, north: Entry, problem: type[Exception], state: str
) -> None:
    def fail(job: Running) -> None:
        raise problem("the server said 451")

    kind(fail)
    job_id = jobs.add(north)

    runner.run(wake(north, job_id))

    job = jobs.get(job_id)
    assert job.state == state
    assert job.last_error == f"{problem.__name__}: the server said 451"


def test_a_job_out_of_attempts_is_dead_and_its_kind_is_told(
    kind, runner: Runner, jobs: Jobs, north: Entry
) -> None:
    def fail(job: Running, *, thing: int) -> None:
        raise TemporaryFailure("no")

    kind(fail, max_attempts=2, gave_up=lambda *, reason, thing: act(text=f"gave up {thing}: {reason}"))
    job_id = jobs.add(north, payload={"thing": 7})

    runner.run(wake(north, job_id))
    jobs.change(job_id, due_at=LONG_AGO)
    runner.run(wake(north, job_id))

    assert jobs.get(job_id).state == "dead"
    assert jobs.get(job_id).attempts == 2
    assert jobs.effects(north)[-1] == "gave up 7: TemporaryFailure: no"


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


def test_a_control_job_acts_without_a_workspace_and_is_fenced_too(kind, runner: Runner, jobs: Jobs) -> None:
    seen = []

    def look(job: Running) -> None:
        seen.append(context.pin())
        job.checkpoint()
        with pytest.raises(context.NoTenant):
            db.session.scalar(select(FactRow.id).limit(1))

    kind(look, in_control=True)
    job_id = jobs.add(None)

    runner.run(wake(None, job_id))

    assert seen == [None]
    assert jobs.get(job_id).state == "done"


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


def test_the_jobs_of_a_closed_workspace_wait(
    kind, runner: Runner, jobs: Jobs, north: Entry, app: Artel
) -> None:
    kind(lambda job: act())
    job_id = jobs.add(north)
    with app.app_context():
        lifecycle.suspend(north.slug)
    try:
        runner.run(wake(north, job_id))
        assert jobs.get(job_id).state == "ready"
        assert jobs.get(job_id).attempts == 0
    finally:
        with app.app_context():
            lifecycle.resume(north.slug)

    runner.run(wake(north, job_id))
    assert jobs.get(job_id).state == "done"
