"""Filters of the list of tasks, on the page, in views and by the API (CON-10)."""

import html
import re

import pytest

from tests.crm.tasks.conftest import told
from tests.kit.cast import ALICE, BOB, MAX, SEVER, Standing

pytestmark = pytest.mark.promise("CON-10")
MINE = {"kind": "contact", "id": int(Standing.OWN)}


@pytest.fixture
def five(a_task):
    """Five tasks of Alice's and Bob's; their titles are letters."""
    both = [ALICE.id, BOB.id]
    a_task("pp", priority=1, category_id=1, due_on="2020-01-01", assignee_ids=both)
    a_task("qq", priority=-1, due_at="2100-01-04T10:00:00+03:00", about=MINE, assignee_ids=both)
    a_task("rr", text="Prices", due_on="2100-01-04", recurrence="FREQ=DAILY", assignee_ids=[ALICE.id])
    a_task("ss", by=BOB, assignee_ids=both)
    a_task("tt", by=MAX, assignee_ids=[ALICE.id])


@pytest.mark.parametrize(
    ("asked", "titles"),
    [("priority:is:high", "p"), ("priority:is:high,low", "pq"), ("priority:not:usual", "pq"),
     ("category:is:1", "p"), ("category:empty", "qrst"), ("category:not:1", "qrst"),
     ("due:is:2100-01-04", "qr"), ("due:empty", "st"), ("due:filled", "pqr"),
     ("due:before:2030-01-01", "p"), ("overdue:is:yes", "p"), ("overdue:is:no", "qrst"),
     ("overdue:is:yes,no", "pqrst"), ("assignee:is:4", "pqs"), ("assignee:all:3,4", "pqs"),
     ("assignee:not:4", "rt"), ("assignee:is:me", "pqrst"), ("assignee:empty", ""),
     ("assignee:filled", "pqrst"), ("assignee:all:me,4", "pqs"), ("author:is:me", "pqr"),
     ("author:not:me", "st"), ("record:is:contact", "q"), ("record:empty", "prst"),
     ("record:filled", "q"), ("record:not:contact", "prst"), ("record:is:case", ""),
     ("text:contains:price", "r"), ("title:begins:R", "r"), ("repeats:is:yes", "r"),
     ("repeats:is:no", "pqst"), ("created:in:today", "pqrst"), ("changed:filled", ""),
     ("done:filled", ""), ("priority:is:high|due:empty", "pst"),
     ("priority:is:high|due:empty;author:is:me", "p"),
     ("(priority:is:low;record:filled)|text:contains:price", "qr")],
)  # fmt: skip
def test_filters_find_what_they_say(api_of, five, asked, titles):
    found = api_of(ALICE).get("/api/v1/tasks", query_string={"filter": asked}).json
    new = sorted(one["title"] for one in found["items"] if one["title"] in ("pp", "qq", "rr", "ss", "tt"))

    assert "".join(title[0] for title in new) == titles


@pytest.mark.promise("ACC-6")
def test_a_filter_by_record_finds_only_what_is_about_records_that_are_seen(api_of, five):
    def found(who, **asked):
        return {one["title"] for one in api_of(who).get("/api/v1/tasks", query_string=asked).json["items"]}

    assert "qq" in found(ALICE, filter="record:is:contact")
    assert "qq" in found(ALICE, about_kind="contact")
    assert "qq" in found(BOB)
    assert "qq" not in found(BOB, filter="record:is:contact")
    assert "qq" not in found(BOB, about_kind="contact")
    assert "qq" not in found(BOB, about_kind="nothing") | found(BOB, filter="record:empty")


@pytest.mark.promise("TSK-1")
def test_whose_tasks_and_what_they_are_about_both_hold(api_of, client_of, a_task):
    a_task("For Max himself", by=MAX, about=MINE)
    a_task("For Alice herself", by=MAX, about=MINE, assignee_ids=[ALICE.id])
    about = f"contact:{MINE['id']}"
    asked = {"about_kind": "contact", "about_id": MINE["id"]}

    mine = told(client_of(MAX).get(f"/tasks?due=all&about={about}"))
    every = told(client_of(MAX).get(f"/tasks?due=all&who=everybody&about={about}"))
    by_api = api_of(MAX).get("/api/v1/tasks", query_string=asked).json["items"]

    assert "For Max himself" in mine
    assert "For Alice herself" not in mine
    assert "For Alice herself" in every
    assert [one["title"] for one in by_api] == ["For Max himself"]


def test_a_chip_says_what_is_asked_and_is_edited_and_left_out(client_of, five):
    alice = client_of(ALICE)

    page = alice.get("/tasks?due=all&f=priority:is:high|due:empty&f=author:is:me")
    form = alice.get("/tasks/filter?due=all&f=priority:is:high|due:empty&part=0&at=1&field=due")
    applied = alice.get(
        "/tasks/filter/applied?due=all&category=1&field=priority&op=is&choice=low&choice=high"
    )

    assert "Priority is High or Due date" in told(page)
    assert "rr" not in told(page)
    assert 'name="op"' in form.text
    assert told(alice.get("/tasks/filter?due=all")).count("Given by") == 1
    assert "f=priority:is:low,high" in applied.location
    assert "category=1" in applied.location
    assert alice.get("/tasks/filter/applied?field=priority&op=is").status_code == 422
    assert alice.get("/tasks/filter?field=secret").status_code == 404


def test_filters_are_kept_by_search_views_and_pages(client_of, five):
    alice = client_of(ALICE)
    page = alice.get("/tasks?due=all&f=priority:is:high|due:empty")
    saving = {"record": "task", "name": "Soon", "sharing": "own"}

    saved = alice.post("/views", data={**saving, "state": "due=all&f=priority:is:high|due:empty&place=5"})
    opened = told(alice.get(saved.location))
    view = saved.location.partition("view=")[2]
    refused = alice.post("/views", data={**saving, "state": "due=all&f=secret:is:1"})

    assert 'name="f" value="priority:is:high|due:empty"' in page.text
    assert "Save view" in told(page)
    assert "pp" in opened
    assert "qq" not in opened
    assert "Save to the view" not in opened
    assert int(alice.get(f"/tasks/counts?id={view}").json[view]) >= 2
    assert refused.status_code == 422


def test_the_api_opens_a_saved_view_and_narrows_it(api_of, client_of, five):
    form = {
        "record": "task",
        "name": "Soon",
        "sharing": "own",
        "state": "due=all&f=priority:is:high|due:empty",
    }
    view = client_of(ALICE).post("/views", data=form).location.partition("view=")[2]
    alice = api_of(ALICE)

    def found(asked):
        return {one["title"] for one in alice.get(f"/api/v1/tasks?saved_view={view}{asked}").json["items"]}

    assert {"pp", "ss", "tt"} <= found("")
    assert "qq" not in found("")
    assert found("&filter=priority:is:high") == {"pp"}
    assert "pp" not in found("&view=done")
    assert api_of(BOB).get(f"/api/v1/tasks?saved_view={view}").status_code == 404
    assert alice.get("/api/v1/tasks?about_id=5").status_code == 422
    assert alice.get("/api/v1/tasks?filter=secret:is:1").status_code == 422


@pytest.mark.parametrize(
    "text",
    ["\x00", "\u202e", "x" * 5_000, "(" * 30, "due:is:99999-01-01", "a:b:c", "assignee:is:" + "9" * 30,
     "overdue:is:maybe", "record:is:nothing"],
)  # fmt: skip
def test_nothing_that_is_asked_breaks_it(client_of, api_of, text):
    for path in ("/tasks", "/tasks/filter", "/tasks/filter/applied", "/tasks/counts"):
        for name in ("f", "field", "part", "at", "or", "op", "about", "after", "view"):
            answer = client_of(MAX).get(path, query_string={name: text[:4500]})
            assert answer.status_code in (200, 303, 404, 422), (path, name)
    assert api_of(MAX).get("/api/v1/tasks", query_string={"filter": text}).status_code in (200, 422)


def test_the_number_of_statements_is_the_same_for_any_filter(client_of, five, count_queries):
    alice = client_of(ALICE)
    alice.get("/tasks?due=all")
    with count_queries() as plain:
        alice.get("/tasks?due=all")
    asked = "&".join(f"f={field}:is:1" for field in ("category", "author", "assignee"))
    with count_queries() as filtered:
        alice.get(f"/tasks?due=all&{asked}")

    assert len(filtered) <= len(plain) + 2


def test_in_russian(client_of):
    alice = client_of(ALICE.at(SEVER))

    page = told(alice.get("/tasks?due=all&f=assignee:is:me&f=overdue:is:yes"))

    assert "Исполнитель" in page
    assert "Просрочено" in page or "Просрочена" in page
    assert alice.get("/tasks?due=all&f=secret:is:1").status_code == 422
    assert "Связанная запись" in told(alice.get("/tasks/filter"))


def test_the_quick_filter_of_undated_tasks_leads_to_the_list_that_has_them(client_of, a_task):
    a_task("Learn to juggle")
    page = html.unescape(client_of(ALICE).get("/tasks").text)
    path = re.search(r'href="(/tasks[^"]*f=due:empty[^"]*)"', page)[1]

    assert "Learn to juggle" in client_of(ALICE).get(path).text
