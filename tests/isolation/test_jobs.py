"""I6: a job acts in its own workspace or not at all, and its context never outlives it."""

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from crm.kernel import context
from crm.kernel.db import db
from crm.kernel.jobs import KINDS, Job, Kind, later
from crm.mail.models import Mail
from crm.team.models import User
from tests.kit.cast import ALICE, BUSINESSES, NORTH, SEVER, TWIN, Standing
from workers import kinds
from workers.runtime import Runner
from workers.turns import WakeUp

pytestmark = pytest.mark.promise("I6")


@pytest.fixture
def kind():
    """A kind of job that notes what it saw; each test says what it does."""
    seen: list = []

    def run(job, **payload):
        seen.append((context.tenant().slug, db.session.scalar(select(func.min(User.email))), payload))
        if payload.get("fails"):
            raise RuntimeError("planted")

    kinds.load()
    KINDS["test.look"] = Kind("test.look", run, "flow", 1)
    yield seen
    del KINDS["test.look"]


def test_a_job_sees_its_own_workspace_alone(kind, in_scope, run_jobs):
    for business in BUSINESSES:
        with in_scope(business):
            later("test.look", key="1", contact_id=int(Standing.OWN))

    run_jobs()

    emails = {slug: email.rpartition("@")[2] for slug, email, _payload in kind}
    assert emails == {business.slug: business.domain for business in BUSINESSES}


def test_a_wake_up_under_another_workspaces_name_does_nothing(kind, app, in_scope):
    with in_scope(TWIN):
        later("test.look", key="1")
    job_id = _only_job(app).id

    Runner(app).run(WakeUp("flow", NORTH.id, "test.look", (job_id,)))
    Runner(app).run(WakeUp("flow", None, "test.look", (job_id,)))

    assert kind == []
    assert _only_job(app).state == "ready"


def test_ids_of_another_workspace_mean_nothing_to_a_job(in_scope, run_jobs, mails, app):
    """Every id that the twin has and north has not, to every kind of job that takes one."""
    with in_scope(TWIN, read_only=True):
        foreign_mail = db.session.scalar(select(func.max(Mail.id)))
    with in_scope(NORTH, read_only=True):
        assert db.session.get(Mail, foreign_mail) is None
    with in_scope(NORTH):
        later("mail.send", key="foreign", mail_id=foreign_mail)
        later(
            "facts.react", key="foreign", fact_id=10_000, reaction="crm.contacts.reactions.tell_new_managers"
        )

    run_jobs()

    assert mails() == []


@pytest.mark.parametrize("fails", [False, True])
def test_no_context_outlives_a_job(fails, kind, app, in_scope):
    with in_scope(NORTH):
        later("test.look", key="1", fails=fails)

    Runner(app).run(WakeUp("flow", NORTH.id, "test.look", (_only_job(app).id,)))

    assert len(kind) == 1
    assert context.pin() is None
    assert context.through() == "command"
    assert _only_job(app).state == ("dead" if fails else "done")


@pytest.mark.parametrize("function", ["done", "renew"])
def test_a_workspace_cannot_end_or_renew_anothers_job(function, app, in_scope):
    with in_scope(TWIN):
        later("test.look", key="1")
    job_id = _only_job(app).id
    with app.app_context(), db.engines["control"].begin() as connection:
        connection.execute(
            Job.__table__.update().values(state="leased", lease_token="token", lease_until=func.now())
        )

    with pytest.raises(DBAPIError, match="lease lost"), in_scope(NORTH):
        db.session.execute(select(getattr(func.control, function)(job_id, "token")))

    assert _only_job(app).state == "leased"


def test_a_workspace_sees_its_own_jobs_alone(in_scope):
    with in_scope(TWIN):
        later("test.look", key="1")
    with in_scope(NORTH):
        later("test.look", key="1")

        assert len(db.session.execute(text("SELECT * FROM control.mine()")).all()) == 1


@pytest.mark.parametrize("statement", ["SELECT payload FROM control.job", "DELETE FROM control.job"])
def test_a_workspace_cannot_touch_the_table_of_jobs(statement, in_scope):
    with pytest.raises(DBAPIError, match="permission denied"), in_scope(NORTH):
        db.session.execute(text(statement))


def test_a_job_of_a_closed_workspace_waits(kind, app, in_scope, database):
    with in_scope(SEVER):
        later("test.look", key="1")
    database.owner.execute("UPDATE control.tenant SET state = 'suspended' WHERE slug = 'sever'")

    Runner(app).run(WakeUp("flow", SEVER.id, "test.look", (_only_job(app).id,)))

    assert kind == []
    assert _only_job(app).state == "ready"


def test_a_control_job_under_a_workspaces_name_is_buried(app, in_scope):
    control_kinds = [kind for kind in kinds.load().values() if kind.in_control]
    with app.app_context(), db.engines["control"].begin() as connection:
        for kind in control_kinds:
            row = {"tenant_id": NORTH.id, "kind": kind.name, "dedup_key": "x", "payload": {}}
            connection.execute(insert(Job.__table__).values(row))
        ids = list(connection.execute(select(Job.id, Job.kind)))

    for job_id, name in ids:
        Runner(app).run(WakeUp("flow", NORTH.id, name, (job_id,)))

    with app.app_context(), db.engines["control"].connect() as connection:
        assert set(connection.scalars(select(Job.state))) == {"dead"}


def test_nobody_is_told_of_a_contact_they_may_no_longer_see(a_contact, in_scope, actor_of, run_jobs, mails):
    from crm.contacts.actions.people import assign_managers
    from tests.kit.cast import BOB, MAX

    contact = a_contact(managers=[ALICE, BOB], by=MAX)
    with in_scope(NORTH):
        assign_managers(contact, [ALICE.id], by=actor_of(MAX))
    run_jobs()

    assert {mail["to"] for mail in mails()} == {ALICE.email}


def _only_job(app):
    with app.app_context(), db.engines["control"].connect() as connection:
        return connection.execute(select(Job.id, Job.state, Job.last_error)).one()
