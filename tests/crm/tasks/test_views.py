"""Saved views of the list of tasks: own ones and shared ones, the one that the list opens with (CON-10)."""

import re

import pytest

from tests.crm.tasks.conftest import told
from tests.kit.cast import ALICE, BOB, CAROL, MAX, SEVER, Standing

pytestmark = pytest.mark.promise("CON-10")
MINE = {"kind": "contact", "id": int(Standing.OWN)}


@pytest.fixture
def saved(client_of):
    """Save a view of the list; returns its id."""

    def save(state, *, by=ALICE, name="Calls to come", sharing="own"):
        form = {"record": "task", "name": name, "state": state, "sharing": sharing}
        answer = client_of(by).post("/views", data=form)
        assert answer.status_code == 303, told(answer)
        return int(re.search(r"view=(\d+)", answer.location)[1])

    return save


def test_a_list_is_saved_as_a_view_and_opened_again(client_of, a_task, saved):
    a_task("Call the printers", category_id=1)
    a_task("Write to the printers", category_id=2)
    alice = client_of(ALICE)

    offered = told(alice.get("/tasks?due=all&category=1"))
    view = saved("due=all&category=1&place=5")
    opened = alice.get(f"/tasks?view={view}")

    assert "Save view" in offered
    assert "Save view" not in told(alice.get("/tasks?due=all"))
    assert "Call the printers" in told(opened)
    assert "Write to the printers" not in told(opened)
    assert "Save to the view" not in told(opened)
    assert "Save to the view" in told(alice.get(f"/tasks?view={view}&due=week&category=1"))


def test_views_are_counted_beside_those_that_are_always_there(client_of, a_task, saved):
    a_task("Call the printers")
    view = saved("due=all&q=printers")

    counts = client_of(ALICE).get(f"/tasks/counts?id={view}&id=999999&id=x").json

    assert counts[str(view)] == "1"
    assert set(counts) == {"today", "overdue", "week", "all", str(view)}


def test_the_list_opens_with_the_view_that_was_chosen(client_of, saved):
    view, alice = saved("due=done"), client_of(ALICE)

    alice.post(f"/views/{view}/opening", data={"on": "1"})

    assert alice.get("/tasks").location.endswith(f"/tasks?view={view}")
    assert alice.get("/tasks?due=today").status_code == 200


@pytest.mark.promise("ACC-6")
def test_a_shared_view_shows_each_their_own_tasks_and_ones_own_view_nobody_else(client_of, a_task, saved):
    a_task("Secret plan", by=MAX)
    a_task("Of Bob", by=BOB)
    shared, own = saved("due=all&who=everybody", by=MAX, sharing="all"), saved("due=all", by=MAX)

    seen = told(client_of(BOB).get(f"/tasks?view={shared}"))

    assert "Of Bob" in seen
    assert "Secret plan" not in seen
    assert client_of(BOB).get(f"/tasks?view={own}").status_code == 404
    assert client_of(BOB).get("/tasks?view=999999").status_code == 404


def test_tasks_of_ones_groups_are_listed_as_far_as_they_are_seen(client_of, a_task):
    a_task("Of Bob", by=MAX, assignee_ids=[BOB.id])
    a_task("Of Carol", by=MAX, assignee_ids=[CAROL.id])
    a_task("For both", by=BOB, assignee_ids=[ALICE.id, BOB.id])

    admin = told(client_of(MAX).get("/tasks?due=all&who=group"))
    alice = told(client_of(ALICE).get("/tasks?due=all&who=group"))

    assert "Of Carol" not in admin
    assert "For both" in alice
    assert "Of Bob" not in alice


@pytest.mark.promise("ACC-6")
def test_what_tasks_are_about_narrows_to_records_that_are_seen_alone(client_of, a_task):
    a_task("Call them", about=MINE, assignee_ids=[ALICE.id, BOB.id])
    a_task("About nothing", assignee_ids=[ALICE.id, BOB.id])
    lists = ("contact", "case", "nothing", f"contact:{MINE['id']}", "contact:999999")

    alice = {about: _titles(client_of(ALICE), about) for about in lists}
    bob = {about: _titles(client_of(BOB), about) for about in lists}

    assert [about for about in lists if "Call them" in alice[about]] == ["contact", lists[3]]
    assert [about for about in lists if "Call them" in bob[about]] == []
    assert [about for about in lists if "About nothing" in bob[about]] == ["nothing"]
    assert "Ivan Own" in alice[lists[3]]
    assert bob[lists[3]] == bob["contact:999999"].replace("999999", str(MINE["id"]))


def test_in_russian(client_of, a_task, saved):
    alice = ALICE.at(SEVER)
    saved("due=all&about=contact", by=alice, name="Звонки")

    page = told(client_of(alice).get("/tasks?due=all&about=nothing"))

    assert "Звонки" in page
    assert "Сохранить представление" in page
    assert "Без связанной записи" in page


def _titles(client, about):
    return told(client.get(f"/tasks?due=all&who=everybody&about={about}"))
