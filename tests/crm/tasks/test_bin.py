"""Deleted tasks in the bin: who finds them there, how they come back, how they go for good (CON-18)."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.journal.actions import empty_bin
from crm.journal.bins import bins
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.tasks.models import Task
from tests.crm.tasks.conftest import told
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, OLGA, SEVER

pytestmark = pytest.mark.promise("CON-18")


@pytest.fixture
def deleted(client_of, a_task):
    """Delete a new task; returns its id."""

    def delete(title="Call Ivan", *, by=ALICE, **fields):
        task = a_task(title, by=by, **fields)
        assert client_of(by).post(f"/tasks/{task['id']}/deletion").status_code == 303
        return task["id"]

    return delete


def test_a_deleted_task_is_found_in_the_bin_and_comes_back_whole(client_of, deleted, tasks_now):
    task_id, alice = deleted(due_at="2100-01-04T10:30:00Z", reminders=[10]), client_of(ALICE)

    assert "Call Ivan" in told(alice.get("/bin?q=ivan call"))
    assert "Call Ivan" not in told(alice.get("/bin?q=nothing"))
    back = alice.post(f"/bin/task/{task_id}/restoration", follow_redirects=True)

    assert back.request.path == f"/tasks/{task_id}"
    assert "Restored: Call Ivan" in told(back)
    (task,) = tasks_now()
    assert (task.id, task.reminders) == (task_id, [10])
    assert "Call Ivan" not in told(alice.get("/bin"))


def test_what_comes_back_reminds_again(client_of, deleted, run_jobs, let_pass):
    task_id, alice = deleted(due_on="2100-01-04", reminders=[0]), client_of(ALICE)

    alice.post(f"/bin/task/{task_id}/restoration")
    let_pass("tasks.remind")
    run_jobs()

    assert "Reminder: Call Ivan" in told(alice.get("/notices"))


def test_restoring_can_be_undone(client_of, api_of, deleted, tasks_now):
    task_id = deleted()

    back = api_of(ALICE).post(f"/api/v1/bin/task/{task_id}/restoration", json={})
    assert [task.id for task in tasks_now()] == [task_id]
    api_of(ALICE).post(f"/api/v1/acts/{back.headers['Artel-Act']}/undoing", json={})

    assert tasks_now() == []


@pytest.mark.promise("ACC-6")
def test_the_bin_shows_tasks_to_those_alone_who_may_delete_them(client_of, deleted):
    task_id = deleted("Secret plan", by=MAX, assignee_ids=[BOB.id])

    seen = {who.name: "Secret plan" in client_of(who).get("/bin").text for who in (MAX, OLGA, BOB, CAROL)}
    hidden = client_of(CAROL).post(f"/bin/task/{task_id}/restoration")

    assert seen == {MAX.name: True, OLGA.name: True, BOB.name: True, CAROL.name: False}
    assert hidden.status_code == 404


def test_in_russian(client_of, deleted):
    alice = ALICE.at(SEVER)
    task_id = deleted("Позвонить Ивану", by=alice)

    back = client_of(alice).post(f"/bin/task/{task_id}/restoration", follow_redirects=True)

    assert "Снова в списке: Позвонить Ивану" in told(back)
    assert "Задача восстановлена — " in told(back)


def test_after_thirty_days_it_goes_for_good(deleted, in_scope):
    young, old = deleted("Young one"), deleted("Old one")
    with in_scope(NORTH):
        db.session.get(Task, old).deleted_at = datetime.now(UTC) - timedelta(days=31)

    with in_scope(NORTH):
        assert empty_bin(bins.of("task"), after_id=0, by=Actor.system("bin")) is None

    with in_scope(NORTH, read_only=True):
        assert db.session.get(Task, old) is None
        assert db.session.get(Task, young) is not None


def test_it_is_deleted_for_good_by_its_name(client_of, deleted, in_scope):
    task_id, owner = deleted("Old plan"), client_of(OLGA)

    refused = owner.post(f"/bin/task/{task_id}/removal", data={"name": "New plan"})
    gone = owner.post(f"/bin/task/{task_id}/removal", data={"name": "Old plan"}, follow_redirects=True)

    assert refused.status_code == 422
    assert "Deleted for good: Old plan" in told(gone)
    with in_scope(NORTH, read_only=True):
        assert db.session.get(Task, task_id) is None
