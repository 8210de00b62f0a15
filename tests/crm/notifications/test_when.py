"""When people are told: at once, later, after quiet hours, in the summary of their day (NOT-1, NOT-2)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.jobs import Job
from crm.mail.models import Mail
from crm.notifications.actions import DELIVER, TELL, tell
from crm.notifications.models import Notice
from crm.notifications.planning import Urgency
from crm.team.facts import ProfileChanged
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]
LONDON = ZoneInfo("Europe/London")
TellCarol = Callable[..., int]


@pytest.fixture
def tell_carol(in_scope: Any, actor_of: Any) -> TellCarol:
    """Tell Carol that Max changed his name; returns how many are told."""

    def told(**how: Any) -> int:
        with in_scope(NORTH):
            row = record(ProfileChanged(user_id=MAX.id, fields=["name"]), by=actor_of(MAX))
            return tell([CAROL.id, MAX.id], about=row, **how)

    return told


@pytest.fixture
def jobs_of(app: Any) -> Callable[[str], list[Any]]:
    """The jobs of a kind that wait: when they are due and what they are about."""

    def jobs(kind: str) -> list[Any]:
        with app.app_context(), db.engines["control"].connect() as connection:
            waiting = select(Job.due_at, Job.payload).where(Job.kind == kind, Job.state == "ready")
            return list(connection.execute(waiting.order_by(Job.id)))

    return jobs


def _quiet_now(hours: int = 2) -> dict[str, Any]:
    """Quiet hours around the present instant, on the clock of the cast's zone."""
    now = datetime.now(UTC).astimezone(LONDON)
    return {
        "begins": f"{now - timedelta(hours=1):%H:%M}",
        "ends": f"{now + timedelta(hours=hours):%H:%M}",
        "days_off": False,
    }


@pytest.mark.promise("NOT-2")
def test_what_is_told_later_is_neither_told_earlier_nor_lost(
    client_of: ClientOf, tell_carol: TellCarol, run_jobs: Any, mails: Any, jobs_of: Any, time_passes: Any
) -> None:
    at = datetime.now(UTC) + timedelta(hours=15)

    assert tell_carol(not_before=at) == 1

    run_jobs()
    assert client_of(CAROL).get("/notices/unread.json").json["unread"] == 0
    assert mails() == []
    assert [job.due_at for job in jobs_of(TELL)] == [at]

    time_passes()

    assert client_of(CAROL).get("/notices/unread.json").json["unread"] == 1
    assert [mail["to"] for mail in mails()] == [CAROL.email]


@pytest.mark.promise("NOT-2")
def test_what_is_told_later_falls_with_its_change(in_scope: Any, actor_of: Any, jobs_of: Any) -> None:
    def tell_and_fail() -> None:
        with in_scope(NORTH):
            row = record(ProfileChanged(user_id=MAX.id, fields=["name"]), by=actor_of(MAX))
            tell([CAROL.id], about=row, not_before=datetime.now(UTC) + timedelta(hours=1))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        tell_and_fail()

    assert jobs_of(TELL) == []


def test_an_instant_that_has_passed_is_now(tell_carol: TellCarol, run_jobs: Any, mails: Any) -> None:
    tell_carol(not_before=datetime.now(UTC) - timedelta(hours=1))

    run_jobs()

    assert len(mails()) == 1


def test_who_leaves_meanwhile_is_not_told(
    client_of: ClientOf, tell_carol: TellCarol, time_passes: Any, mails: Any
) -> None:
    tell_carol(not_before=datetime.now(UTC) + timedelta(hours=1))
    client_of(MAX).post(f"/settings/users/{CAROL.id}/deactivation")

    time_passes()

    assert mails() == []


@pytest.mark.promise("NOT-1")
def test_a_mail_waits_for_the_end_of_quiet_hours_and_the_bell_does_not(
    api_of: Any, client_of: ClientOf, tell_carol: TellCarol, run_jobs: Any, mails: Any, jobs_of: Any,
    time_passes: Any,
) -> None:  # fmt: skip
    quiet = _quiet_now()
    assert api_of(CAROL).patch("/api/v1/me/notifications", json={"quiet": quiet}).status_code == 200

    tell_carol()

    run_jobs()
    assert client_of(CAROL).get("/notices/unread.json").json["unread"] == 1
    assert mails() == []
    (job,) = jobs_of(DELIVER)
    assert f"{job.due_at.astimezone(LONDON):%H:%M}" == quiet["ends"]

    api_of(CAROL).patch("/api/v1/me/notifications", json={"quiet": None})
    time_passes()

    assert [mail["to"] for mail in mails()] == [CAROL.email]


@pytest.mark.promise("NOT-1")
def test_a_worker_that_comes_late_disturbs_nobody_in_quiet_hours(
    api_of: Any, tell_carol: TellCarol, run_jobs: Any, mails: Any, jobs_of: Any, time_passes: Any
) -> None:
    api_of(CAROL).patch("/api/v1/me/notifications", json={"quiet": _quiet_now()})
    tell_carol()

    time_passes()

    assert mails() == []
    assert len(jobs_of(DELIVER)) == 1


def test_what_is_urgent_goes_out_in_quiet_hours_too(
    api_of: Any, tell_carol: TellCarol, run_jobs: Any, mails: Any
) -> None:
    api_of(CAROL).patch("/api/v1/me/notifications", json={"quiet": _quiet_now()})

    tell_carol(urgency=Urgency.URGENT)

    run_jobs()
    assert len(mails()) == 1


@pytest.mark.promise("NOT-1")
def test_the_summary_of_the_day_tells_of_all_that_waited_for_it(
    api_of: Any, client_of: ClientOf, a_contact: Any, tell_carol: TellCarol, run_jobs: Any, mails: Any,
    time_passes: Any, jobs_of: Any,
) -> None:  # fmt: skip
    kinds = {key: {"bell": True, "mail": "digest"} for key in ("given", "other")}
    api_of(CAROL).patch("/api/v1/me/notifications", json={"kinds": kinds, "digest_at": "17:30"})
    client_of(CAROL).post("/me/language", data={"locale": "ru"})

    a_contact("Greta", "Lamp", managers=[CAROL], by=MAX)
    a_contact("Greta", "Light", managers=[CAROL], by=BOB)
    tell_carol(urgency=Urgency.LOW)

    run_jobs()
    assert mails() == []
    assert {f"{job.due_at.astimezone(LONDON):%H:%M}" for job in jobs_of(DELIVER)} == {"17:30"}

    time_passes()

    (mail,) = mails()
    assert mail["subject"] == "3 уведомления для вас"
    assert "Вам назначен контакт Lamp Greta — Max" in mail["text"]
    assert f"http://{NORTH.host}/me/notifications" in mail["text"]


def test_what_was_read_in_the_bell_is_not_summed_up_by_mail(
    api_of: Any, client_of: ClientOf, a_contact: Any, run_jobs: Any, mails: Any, time_passes: Any
) -> None:
    api_of(CAROL).patch(
        "/api/v1/me/notifications", json={"kinds": {"given": {"bell": True, "mail": "digest"}}}
    )
    a_contact("Greta", "Lamp", managers=[CAROL], by=MAX)
    run_jobs()
    client_of(CAROL).post("/notices/reading")

    time_passes()

    assert mails() == []


@pytest.mark.promise("NOT-1")
def test_who_wants_nothing_of_a_kind_gets_nothing_of_it(
    api_of: Any, client_of: ClientOf, a_contact: Any, run_jobs: Any, mails: Any, time_passes: Any
) -> None:
    api_of(CAROL).patch(
        "/api/v1/me/notifications", json={"kinds": {"given": {"bell": False, "mail": "none"}}}
    )

    a_contact("Greta", "Lamp", managers=[CAROL], by=MAX)
    run_jobs()
    time_passes()

    carol = client_of(CAROL)
    assert carol.get("/notices/unread.json").json["unread"] == 0
    assert "Greta" not in carol.get("/notices").text
    assert mails() == []


@pytest.mark.promise("NOT-2")
def test_each_waiting_notice_names_the_mail_that_told_of_it(
    api_of: Any, a_contact: Any, in_scope: Any, run_jobs: Any, time_passes: Any
) -> None:
    api_of(CAROL).patch(
        "/api/v1/me/notifications", json={"kinds": {"given": {"bell": False, "mail": "digest"}}}
    )
    a_contact("Greta", "Lamp", managers=[CAROL, ALICE], by=MAX)
    run_jobs()

    time_passes()

    with in_scope(NORTH, read_only=True):
        assert db.session.scalar(select(func.count()).where(Notice.mail_due_at.is_not(None))) == 0
        states = select(Notice.user_id, Mail.state).join(Mail, Mail.id == Notice.mail_id)
        told = states.where(Notice.user_id.in_([CAROL.id, ALICE.id]))
        assert {tuple(row) for row in db.session.execute(told)} == {(CAROL.id, "sent"), (ALICE.id, "sent")}
