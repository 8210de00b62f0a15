"""Many notices of the same: told as one, in the bell and by mail, of what the reader sees alone (NOT-1)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.kernel.db import db
from crm.notifications.models import Notice
from tests.kit.background import run_due_jobs
from tests.kit.cast import BOB, CAROL, MAX, NORTH, SEVER, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]
NAMES = ("Lamp", "Light", "Candle", "Torch", "Beam")


@pytest.fixture
def five(a_contact: Any, run_jobs: Any) -> list[Any]:
    """Five contacts that Max gives to Carol shortly after each other."""
    made = []
    for name in NAMES:
        made.append(a_contact("Greta", name, managers=[CAROL], by=MAX))
        run_jobs()
    return made


@pytest.mark.promise("NOT-1")
def test_the_bell_tells_of_all_as_one(client_of: ClientOf, five: Any) -> None:
    page = client_of(CAROL).get("/notices").text

    assert "Max made you responsible for 5 contacts" in page
    assert "Greta Beam, Greta Torch, Greta Candle and 2 more" in page
    assert len(re.findall(r'action="/notices/\d+/reading', page)) == 1
    assert client_of(CAROL).get("/notices/unread.json").json["unread"] == 5


@pytest.mark.promise("NOT-1")
def test_the_bell_tells_of_all_as_one_in_russian(client_of: ClientOf, five: Any) -> None:
    carol = client_of(CAROL)
    carol.post("/me/language", data={"locale": "ru"})

    assert "Вам назначено 5 контактов — Max" in carol.get("/notices").text


def test_what_is_told_as_one_can_be_seen_one_by_one(client_of: ClientOf, five: Any) -> None:
    carol = client_of(CAROL)
    (path,) = set(re.findall(r'href="(/notices\?of=\d+)"', carol.get("/notices").text))

    page = carol.get(path).text

    assert [name for name in NAMES if f"responsible for Greta {name}" not in page] == []


def test_what_is_told_as_one_is_read_as_one(client_of: ClientOf, five: Any, a_contact: Any) -> None:
    carol = client_of(CAROL)
    (path,) = re.findall(r'action="(/notices/\d+/reading[^"]*)"', carol.get("/notices").text)

    carol.post(path.replace("&amp;", "&"))

    assert carol.get("/notices/unread.json").json["unread"] == 0


def test_nobody_marks_the_notices_of_another_by_a_range(
    client_of: ClientOf, five: Any, in_scope: Any
) -> None:
    with in_scope(NORTH, read_only=True):
        newest = db.session.scalar(select(func.max(Notice.id)).where(Notice.user_id == CAROL.id))

    client_of(BOB).post(f"/notices/{newest}/reading?down_to=1")

    assert client_of(CAROL).get("/notices/unread.json").json["unread"] == 5


@pytest.mark.promise("ACC-6")
def test_a_hidden_record_is_neither_named_nor_counted_among_many(client_of: ClientOf, five: Any) -> None:
    client_of(MAX).post(f"/contacts/{five[-1].id}/managers", data={"manager_ids": BOB.id})

    page = client_of(CAROL).get("/notices").text

    assert "Max made you responsible for 4 contacts" in page
    assert "Greta Beam" not in page


@pytest.mark.promise("NOT-1")
def test_the_first_mails_go_out_at_once_and_one_more_tells_of_the_rest(
    five: Any, mails: Any, time_passes: Any
) -> None:
    assert len(mails()) == 3

    time_passes()

    first, rest = mails()[:3], mails()[3:]
    assert [f"Greta {name}" in mail["subject"] for name, mail in zip(NAMES, first, strict=False)] == [
        True
    ] * 3
    (mail,) = rest
    assert mail["subject"] == "Max made you responsible for 2 contacts"
    assert "Greta Torch" in mail["text"]
    assert "Greta Candle" not in mail["text"]


@pytest.mark.promise("NOT-2")
def test_what_was_mailed_together_is_not_mailed_again(five: Any, mails: Any, time_passes: Any) -> None:
    time_passes()

    time_passes()

    assert len(mails()) == 4


@pytest.mark.promise("ACC-6")
def test_the_common_mail_leaves_out_what_is_out_of_sight(
    client_of: ClientOf, five: Any, mails: Any, time_passes: Any
) -> None:
    client_of(MAX).post(f"/contacts/{five[-1].id}/managers", data={"manager_ids": BOB.id})
    mails_before = len(mails())

    time_passes()

    (mail,) = [one for one in mails()[mails_before:] if one["to"] == CAROL.email]
    assert "Greta Torch" in mail["text"]
    assert "Greta Beam" not in mail["text"]
    assert "2 contacts" not in mail["text"]


@pytest.mark.promise("NOT-1")
def test_who_wants_each_mail_at_once_gets_each(
    client_of: ClientOf, a_contact: Any, run_jobs: Any, mails: Any, api_of: Any
) -> None:
    api_of(CAROL).patch("/api/v1/me/notifications", json={"gathers": False})

    for name in NAMES:
        a_contact("Greta", name, managers=[CAROL], by=MAX)
    run_jobs()

    assert len(mails()) == 5


def test_queries_of_the_bell_don_t_grow_with_what_is_told_as_one(
    client_of: ClientOf, five: Any, a_contact: Any, run_jobs: Any, count_queries: Any
) -> None:
    counts = []
    for name in ("Sun", "Moon"):
        a_contact("Greta", name, managers=[CAROL], by=MAX)
        run_jobs()
        carol = client_of(CAROL)
        carol.get("/notices")
        with count_queries() as sent:
            carol.get("/notices")
        counts.append(len(sent.texts))

    assert counts[0] == counts[1]


def test_the_twin_workspace_tells_its_own(client_of: ClientOf, five: Any, app: Any) -> None:
    run_due_jobs(app)

    assert "Greta" not in client_of(CAROL.at(SEVER)).get("/notices").text
