"""Reminders and what recurs, on PostgreSQL's clock (TSK-2)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from crm.kernel.db import db
from crm.kernel.jobs import Job
from crm.tasks.actions.planning import stamp
from crm.tasks.models import Task
from tests.crm.tasks.conftest import told
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("TSK-2")


def soon(**ahead: float) -> str:
    return (datetime.now(UTC) + timedelta(**ahead)).replace(microsecond=0).isoformat()


def test_a_reminder_comes_once_by_bell_and_mail_in_the_language_of_who_is_reminded(
    api_of, client_of, run_jobs, let_pass, mails
):
    alice = ALICE.at(SEVER)
    api_of(alice).post(
        "/api/v1/tasks", json={"title": "Позвонить", "due_at": soon(minutes=1), "reminders": [0]}
    )

    let_pass("tasks.remind")
    run_jobs()
    let_pass("tasks.remind")
    run_jobs()

    assert told(client_of(alice).get("/notices")).count("Напоминание: Позвонить") == 1
    (mail,) = [mail for mail in mails() if "alice@sever" in str(mail["to"])]
    assert mail["subject"] == "Напоминание: Позвонить"
    assert "До срока" in mail["text"]
    assert "опозданием" not in mail["text"]


def test_a_late_reminder_is_sent_once_and_says_that_it_is_late(api_of, client_of, run_jobs, too_late, mails):
    task = (
        api_of(ALICE)
        .post("/api/v1/tasks", json={"title": "Call Ivan", "due_at": soon(minutes=1), "reminders": [0]})
        .json
    )
    too_late(task["id"], hours=3, minutes=6)

    run_jobs()
    run_jobs()

    notices = told(client_of(ALICE).get("/notices"))
    assert notices.count("This reminder is late by 3:05 h: Call Ivan") == 1
    (mail,) = [mail for mail in mails() if "alice@north" in str(mail["to"])]
    assert "Due 3 hours ago" in mail["text"]
    assert "This reminder comes late" in mail["text"]


@pytest.mark.parametrize("change", ["done", "deleted", "moved", "given away", "not wanted"])
def test_nobody_is_reminded_of_what_is_no_longer_so(api_of, client_of, run_jobs, let_pass, change):
    client = api_of(ALICE)
    body = {"title": "Call Ivan", "due_at": soon(minutes=1), "reminders": [0]}
    path = f"/api/v1/tasks/{client.post('/api/v1/tasks', json=body).json['id']}"
    answer = {
        "done": lambda: client.post(f"{path}/completion", json={}),
        "deleted": lambda: client.delete(path),
        "moved": lambda: client.patch(path, json={"due_at": soon(days=400)}),
        "given away": lambda: client.patch(path, json={"assignee_ids": [BOB.id], "reminders": []}),
        "not wanted": lambda: client.patch(path, json={"reminders": []}),
    }[change]()
    assert answer.status_code < 300

    let_pass("tasks.remind")
    run_jobs()

    assert "eminder" not in told(client_of(ALICE).get("/notices")).partition("Notices")[2]


def test_mails_about_tasks_lead_to_where_one_chooses_what_one_is_told_of(
    api_of, a_task, run_jobs, let_pass, mails
):
    a_task("Call Ivan", by=MAX, assignee_ids=[BOB.id])
    body = {"title": "Write", "due_at": soon(minutes=1), "reminders": [0]}
    api_of(ALICE).post("/api/v1/tasks", json=body)
    let_pass("tasks.remind")
    run_jobs()

    assert {mail["subject"] for mail in mails()} == {"Max gave you a task: Call Ivan", "Reminder: Write"}
    assert all("/me/notifications" in mail["text"] for mail in mails())


def test_what_recurs_comes_again_when_it_is_done_and_goes_with_its_undoing(api_of, a_task, tasks_now):
    task = a_task(due_on="2100-01-04", recurrence="FREQ=WEEKLY", checklist=[{"text": "Plan", "done": True}])

    done = api_of(ALICE).post(f"/api/v1/tasks/{task['id']}/completion", json={})
    following = tasks_now()[-1]

    assert (following.id, following.due_on.isoformat()) == (done.json["next_id"], "2100-01-11")
    assert following.checklist == [{"text": "Plan", "done": False}]
    api_of(ALICE).post(f"/api/v1/acts/{done.headers['Artel-Act']}/undoing", json={})
    (left,) = tasks_now()
    assert (left.id, left.done_at, left.next_id) == (task["id"], None, None)


def test_doing_it_twice_makes_one_next_task(api_of, a_task, tasks_now):
    task = a_task(due_on="2100-01-04", recurrence="FREQ=DAILY")

    for _time in range(2):
        assert api_of(ALICE).post(f"/api/v1/tasks/{task['id']}/completion", json={}).status_code == 201

    assert len(tasks_now()) == 2


def test_days_that_passed_are_not_made_up_for(api_of, a_task, tasks_now):
    task = a_task(due_on="2020-01-01", recurrence="FREQ=DAILY")

    api_of(ALICE).post(f"/api/v1/tasks/{task['id']}/completion", json={})

    assert (tasks_now()[-1].due_on - datetime.now(UTC).date()).days in (0, 1)


def test_by_the_clock_the_next_one_comes_though_the_last_is_not_done(a_task, run_jobs, tasks_now, let_pass):
    a_task(due_at=soon(minutes=1), recurrence="FREQ=DAILY", repeats="clock")
    assert len(tasks_now()) == 1

    let_pass("tasks.follow")
    run_jobs()
    run_jobs()

    first, second = tasks_now()
    assert first.next_id == second.id
    assert first.done_at is None
    assert second.due_at - first.due_at == timedelta(days=1)


def test_by_the_clock_the_next_one_comes_though_its_time_passed_while_the_task_was_deleted(
    api_of, a_task, run_jobs, tasks_now, let_pass
):
    task = a_task(due_at=soon(minutes=1), recurrence="FREQ=WEEKLY", repeats="clock")
    deleted = api_of(ALICE).delete(f"/api/v1/tasks/{task['id']}")
    let_pass("tasks.follow")
    run_jobs()

    api_of(ALICE).post(f"/api/v1/acts/{deleted.headers['Artel-Act']}/undoing", json={})
    let_pass("tasks.follow")
    run_jobs()

    first, second = tasks_now()
    assert (first.id, first.next_id) == (task["id"], second.id)


def test_a_time_of_day_stays_the_same_when_clocks_change(api_of, a_task, tasks_now):
    task = a_task(due_at="2100-03-27T09:00:00+00:00", recurrence="FREQ=DAILY")  # London: summer from the 28th

    api_of(ALICE).post(f"/api/v1/tasks/{task['id']}/completion", json={})

    assert tasks_now()[-1].due_at.isoformat() == "2100-03-28T08:00:00+00:00"


def test_who_is_given_a_task_is_told_and_who_gave_it_hears_that_it_is_done(
    api_of, client_of, a_task, run_jobs, mails
):
    task = a_task("Call Ivan", by=MAX, assignee_ids=[BOB.id])
    run_jobs()

    assert "Max gave you a task: Call Ivan" in told(client_of(BOB).get("/notices"))
    assert [mail["subject"] for mail in mails()] == ["Max gave you a task: Call Ivan"]
    api_of(BOB).post(f"/api/v1/tasks/{task['id']}/completion", json={})
    run_jobs()
    assert "Bob has done the task: Call Ivan" in told(client_of(MAX).get("/notices"))
    assert "Call Ivan" not in client_of(CAROL).get("/notices").text


@pytest.mark.promise("TEN-7")
def test_the_tasks_of_who_leaves_go_to_the_heir(client_of, a_task, tasks_now, run_jobs):
    both = a_task("For both", by=MAX, assignee_ids=[ALICE.id, BOB.id])
    own = a_task("Alice's own")
    client_of(MAX).post(f"/settings/users/{ALICE.id}/deactivation", data={"heir_id": str(BOB.id)})
    run_jobs()

    now = {task.id: task.assignee_ids for task in tasks_now()}
    assert now == {both["id"]: [BOB.id], own["id"]: [BOB.id]}
    assert "Max handed tasks over to you: " in told(client_of(BOB).get("/notices"))


@pytest.fixture
def too_late(app, in_scope):
    """As if the workers had stood still: the task and its timer are so much older."""

    def move_back(task_id, **span):
        with in_scope(NORTH):
            task = db.session.get(Task, task_id)
            task.due_at = task.due_order = task.due_at - timedelta(**span)
            db.session.flush()
            payload = {
                "task_id": task_id, "user_id": ALICE.id, "minutes": 0, "due": stamp(task), "at": stamp(task),
            }  # fmt: skip
        with app.app_context(), db.engines["control"].begin() as connection:
            timer = Job.__table__.update().where(Job.kind == "tasks.remind")
            connection.execute(timer.values(due_at=text("now()"), payload=payload))

    return move_back
