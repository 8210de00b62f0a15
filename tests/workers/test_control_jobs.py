from datetime import UTC, datetime, timedelta

import pytest

from crm.kernel.db import db
from crm.kernel.jobs import KINDS, later_in_control
from crm.settings import Settings
from crm.web.planes import Artel
from tenants import provisioning
from tenants.directory import Entry
from tenants.models import State
from tenants.scope import control_scope
from tests.workers.conftest import Jobs
from workers.runtime import Runner
from workers.turns import WakeUp


def order(slug: str) -> provisioning.Order:
    return provisioning.checked_order(
        slug,
        workspace="New",
        owner_name="Nina",
        owner_email="nina@new.example",
        password_hash="-",
        locale="en",
        time_zone="UTC",
    )


def ordered(app: Artel, settings: Settings, slug: str) -> int:
    """The id of a named workspace whose preparing is enqueued."""
    with app.app_context(), control_scope():
        tenant_id = provisioning.name_tenant(settings, order(slug))
        later_in_control("tenants.provision", key=str(tenant_id), tenant_id=tenant_id)
        db.session.commit()
    return tenant_id


def state_of(app: Artel, tenant_id: int) -> State:
    with app.app_context():
        entry = app.directory.by_id(tenant_id)
    assert entry is not None
    return entry.state


def run(runner: Runner, jobs: Jobs, kind: str) -> None:
    """Run the control plane's jobs of a kind, whenever they are due."""
    ids = [job.id for job in jobs.all() if job.kind == kind]
    for job_id in ids:
        if jobs.get(job_id).state == "ready":
            jobs.change(job_id, due_at=datetime.now(UTC) - timedelta(seconds=1))
    runner.run(WakeUp("instant", None, kind, tuple(ids)))


@pytest.mark.promise("L7")
def test_a_named_workspace_is_opened_and_its_spare_replaced(
    app: Artel, settings: Settings, runner: Runner, jobs: Jobs, kind
) -> None:
    tenant_id = ordered(app, settings, "brand-new")

    run(runner, jobs, "tenants.provision")

    assert state_of(app, tenant_id) is State.OPEN
    assert [job.kind for job in jobs.all() if job.state == "ready" and job.tenant_id is None] == [
        "tenants.keep_spares"
    ]


def test_a_workspace_that_cannot_be_prepared_is_rolled_back_and_says_so(
    app: Artel, settings: Settings, runner: Runner, jobs: Jobs, kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(day: provisioning.FirstDay) -> None:
        raise LookupError("no chairs")

    monkeypatch.setattr(provisioning, "first_days", [fail])
    tenant_id = ordered(app, settings, "ill-fated")

    for _attempt in range(KINDS["tenants.provision"].max_attempts):
        run(runner, jobs, "tenants.provision")

    assert state_of(app, tenant_id) is State.FAILED
    assert [job.state for job in jobs.all() if job.kind == "tenants.provision"] == ["dead"]


def test_finished_jobs_are_forgotten_in_time(runner: Runner, jobs: Jobs, north: Entry, kind) -> None:
    now = datetime.now(UTC)
    old = jobs.add(north, state="done", finished_at=now - timedelta(days=4))
    long_dead = jobs.add(north, state="dead", finished_at=now - timedelta(days=91))
    kept = [
        jobs.add(north, state="done", finished_at=now - timedelta(days=2)),
        jobs.add(north, state="dead", finished_at=now - timedelta(days=4)),
        jobs.add(north, due_at=now + timedelta(days=400)),
    ]
    jobs.add(None, kind="jobs.clear")

    run(runner, jobs, "jobs.clear")

    left = {job.id for job in jobs.all()}
    assert {old, long_dead} & left == set()
    assert set(kept) <= left
