"""When reminders come by the clocks of people: of days, of quiet and of working hours (NOT-1, TSK-2)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.jobs import Job
from crm.team.facts import WorkspaceChanged
from crm.team.queries import user_by_id, workspace_settings
from tests.crm.tasks.conftest import told
from tests.crm.tasks.test_timers import soon
from tests.kit.cast import ALICE, MAX, NORTH

pytestmark = pytest.mark.promise("TSK-2")


def test_the_reminder_of_a_day_follows_who_moves_to_another_clock(
    client_of, a_task, run_jobs, let_pass, in_scope, waiting_reminders
):
    a_task("Call Ivan", due_on="2100-01-04", reminders=[0])
    with in_scope(NORTH):
        user_by_id(ALICE.id).time_zone = "America/New_York"

    let_pass("tasks.remind")
    run_jobs()

    assert "eminder" not in told(client_of(ALICE).get("/notices")).partition("Notices")[2]
    assert waiting_reminders() == [datetime(2100, 1, 4, 14, tzinfo=UTC)]
    let_pass("tasks.remind")
    run_jobs()
    assert told(client_of(ALICE).get("/notices")).count("Reminder: Call Ivan") == 1


def test_the_reminder_of_a_day_comes_in_time_to_who_moves_to_an_earlier_clock(
    client_of, a_task, run_jobs, let_pass, waiting_reminders
):
    a_task("Call Ivan", due_on="2100-01-04", reminders=[0])
    assert waiting_reminders() == [datetime(2100, 1, 4, 9, tzinfo=UTC)]

    _live_by("Asia/Tokyo", client_of(ALICE))
    run_jobs()

    assert waiting_reminders() == [datetime(2100, 1, 4, hour, tzinfo=UTC) for hour in (0, 9)]
    while waiting_reminders():
        let_pass("tasks.remind")
        run_jobs()
    assert told(client_of(ALICE).get("/notices")).count("Reminder: Call Ivan") == 1


def test_who_was_reminded_of_a_day_is_not_reminded_again_by_a_later_clock(
    client_of, a_task, run_jobs, let_pass, in_scope, waiting_reminders
):
    a_task("Call Ivan", due_on="2100-01-04", reminders=[0])
    let_pass("tasks.remind")
    run_jobs()

    _live_by("America/New_York", client_of(ALICE))
    run_jobs()
    assert waiting_reminders() == [datetime(2100, 1, 4, 14, tzinfo=UTC)]
    while waiting_reminders():
        let_pass("tasks.remind")
        run_jobs()

    assert told(client_of(ALICE).get("/notices")).count("Call Ivan") == 1


def test_the_reminder_of_a_day_follows_the_clock_of_the_workspace(
    client_of, a_task, run_jobs, waiting_reminders, in_scope, actor_of
):
    a_task("Call Ivan", due_on="2100-01-04", reminders=[0])

    with in_scope(NORTH):
        workspace_settings().time_zone = "Asia/Tokyo"
        record(WorkspaceChanged(fields=["time_zone"], version=2), by=actor_of(MAX))
    run_jobs()

    assert waiting_reminders() == [datetime(2100, 1, 4, hour, tzinfo=UTC) for hour in (0, 9)]


@pytest.mark.promise("NOT-1")
def test_the_bell_rings_when_it_was_chosen_and_the_mail_waits_for_quiet_hours(
    client_of, api_of, run_jobs, let_pass, time_passes, mails
):
    api_of(ALICE).patch("/api/v1/me/notifications", json={"quiet": _quiet_now()})
    body = {"title": "Call Ivan", "due_at": soon(minutes=1), "reminders": [0]}
    api_of(ALICE).post("/api/v1/tasks", json=body)

    let_pass("tasks.remind")
    run_jobs()

    assert told(client_of(ALICE).get("/notices")).count("Reminder: Call Ivan") == 1
    assert mails() == []
    api_of(ALICE).patch("/api/v1/me/notifications", json={"quiet": None})
    time_passes()
    assert [mail["subject"] for mail in mails()] == ["Reminder: Call Ivan"]


@pytest.mark.promise("NOT-1")
def test_the_bell_and_the_mail_of_a_reminder_wait_for_no_working_hours(
    client_of, api_of, run_jobs, let_pass, in_scope, mails
):
    with in_scope(NORTH):
        workspace_settings().working_hours = {}
    body = {"title": "Call Ivan", "due_at": soon(minutes=1), "reminders": [0]}
    api_of(ALICE).post("/api/v1/tasks", json=body)

    let_pass("tasks.remind")
    run_jobs()

    assert told(client_of(ALICE).get("/notices")).count("Reminder: Call Ivan") == 1
    assert [mail["subject"] for mail in mails()] == ["Reminder: Call Ivan"]


def _live_by(zone, client):
    """Choose this zone on the page of one's own settings."""
    answer = client.post("/me/profile", data={"name": "Alice", "locale": "en", "time_zone": zone})
    assert answer.status_code == 303, answer.text


def _quiet_now():
    """Quiet hours around the present instant, on the clock of the cast's zone."""
    now = datetime.now(ZoneInfo("Europe/London"))
    begins, ends = now - timedelta(hours=1), now + timedelta(hours=2)
    return {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}", "days_off": False}


@pytest.fixture
def waiting_reminders(app):
    """When the timers of reminders are due that wait, but for those of the template's tasks."""

    def moments():
        rows = select(Job.due_at).where(Job.kind == "tasks.remind", Job.state == "ready")
        with app.app_context(), db.engines["control"].connect() as connection:
            found = sorted(at.astimezone(UTC) for at in connection.scalars(rows))
            return [at for at in found if at.year >= 2100]

    return moments
