"""Groups: who belongs together, and how a deleted one comes back."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.kit.cast import ALICE, BOB, CAROL, MAX, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]
SALES = 1


def test_members_of_a_group_are_teammates(actor_of: Any) -> None:
    assert actor_of(ALICE).teammates == {ALICE.id, BOB.id}
    assert actor_of(MAX).teammates == {MAX.id}


def test_a_group_is_added_with_its_members(client_of: ClientOf, actor_of: Any) -> None:
    data = {"name": "Night shift", "member_ids": [ALICE.id, CAROL.id], "version": 0}

    answer = client_of(MAX).post("/settings/groups", data=data)

    assert answer.status_code == 303
    assert "2 members" in client_of(MAX).get("/settings/groups").text
    assert actor_of(CAROL).teammates == {ALICE.id, CAROL.id}


def test_a_group_is_renamed_and_gets_other_members(client_of: ClientOf, actor_of: Any) -> None:
    data = {"name": "Sales north", "member_ids": str(CAROL.id), "version": 1}

    client_of(MAX).post(f"/settings/groups/{SALES}", data=data)

    assert "Sales north" in client_of(MAX).get("/settings/groups").text
    assert actor_of(ALICE).teammates == {ALICE.id}


def test_two_who_change_a_group_at_once_do_not_overwrite_each_other(client_of: ClientOf) -> None:
    client_of(MAX).post(f"/settings/groups/{SALES}", data={"name": "First", "version": 1})

    answer = client_of(MAX).post(f"/settings/groups/{SALES}", data={"name": "Second", "version": 1})

    assert answer.status_code == 412
    assert "Someone changed this record" in answer.text
    assert "First" in client_of(MAX).get("/settings/groups").text


@pytest.mark.parametrize("name", ["", "sERVICE"])
def test_a_name_is_needed_and_taken_once(client_of: ClientOf, name: str) -> None:
    answer = client_of(MAX).post("/settings/groups", data={"name": name, "version": 0})

    assert answer.status_code == 422


def test_strangers_do_not_become_members(client_of: ClientOf) -> None:
    answer = client_of(MAX).post("/settings/groups", data={"name": "New", "member_ids": "777", "version": 0})

    assert answer.status_code == 422


def test_a_deleted_group_gives_nothing_until_its_toast_brings_it_back(
    client_of: ClientOf, actor_of: Any
) -> None:
    maximilian = client_of(MAX)
    maximilian.post(f"/settings/groups/{SALES}/deletion")
    assert actor_of(ALICE).teammates == {ALICE.id}
    assert actor_of(ALICE).group_ids == frozenset()
    page = maximilian.get("/settings/groups").text

    maximilian.post(re.findall(r'action="(/settings/groups/\d+/restoration)"', page)[0])

    assert actor_of(ALICE).teammates == {ALICE.id, BOB.id}


def test_a_group_does_not_come_back_over_a_namesake(client_of: ClientOf) -> None:
    maximilian = client_of(MAX)
    maximilian.post(f"/settings/groups/{SALES}/deletion")
    maximilian.post("/settings/groups", data={"name": "Sales", "version": 0})

    assert maximilian.post(f"/settings/groups/{SALES}/restoration").status_code == 409


def test_managers_change_no_groups(client_of: ClientOf) -> None:
    assert client_of(ALICE).post(f"/settings/groups/{SALES}/deletion").status_code == 403

    assert "Sales" in client_of(MAX).get("/settings/groups").text
