"""Notices: bell and mail in the reader's language, once, never of what is hidden (NOT-1, NOT-2)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.mail.models import Mail
from crm.notifications.actions import tell
from crm.notifications.models import Notice
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]


@pytest.fixture
def assigned(a_contact: Any, run_jobs: Any) -> Any:
    """A contact that Max has made Carol responsible for; everything that follows has run."""
    contact = a_contact("Greta", "Lamp", managers=[CAROL], by=MAX)
    run_jobs()
    return contact


@pytest.mark.promise("NOT-1")
def test_a_new_manager_finds_it_in_the_bell_and_in_the_mail(
    client_of: ClientOf, assigned: Any, mails: Any
) -> None:
    page = client_of(CAROL).get("/notices").text

    assert "Max made you responsible for Greta Lamp" in page
    assert f'href="/contacts/{assigned.id}"' in page
    (mail,) = mails()
    assert mail["to"] == CAROL.email
    assert "Max" in mail["subject"]
    assert f"http://{NORTH.host}/contacts/{assigned.id}" in mail["text"]


@pytest.mark.promise("NOT-1")
def test_the_person_reads_it_in_their_own_language(client_of: ClientOf, assigned: Any) -> None:
    carol = client_of(CAROL)
    english = _told(carol)

    carol.post("/me/language", data={"locale": "ru"})

    assert '<html lang="ru"' in carol.get("/notices").text
    assert len(_told(carol)) == len(english)


@pytest.mark.promise("L10-4")
def test_each_recipients_mail_speaks_their_language(
    client_of: ClientOf, a_contact: Any, run_jobs: Any, mails: Any
) -> None:
    client_of(CAROL).post("/me/language", data={"locale": "ru"})

    a_contact("Greta", "Lamp", managers=[CAROL, BOB], by=MAX)

    run_jobs()
    languages = {mail["to"]: mail["headers"]["Content-Language"] for mail in mails()}
    assert languages == {CAROL.email: "ru", BOB.email: "en"}


@pytest.mark.promise("NOT-2")
def test_who_did_it_is_not_told(client_of: ClientOf, a_contact: Any, run_jobs: Any, mails: Any) -> None:
    a_contact("Greta", "Lamp", managers=[MAX, BOB], by=MAX)

    run_jobs()

    assert [mail["to"] for mail in mails()] == [BOB.email]
    assert _unread(client_of(MAX)) == 0


@pytest.mark.promise("NOT-2")
def test_telling_again_tells_nobody_twice(in_scope: Any, assigned: Any) -> None:
    with in_scope(NORTH):
        row = db.session.get(FactRow, db.session.scalar(select(func.max(Notice.fact_id))))
        before = db.session.scalar(select(func.count()).select_from(Mail))

        assert tell([CAROL.id], about=row, anchor=("contact", assigned.id)) == 0

        assert db.session.scalar(select(func.count()).select_from(Mail)) == before


@pytest.mark.promise("NOT-2")
def test_notice_and_mail_stand_or_fall_with_the_change(in_scope: Any, assigned: Any, mails: Any) -> None:
    def tell_and_fail() -> None:
        with in_scope(NORTH):
            row = db.session.get(FactRow, db.session.scalar(select(func.max(Notice.fact_id))))
            assert tell([NED.id], about=row) == 1
            raise InterruptedError

    with pytest.raises(InterruptedError):
        tell_and_fail()

    with in_scope(NORTH, read_only=True):
        assert db.session.scalar(select(func.count()).where(Notice.user_id == NED.id)) == 0
        assert db.session.scalar(select(func.count()).where(Mail.user_id == NED.id)) == 0


@pytest.mark.promise("ACC-6")
def test_a_contact_out_of_sight_is_not_named(client_of: ClientOf, assigned: Any, run_jobs: Any) -> None:
    client_of(MAX).post(f"/contacts/{assigned.id}/managers", data={"manager_ids": BOB.id})

    page = client_of(CAROL).get("/notices").text

    assert "Greta" not in page
    assert f"/contacts/{assigned.id}" not in page
    assert "no longer open to you" in page


@pytest.mark.promise("ACC-6")
def test_a_mail_about_a_contact_out_of_sight_is_not_sent(
    client_of: ClientOf, a_contact: Any, run_jobs: Any, mails: Any, in_scope: Any
) -> None:
    contact = a_contact("Greta", "Lamp", managers=[CAROL], by=MAX)
    client_of(MAX).post(f"/contacts/{contact.id}/managers", data={"manager_ids": BOB.id})

    run_jobs()

    assert [mail["to"] for mail in mails()] == [BOB.email]


def test_a_deactivated_user_is_told_nothing(
    client_of: ClientOf, a_contact: Any, run_jobs: Any, mails: Any
) -> None:
    a_contact("Greta", "Lamp", managers=[CAROL], by=MAX)
    client_of(MAX).post(f"/settings/users/{CAROL.id}/deactivation")

    run_jobs()

    assert mails() == []


def test_reading_one_and_reading_all(client_of: ClientOf, a_contact: Any, run_jobs: Any) -> None:
    for name, by in (("Lamp", MAX), ("Light", BOB), ("Candle", ALICE)):
        a_contact("Greta", name, managers=[CAROL], by=by)
    run_jobs()
    carol = client_of(CAROL)
    assert _unread(carol) == 3
    path = re.findall(r'action="(/notices/\d+/reading[^"]*)"', carol.get("/notices").text)[0]

    assert carol.post(path.replace("&amp;", "&")).location == "/notices"
    assert _unread(carol) == 2

    carol.post("/notices/reading")
    assert _unread(carol) == 0


def test_nobody_reads_for_another(client_of: ClientOf, assigned: Any, in_scope: Any) -> None:
    with in_scope(NORTH, read_only=True):
        notice_id = db.session.scalar(select(func.max(Notice.id)).where(Notice.user_id == CAROL.id))

    client_of(BOB).post(f"/notices/{notice_id}/reading")

    assert _unread(client_of(CAROL)) == 1
    assert "Greta" not in client_of(BOB).get("/notices").text


def test_reading_by_get_marks_nothing(client_of: ClientOf, assigned: Any) -> None:
    carol = client_of(CAROL)
    carol.get("/notices")

    carol.get(f"/contacts/{assigned.id}")

    assert _unread(carol) == 1


def test_the_list_is_bounded_and_goes_on(
    client_of: ClientOf, in_scope: Any, assigned: Any, actor_of: Any
) -> None:
    from crm.kernel.facts import record
    from crm.team.facts import ProfileChanged

    with in_scope(NORTH):
        by = actor_of(MAX)
        for number in range(70):
            row = record(ProfileChanged(user_id=MAX.id, fields=["name"]), by=by)
            tell([CAROL.id], about=row, letter=None)
            notice = select(Notice).where(Notice.fact_id == row.id)
            db.session.scalars(notice).one().made_at += timedelta(hours=2 * number)
    carol = client_of(CAROL)

    first = carol.get("/notices").text

    assert len(_told(carol)) == 50
    (older,) = re.findall(r'href="(/notices\?before=\d+)"', first)
    assert len(re.findall(r'action="/notices/\d+/reading', carol.get(older).text)) == 21


@pytest.mark.promise("NOT-1")
def test_an_empty_bell_says_what_it_is_for(client_of: ClientOf) -> None:
    for person in (NED, NED.at(SEVER)):
        page = client_of(person).get("/notices")

        assert page.status_code == 200
        assert 'class="empty"' in page.text


@pytest.mark.promise("NOT-1")
def test_the_number_of_queries_does_not_grow_with_the_bell(
    client_of: ClientOf, a_contact: Any, run_jobs: Any, count_queries: Any
) -> None:
    counts = []
    for name in ("Lamp", "Light"):
        a_contact("Greta", name, managers=[CAROL], by=MAX)
        run_jobs()
        carol = client_of(CAROL)
        carol.get("/notices")
        with count_queries() as sent:
            carol.get("/notices")
        counts.append(len(sent.texts))

    assert counts[0] == counts[1]


@pytest.mark.promise("TEN-7")
def test_alice_is_told_by_one_mail_when_all_of_bobs_becomes_hers(
    client_of: ClientOf, run_jobs: Any, mails: Any, time_passes: Any
) -> None:
    client_of(MAX).post(f"/settings/users/{BOB.id}/deactivation", data={"heir_id": ALICE.id})

    run_jobs()
    time_passes()

    (mail,) = mails()
    assert mail["to"] == ALICE.email
    assert mail["subject"].endswith("notices for you")
    assert "Contacts handed over to you by Max" in mail["text"]
    assert "handed over to you by Max" in client_of(ALICE).get("/notices").text


def _unread(visitor: Visitor) -> int:
    return int(visitor.get("/notices/unread.json").json["unread"])


def _told(visitor: Visitor) -> list[str]:
    return re.findall(r'action="/notices/\d+/reading', visitor.get("/notices").text)
