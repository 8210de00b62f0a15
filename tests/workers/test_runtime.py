from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crm.kernel import context, i18n
from crm.kernel.db import db
from crm.kernel.errors import PermanentFailure, TemporaryFailure
from crm.kernel.facts import FactRow
from crm.kernel.jobs import Running
from crm.web.planes import Artel
from tenants import lifecycle
from tenants.directory import Entry
from tests.workers.conftest import Jobs, act, wake
from workers import runtime
from workers.runtime import Runner

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


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


@pytest.mark.promise("IMP-5")
def test_a_long_job_lets_other_workspaces_have_their_turn_and_goes_on_after_it(
    kind, runner: Runner, jobs: Jobs, north: Entry, twin: Entry, monkeypatch
) -> None:
    monkeypatch.setattr(runtime, "TURN_SECONDS", 0.0)
    slices = []

    def work(job: Running) -> None:
        for number in range(5):
            slices.append((context.tenant().slug, number))
            job.checkpoint()

    kind(work, resumes=True)
    theirs = jobs.add(twin, sent_at=datetime.now(UTC))
    long = jobs.add(north)

    runner.run(wake(north, long))
    first = jobs.get(long)
    runner.run(wake(twin, theirs))
    runner.run(wake(north, long))

    assert slices[:2] == [("north", 0), ("north", 1)]
    assert slices[2:7] == [(twin.slug, number) for number in range(5)]
    assert slices[7:] == [("north", number) for number in range(5)]
    assert (first.state, first.attempts) == ("ready", 0)
    assert {jobs.get(long).state, jobs.get(theirs).state} == {"done"}


@pytest.mark.parametrize("resumes", [True, False])
def test_a_job_keeps_its_turn_while_nobody_else_waits_or_it_could_not_go_on(
    kind, runner: Runner, jobs: Jobs, north: Entry, twin: Entry, monkeypatch, resumes
) -> None:
    monkeypatch.setattr(runtime, "TURN_SECONDS", 0.0)
    slices = []

    def work(job: Running) -> None:
        for number in range(5):
            slices.append(number)
            job.checkpoint()

    kind(work, resumes=resumes)
    jobs.add(north, sent_at=datetime.now(UTC))
    if not resumes:
        jobs.add(twin, sent_at=datetime.now(UTC))
    job_id = jobs.add(north)

    runner.run(wake(north, job_id))

    assert slices == [0, 1, 2, 3, 4]
    assert jobs.get(job_id).state == "done"
