"""My work: what waits for me, the overdue first; a manager sees their group's (CAS-7)."""

import html
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm.kernel.access import Actor, Reach
from crm.kernel.clock import now
from crm.kernel.db import db
from crm.kernel.paging import Count
from crm.kernel.work import sources
from crm.team.models import Role
from tests.crm.home.waiting import some, thing, waiting
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]


@pytest.fixture
def things(app: Any) -> Iterator[None]:
    """Some things wait."""
    with waiting(*some()):
        yield


def _titles(page: str) -> list[str]:
    return re.findall(r'href="/things/(\w+)"', page)


@pytest.mark.promise("CAS-7")
def test_what_is_late_comes_first_and_what_has_no_date_last(client_of: ClientOf, things: None) -> None:
    page = client_of(ALICE).get("/my-work").text

    assert _titles(page) == ["late", "soon", "undated"]
    assert page.index("Overdue") < page.index("Without a date")
    assert 'action="/things"' in page


@pytest.mark.promise("CAS-7")
def test_it_speaks_russian(client_of: ClientOf, things: None) -> None:
    page = client_of(ALICE.at(SEVER)).get("/my-work").text

    assert "Мои дела" in page
    assert "Просрочено" in page


@pytest.mark.promise("CAS-7")
def test_who_reaches_their_group_sees_what_waits_for_it(
    client_of: ClientOf, api_of: Any, things: None
) -> None:
    page = client_of(MAX).get("/my-work?who=group").text

    assert sorted(_titles(page)) == ["bobs", "carols", "late", "soon", "undated"]
    assert _titles(client_of(MAX).get(f"/my-work?who={CAROL.id}").text) == ["carols"]
    api = api_of(MAX).get(f"/api/v1/work?user_id={BOB.id}").json
    assert [one["title"] for one in api["items"]] == ["bobs"]


@pytest.mark.promise("CAS-7")
def test_a_manager_who_reaches_their_group_sees_it_and_nobody_elses(
    client_of: ClientOf, in_scope: Any, things: None
) -> None:
    with in_scope(NORTH):
        managers = db.session.scalars(select(Role).where(Role.builtin == "manager")).one()
        managers.reaches = {**managers.reaches, "contacts.view": int(Reach.GROUP)}
    alice = client_of(ALICE)

    page = alice.get("/my-work?who=group").text

    assert _titles(page) == ["bobs"]
    assert "Bob" in page
    assert alice.get(f"/my-work?who={CAROL.id}").status_code == 404


@pytest.mark.parametrize("who", ["group", str(CAROL.id), "999999", "9" * 30, "x\x00"])
def test_whose_work_is_out_of_reach_is_not_found(client_of: ClientOf, things: None, who: str) -> None:
    assert client_of(NED).get("/my-work", query_string={"who": who}).status_code == 404


def test_a_kind_can_be_looked_at_alone(client_of: ClientOf, things: None) -> None:
    with waiting(thing("other", ALICE.id), key="things-more"):
        alice = client_of(ALICE)

        assert _titles(alice.get("/my-work?kind=things-more").text) == ["other"]
        assert len(_titles(alice.get("/my-work").text)) == 4
        assert _titles(alice.get("/my-work?kind=nothing").text) == []


@pytest.mark.promise("L10")
def test_each_kind_is_counted_once(client_of: ClientOf, things: None) -> None:
    counted: list[list[int]] = []

    def count(ids: Collection[int], by: Actor) -> Count:
        counted.append(list(ids))
        return Count(3)

    with waiting(key="things-more"):
        sources.work[:] = [replace(source, count=count) for source in sources.work]
        page = client_of(ALICE).get("/my-work").text

    assert counted == [[ALICE.id], [ALICE.id]]
    assert re.findall(r">\s*(6|3)\s*<", page) == ["6", "3", "3"]


@pytest.mark.promise("CAS-7")
def test_nothing_that_waits_says_what_would_stand_here(client_of: ClientOf) -> None:
    for business, words in ((NORTH, "Nothing waits"), (SEVER, "Ничего не ждёт")):
        assert words in client_of(NED.at(business)).get("/my-work").text


@pytest.mark.promise("CAS-7")
def test_today_begins_with_what_waits(client_of: ClientOf, things: None) -> None:
    assert _titles(client_of(ALICE).get("/").text) == ["late", "soon", "undated"]
    assert _titles(client_of(BOB).get("/").text) == ["bobs"]


@pytest.mark.promise("CAS-7")
def test_the_api_tells_the_same(api_of: Any, things: None) -> None:
    answer = api_of(ALICE).get("/api/v1/work").json

    assert [(one["title"], one["late"]) for one in answer["items"]] == [
        ("late", True),
        ("soon", False),
        ("undated", False),
    ]
    assert answer["count"] == {"value": 3, "capped": False}
    assert api_of(ALICE.at(SEVER)).get("/api/v1/work").json["items"][0]["late"] is True
    assert api_of(NED).get(f"/api/v1/work?user_id={CAROL.id}").status_code == 404


def test_the_numbers_beside_the_navigation_are_ones_own(client_of: ClientOf, things: None) -> None:
    assert client_of(ALICE).get("/pulse.json").json["counts"] == {"my-work": "3"}
    numbers = client_of(MAX).get("/pulse.json").json
    assert numbers["counts"]["my-work"] == ""
    assert "attention" in numbers["counts"]
    assert client_of(NED).get("/pulse.json").json["unread"] == 0


@pytest.mark.promise("CAS-7")
def test_what_waits_is_told_page_by_page_without_gap_or_repetition(client_of: ClientOf, api_of: Any) -> None:
    begin = now()
    many = [thing(f"a{n}", ALICE.id, due_at=begin + timedelta(hours=n)) for n in range(130)]
    others = [thing(f"b{n}", ALICE.id, due_at=begin + timedelta(hours=2 * n)) for n in range(40)]
    with waiting(*many), waiting(*others, thing("undated", ALICE.id), key="things-more"):
        told, cursor = list[str](), None
        while cursor or not told:
            query = {"limit": 7} | ({"cursor": cursor} if cursor else {})
            answer = api_of(ALICE).get("/api/v1/work", query_string=query).json
            told += [one["title"] for one in answer["items"]]
            cursor = answer["next_cursor"]
        alice = client_of(ALICE)
        first = alice.get("/my-work").text
        (further,) = re.findall(r'href="(/my-work\?[^"]*after=[^"]+)"', first)
        second = alice.get(html.unescape(further)).text

    assert sorted(told) == [*sorted(one.title for one in (*many, *others)), "undated"]
    assert told[:3] == ["a0", "b0", "a1"]
    assert _titles(first) + _titles(second) == told
    assert not re.search(r'href="/my-work\?[^"]*after=', second)


@pytest.mark.promise("CAS-7")
@pytest.mark.parametrize("cursor", ["x", "1" * 900, "ЖЖ"])
def test_a_page_of_work_that_was_made_up_is_refused(client_of: ClientOf, api_of: Any, cursor: str) -> None:
    assert client_of(ALICE).get(f"/my-work?after={cursor}").status_code == 422
    assert api_of(ALICE).get(f"/api/v1/work?cursor={cursor}").status_code == 422
