"""Attention: what went wrong stands in one place, for admins, with what helps (NOT-3)."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from crm.home.facts import WorkTriedAgain
from crm.imports.models import Import, Stage
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.jobs import Job
from crm.kernel.paging import Count
from crm.kernel.work import sources
from crm.mail.facts import MailSentAgain
from crm.mail.models import Mail
from tests.kit.background import run_due_jobs
from tests.kit.cast import ALICE, CAROL, MAX, NORTH, OLGA, SEVER, TWIN, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]


@pytest.fixture
def failed_mail(in_scope: Any, a_contact: Any, run_jobs: Any) -> int:
    """A mail that the server refused; its id."""
    a_contact("Greta", "Lamp", managers=[CAROL], by=MAX)
    run_jobs()
    with in_scope(NORTH):
        mail = db.session.scalars(
            select(Mail).where(Mail.user_id == CAROL.id).order_by(Mail.id.desc())
        ).first()
        assert mail is not None
        mail.state, mail.error = "failed", "550 5.1.1 no such user"
        return int(mail.id)


@pytest.fixture
def left_out(in_scope: Any) -> int:
    """An import of Max's that left seven rows out; its id."""
    with in_scope(NORTH):
        one = Import(
            name="clients.csv", size=1, key="0" * 32, stage=Stage.DONE.value, made_by=MAX.id,
            report={"left_out": 7, "settled": True},
        )  # fmt: skip
        db.session.add(one)
        db.session.flush()
        return int(one.id)


@pytest.fixture
def dead_job(app: Any) -> Callable[..., int]:
    """A job that died, of North Light or another workspace; its id."""

    def make(tenant_id: int = NORTH.id) -> int:
        row = {
            "tenant_id": tenant_id, "kind": "files.sweep", "dedup_key": "dead", "payload": {},
            "state": "dead", "attempts": 12, "last_error": "TypeError", "finished_at": "2026-11-25T10:00Z",
        }  # fmt: skip
        with app.app_context(), db.engines["control"].begin() as connection:
            return int(connection.execute(insert(Job).values(row).returning(Job.id)).scalar_one())

    return make


def _state(app: Any, job_id: int) -> str:
    with app.app_context(), db.engines["control"].connect() as connection:
        return str(connection.execute(select(Job.state).where(Job.id == job_id)).scalar_one())


@pytest.mark.promise("NOT-3")
def test_a_failed_mail_stands_there_and_goes_out_again(
    client_of: ClientOf, failed_mail: int, run_jobs: Any, mails: Any, facts_of: Any
) -> None:
    olga = client_of(OLGA)
    page = olga.get("/attention").text
    assert f"A letter was not sent: Carol &lt;{CAROL.email}&gt;" in page
    assert "no such user" in page
    assert "There seems to be no such address" in page
    first = mails()[-1]

    answer = olga.post(f"/attention/mails/{failed_mail}/sending", data={"next": "/attention"})

    assert answer.location == "/attention"
    run_jobs()
    assert mails()[-1]["headers"]["Message-ID"] == first["headers"]["Message-ID"]
    assert len(mails()) == 2
    assert MailSentAgain(mail_id=failed_mail) in facts_of(NORTH)
    assert "All is well" in olga.get("/attention").text


@pytest.mark.promise("NOT-3")
def test_a_failed_mail_can_be_left(client_of: ClientOf, failed_mail: int, run_jobs: Any, mails: Any) -> None:
    client_of(MAX).post(f"/attention/mails/{failed_mail}/dismissal")

    run_jobs()

    assert len(mails()) == 1
    assert "All is well" in client_of(MAX).get("/attention").text
    assert client_of(MAX).post(f"/attention/mails/{failed_mail}/sending").status_code == 404


@pytest.mark.promise("NOT-3")
def test_rows_left_out_are_told_of_and_only_their_owner_is_led_to_them(
    client_of: ClientOf, left_out: int
) -> None:
    own, other = client_of(MAX).get("/attention").text, client_of(OLGA).get("/attention").text

    assert "7 rows of “clients.csv” were left out" in own
    assert f'href="/imports/{left_out}"' in own
    assert "7 rows of “clients.csv” were left out" in other
    assert "Imported by Max" in other
    assert f'href="/imports/{left_out}"' not in other

    client_of(OLGA).post(f"/attention/imports/{left_out}/dismissal")

    assert "clients.csv" not in client_of(MAX).get("/attention").text


@pytest.mark.promise("NOT-3")
def test_dead_work_stands_there_and_is_tried_again(
    client_of: ClientOf, dead_job: Any, app: Any, run_jobs: Any, facts_of: Any
) -> None:
    job_id = dead_job()
    max_ = client_of(MAX)
    assert "Work on files was not finished" in max_.get("/attention").text

    max_.post(f"/attention/work/{job_id}/retry")

    run_jobs()
    assert _state(app, job_id) == "done"
    assert WorkTriedAgain(job_id=job_id) in facts_of(NORTH)
    assert "All is well" in max_.get("/attention").text


def test_dead_work_can_be_left(client_of: ClientOf, dead_job: Any, app: Any) -> None:
    job_id = dead_job()

    client_of(MAX).post(f"/attention/work/{job_id}/dismissal")

    run_due_jobs(app)
    assert "All is well" in client_of(MAX).get("/attention").text


@pytest.mark.promise("NOT-3")
def test_nobody_sees_or_touches_the_work_of_another_workspace(
    client_of: ClientOf, dead_job: Any, app: Any, run_jobs: Any
) -> None:
    theirs = dead_job(TWIN.id)

    assert "All is well" in client_of(MAX).get("/attention").text
    assert client_of(MAX).post(f"/attention/work/{theirs}/retry").status_code == 404
    assert client_of(MAX).post(f"/attention/work/{theirs}/dismissal").status_code == 404
    assert _state(app, theirs) == "dead"


@pytest.mark.promise("NOT-3")
def test_work_that_is_late_is_told_of_as_one(client_of: ClientOf, app: Any, dead_job: Any) -> None:
    for_long = {"state": "ready", "due_at": "2026-11-01T10:00Z", "sent_at": None}
    with app.app_context(), db.engines["control"].begin() as connection:
        connection.execute(update(Job).where(Job.id == dead_job()).values(for_long))

    page = client_of(MAX).get("/attention").text

    assert "Work in the background is late" in page
    assert client_of(MAX).get("/pulse.json").json["counts"]["attention"] == "1"


def test_attention_is_for_admins(client_of: ClientOf, failed_mail: int) -> None:
    assert client_of(ALICE).get("/attention").status_code == 403
    assert client_of(ALICE).post(f"/attention/mails/{failed_mail}/sending").status_code == 403
    assert "/attention" not in client_of(ALICE).get("/").text


@pytest.mark.promise("NOT-3")
def test_it_speaks_russian_and_says_when_all_is_well(client_of: ClientOf) -> None:
    page = client_of(OLGA.at(SEVER)).get("/attention").text

    assert "Требует внимания" in page
    assert "Всё в порядке" in page


@pytest.mark.promise("NOT-3")
def test_the_api_tells_the_same(api_of: Any, failed_mail: int, left_out: int, dead_job: Any) -> None:
    dead_job()
    answer = api_of(OLGA).get("/api/v1/attention").json

    assert {one["kind"] for one in answer["items"]} == {"mails", "imports", "background"}
    assert answer["count"] == {"value": 3, "capped": False}
    only = api_of(OLGA).get("/api/v1/attention?kind=mails", headers={"Accept-Language": "ru"}).json["items"]
    assert [one["title"] for one in only] == [f"Письмо не отправлено: Carol <{CAROL.email}>"]
    first = api_of(OLGA).get("/api/v1/attention?limit=1").json
    older = api_of(OLGA).get("/api/v1/attention", query_string={"cursor": first["next_cursor"]}).json
    assert [*first["items"], *older["items"]] == answer["items"]
    assert api_of(ALICE).get("/api/v1/attention").status_code == 403


@pytest.mark.parametrize("after", ["x", "0001-01-01T00:00:00", "\x00", "9" * 900])
def test_no_cursor_that_was_made_up_breaks_anything(client_of: ClientOf, api_of: Any, after: str) -> None:
    assert client_of(OLGA).get("/attention", query_string={"after": after}).status_code == 422
    assert api_of(OLGA).get("/api/v1/attention", query_string={"cursor": after}).status_code == 422


@pytest.mark.promise("L10")
def test_each_kind_is_counted_once(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[Actor] = []

    def count(to: Actor) -> Count:
        counted.append(to)
        return Count(3)

    monkeypatch.setattr(sources, "trouble", [replace(source, count=count) for source in sources.trouble])

    client_of(OLGA).get("/attention")

    assert len(counted) == len(sources.trouble)


def test_queries_of_the_page_don_t_grow(
    client_of: ClientOf, failed_mail: int, count_queries: Any, in_scope: Any
) -> None:
    counts = []
    for _round in range(2):
        olga = client_of(OLGA)
        olga.get("/attention")
        with count_queries() as sent:
            page = olga.get("/attention").text
        counts.append((len(sent.texts), len(re.findall("A letter was not sent", page))))
        with in_scope(NORTH):
            db.session.execute(update(Mail).values(state="failed"))

    assert counts[0][0] == counts[1][0]
    assert counts[1][1] >= counts[0][1]
