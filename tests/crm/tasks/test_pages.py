"""Tasks on pages, as people of the cast meet them."""

import pytest

from tests.crm.tasks.conftest import told
from tests.kit.cast import ALICE, BOB, MAX, NED, SEVER, Standing

pytestmark = pytest.mark.promise("TSK-1")
FORM = {
    "title": "Send the offer", "due_day": "2027-01-11", "due_time": "10:30", "assignee_ids": ["3", "4"],
    "contact": "Ivan Own", "contact_id": "1", "category_id": "1", "priority": "1", "text": "As agreed",
    "steps": "Prices\nTerms", "repeat": "weekly", "every": "2", "days": ["0", "3"], "reminders": ["10"],
}  # fmt: skip


def test_the_whole_form_makes_a_task_and_shows_it_again(client_of, tasks_now):
    alice = client_of(ALICE)

    answer = alice.post("/tasks", data=FORM, follow_redirects=True)

    (task,) = tasks_now()
    assert "Task added: Send the offer" in told(answer)
    assert answer.request.path == f"/tasks/{task.id}"
    for shown in ("Ivan Own", "As agreed", "Prices", "every 2 weeks: Mon, Thu", "10 minutes before", "Bob"):
        assert shown in told(answer)
    assert task.due_at.isoformat() == "2027-01-11T10:30:00+00:00"
    assert (task.assignee_ids, task.about_kind, task.about_id) == ([3, 4], "contact", 1)
    assert 'value="2027-01-11"' in alice.get(f"/tasks/{task.id}/edit").text


def test_a_task_is_ticked_off_and_the_toast_takes_that_back(client_of, a_task, tasks_now):
    task, alice = a_task(due_on="2027-01-11"), client_of(ALICE)

    done = alice.post(f"/tasks/{task['id']}/completion", follow_redirects=True)
    undo = _undo(done)

    assert tasks_now()[0].done_at is not None
    assert alice.post(undo).status_code == 303
    assert tasks_now()[0].done_at is None


def test_a_deleted_task_comes_back_by_the_toast(client_of, a_task, tasks_now):
    task, alice = a_task(), client_of(ALICE)

    gone = alice.post(f"/tasks/{task['id']}/deletion", follow_redirects=True)

    assert gone.request.path == "/tasks"
    assert tasks_now() == []
    assert alice.post(_undo(gone)).status_code == 303
    assert [one.id for one in tasks_now()] == [task["id"]]


@pytest.mark.promise("TSK-2")
def test_a_task_that_is_dragged_keeps_its_time_and_can_be_put_back(client_of, a_task, tasks_now):
    task, alice = a_task(due_at="2027-01-11T10:30:00Z"), client_of(ALICE)

    moved = alice.post(f"/tasks/{task['id']}/moving", data={"on": "2027-01-13"}, follow_redirects=True)

    assert tasks_now()[0].due_at.isoformat() == "2027-01-13T10:30:00+00:00"
    alice.post(_undo(moved))
    assert tasks_now()[0].due_at.isoformat() == "2027-01-11T10:30:00+00:00"


@pytest.mark.promise("TSK-2")
def test_a_task_that_is_put_on_a_whole_day_loses_its_time_and_gets_it_back(client_of, a_task, tasks_now):
    task, alice = a_task(due_at="2027-01-11T10:30:00Z"), client_of(ALICE)
    path = f"/tasks/{task['id']}/moving"
    assert 'value="10:30"' in alice.get(path).text

    moved = alice.post(path, data={"on": "2027-01-13", "at": "", "exactly": "1"}, follow_redirects=True)

    (whole,) = tasks_now()
    assert (whole.due_at, whole.due_on.isoformat()) == (None, "2027-01-13")
    alice.post(_undo(moved))
    assert tasks_now()[0].due_at.isoformat() == "2027-01-11T10:30:00+00:00"


@pytest.mark.promise("TSK-2")
def test_a_week_has_its_hours_and_each_task_the_ways_to_move_it(client_of, a_task):
    task = a_task(due_at="2027-01-13T06:15:00Z")

    page = client_of(ALICE).get("/calendar?view=week&on=2027-01-11").text

    assert 'data-day="2027-01-11" data-hour="06:00"' in page
    assert f'data-day="2027-01-13" data-hour="06:00"><li id="entry-{task["id"]}"' in page
    assert f"/tasks/{task['id']}/moving?next=" in page
    assert all(f'action="/tasks/0/{act}?' in page for act in ("completion", "moving"))


def test_each_view_lists_what_belongs_to_it(client_of, a_task):
    for title, due in (("Late one", "2020-01-01"), ("Far one", "2100-01-01"), ("Some time one", None)):
        a_task(title, due_on=due)
    alice = client_of(ALICE)

    views = {view: told(alice.get(f"/tasks?due={view}")) for view in ("today", "overdue", "all", "done")}

    assert [view for view in views if "Late one" in views[view]] == ["today", "overdue", "all"]
    assert [view for view in views if "Far one" in views[view]] == ["all"]
    assert "Some time one" in views["all"]
    assert alice.get("/tasks/counts").json == {"today": "1", "overdue": "1", "week": "1", "all": "4"}


def test_tasks_of_others_are_neither_listed_nor_counted(client_of, a_task):
    a_task("Secret plan", by=MAX)

    for path in ("/tasks?due=all&who=everybody", "/calendar", "/tasks?q=secret&due=all&who=everybody"):
        assert "Secret plan" not in client_of(BOB).get(path).text
    assert client_of(BOB).get("/tasks/counts?who=everybody").json["all"] == "1"


@pytest.mark.promise("ACC-6")
def test_what_a_task_is_about_is_named_to_those_alone_who_see_it(client_of, a_task):
    task = a_task(
        "Call them", by=ALICE, about={"kind": "contact", "id": int(Standing.OWN)}, assignee_ids=[3, 4]
    )

    assert "Ivan Own" in client_of(ALICE).get(f"/tasks/{task['id']}").text
    hidden = client_of(BOB).get(f"/tasks/{task['id']}")
    assert hidden.status_code == 200
    assert "Ivan" not in hidden.text
    assert client_of(BOB).get(f"/contacts/{int(Standing.OWN)}").status_code == 404


def test_the_tab_of_a_contact_lists_its_tasks(client_of, a_task):
    about = {"kind": "contact", "id": int(Standing.WRITABLE)}
    a_task("Of Alice", about=about)
    a_task("Of Max", by=MAX, about=about)

    page = told(client_of(ALICE).get(f"/contacts/{int(Standing.WRITABLE)}?tab=tasks"))

    assert "Of Alice" in page
    assert "Of Max" not in page


def test_an_observer_is_given_no_task(client_of, tasks_now):
    answer = client_of(ALICE).post("/tasks", data={"title": "For Ned", "assignee_ids": [str(NED.id)]})

    assert answer.status_code == 422
    assert "One of these people can't be given tasks." in told(answer)
    assert tasks_now() == []


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ({"title": ""}, "Fill this in."),
        ({"title": "x" * 300}, "This is too long"),
        ({"title": "A", "due_time": "10:00"}, "Say the day, too."),
        ({"title": "A", "due_day": "2026-02-30"}, "This is no day"),
        ({"title": "A", "due_day": "99999-01-01"}, "This is no day"),
        ({"title": "A", "due_day": "2027-01-01", "due_time": "25:99"}, "no date with a time"),
        ({"title": "A", "repeat": "daily"}, "Say first when it is due."),
        ({"title": "A", "reminders": ["10"]}, "Say first when it is due."),
        ({"title": "A", "due_day": "2027-01-01", "repeat": "daily", "every": "0"}, "from 1 to 999"),
        ({"title": "A", "due_day": "2027-01-01", "repeat": "own", "rule": "FREQ=SECONDLY"}, "no rule"),
        ({"title": "A", "category_id": "999"}, "There is no such category."),
    ],
)
def test_what_does_not_fit_is_refused_and_comes_back(client_of, tasks_now, form, complaint):
    answer = client_of(ALICE).post("/tasks", data={"text": "Nothing typed is lost", **form})

    assert answer.status_code == 422
    assert complaint in answer.text
    assert "Nothing typed is lost" in answer.text
    assert tasks_now() == []


def test_the_list_is_told_in_russian(client_of):
    page = client_of(ALICE.at(SEVER)).get("/tasks?due=all")

    for shown in ("Новая задача", "Все открытые", "Завтра в 15 позвонить Ивану"):
        assert shown in page.text


def _undo(answer) -> str:
    import re

    found = re.search(r'"(/acts/\d+/undoing)[^"]*"', answer.text)
    assert found, told(answer)
    return found[1]


@pytest.mark.parametrize(
    "path",
    [
        "/tasks?due=nothing&about=x:1&who=99999999999999999999&category=x&q=%00%ED%A0%80",
        "/tasks?after=made-up",
        "/calendar?on=9999-12-31&view=week",
        "/calendar?on=0001-01-01&view=month&who=x",
        "/calendar?on=2026-02-30&view=day",
        "/tasks/new?about=contact:99999999999999999999&on=x&at=y&who=z",
        "/tasks/new?about=nothing:1",
    ],
)
def test_no_address_whatever_fails(client_of, path):
    assert client_of(ALICE).get(path).status_code in (200, 422)


def test_the_tab_of_a_case_lists_its_tasks(client_of, a_task):
    a_task("Ask the shop", about={"kind": "case", "id": 1})

    page = told(client_of(ALICE).get("/cases/1?tab=tasks"))

    assert "Ask the shop" in page
    added = client_of(ALICE).post(
        "/tasks/quick", data={"text": "tomorrow answer", "about": "case:1"}, query_string={"next": "/cases/1"}
    )
    assert added.headers["Location"] == "/cases/1"


@pytest.mark.promise("CAS-7")
def test_tasks_stand_in_my_work_and_are_found_by_the_search_box(client_of, a_task):
    a_task("Weigh the lamps", due_on="2020-01-01")

    assert "Weigh the lamps" in told(client_of(ALICE).get("/my-work"))
    assert "Weigh the lamps" not in told(client_of(BOB).get("/my-work"))
    assert "Weigh the lamps" in client_of(ALICE).get("/search?q=weigh").text
    assert "Weigh the lamps" not in client_of(BOB).get("/search?q=weigh").text
