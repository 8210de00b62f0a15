"""A task for each of many contacts: linked with it, one summary, rights, undo (CON-12)."""

import re

import pytest
from sqlalchemy import select

from crm.kernel.db import db
from crm.tasks.facts import ManyTasksGiven, TaskAddedWithOthers
from crm.tasks.models import Task, TaskCategory
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER, Standing

pytestmark = pytest.mark.promise("CON-12")
BULK = "/contacts/bulk/task"
API = "/api/v1/contacts/bulk"
OWN, READABLE, OTHERS = (int(Standing[name]) for name in ("OWN", "READABLE", "OTHER_GROUPS"))


@pytest.fixture
def tasks_of(in_scope):
    """The tasks about these contacts that were added in the test, deleted ones too, by id."""

    def read(contact_ids, at=NORTH):
        with in_scope(at, read_only=True):
            mine = Task.about_kind == "contact", Task.about_id.in_(contact_ids), Task.title.startswith("Call")
            return db.session.scalars(select(Task).where(*mine).order_by(Task.id)).all()

    return read


def undoing(page):
    return re.search(r"/acts/\d+/undoing", page)[0]


def test_each_contact_gets_a_task_of_its_own_and_the_toast_takes_them_back(choose, many, tasks_of, facts_of):
    ids = many(3)
    client = choose(ALICE, ids)
    form = client.get(BULK).text

    typed = {
        "title": "Call <i>them</i>", "due_day": "2026-12-24", "due_time": "15:30", "category_id": "1",
        "priority": "1", "assignee_ids[]": ["3", "4"],
    }  # fmt: skip
    page = client.get(client.post(BULK, data=typed).location).text
    made = tasks_of(ids)
    client.post(undoing(page))

    assert "Selected: 3 contacts" in form
    assert "Tasks added: 3 contacts" in page
    assert [task.about_id for task in made] == ids
    assert {task.title for task in made} == {"Call <i>them</i>"}
    assert {task.due_at.isoformat() for task in made} == {"2026-12-24T15:30:00+00:00"}
    assert {(task.category_id, task.priority, task.made_by, *task.assignee_ids) for task in made} == {
        (1, 1, 3, 3, 4)
    }
    assert [type(fact) for fact in facts_of()].count(TaskAddedWithOthers) == 3
    assert all(task.deleted_at and task.deleted_by == ALICE.id for task in tasks_of(ids))


def test_a_task_that_is_done_or_changed_since_stays_when_it_is_undone(choose, many, tasks_of, api_of):
    ids = many(3)
    client = choose(ALICE, ids)
    page = client.get(client.post(BULK, data={"title": "Call"}).location).text
    done, changed, _left = [task.id for task in tasks_of(ids)]
    api_of(ALICE).post(f"/api/v1/tasks/{done}/completion", json={})
    api_of(ALICE).patch(f"/api/v1/tasks/{changed}", json={"text": "By the new number"})

    client.post(undoing(page))

    assert [task.deleted_at is None for task in tasks_of(ids)] == [True, True, False]


def test_an_undo_of_the_undo_brings_them_back(api_of, many, tasks_of):
    ids, alice = many(2), api_of(ALICE)
    wish = {"action": "task", "contact_ids": ids, "values": {"title": "Call", "due_on": "2026-12-01"}}
    act = alice.post(API, json=wish).json["act_id"]

    undo = alice.post(f"/api/v1/acts/{act}/undoing", json={})
    gone = [task.deleted_at for task in tasks_of(ids)]
    alice.post(f"/api/v1/acts/{undo.json['id']}/undoing", json={})

    assert all(gone)
    assert [task.deleted_at for task in tasks_of(ids)] == [None, None]


def test_each_who_is_to_do_them_is_told_once_and_never_who_gave_them(
    choose, many, run_jobs, mails, facts_of, client_of
):
    ids = many(5)
    client = choose(ALICE, ids)

    client.post(BULK, data={"title": "Call", "assignee_ids[]": [str(ALICE.id), str(BOB.id), str(CAROL.id)]})
    client.post(BULK, data={"title": "Call again"})
    run_jobs()

    for person in (BOB, CAROL):
        told = [mail for mail in mails() if person.email in mail["to"]]
        assert [mail["subject"] for mail in told] == ["Alice gave you new tasks: 5"]
        assert "Alice gave you new tasks: 5" in client_of(person).get("/notices").text
    assert [mail for mail in mails() if ALICE.email in mail["to"]] == []
    given = [fact for fact in facts_of() if isinstance(fact, ManyTasksGiven)]
    assert [(fact.user_id, fact.tasks) for fact in given] == [(BOB.id, 5), (CAROL.id, 5)]


@pytest.mark.promise("ACC-6")
def test_rights_are_asked_for_each_contact(api_of, tasks_of):
    wish = {"action": "task", "contact_ids": [OWN, READABLE, OTHERS], "values": {"title": "Call"}}

    run = api_of(ALICE).post(API, json=wish)

    assert (run.json["total"], run.json["changed"]) == (2, 2)
    assert [task.about_id for task in tasks_of([OWN, READABLE, OTHERS])] == [OWN, READABLE]
    assert api_of(NED).post(API, json=wish).status_code == 403


def test_many_are_added_in_the_background_and_taken_back(choose, many, tasks_of, run_jobs, client_of):
    ids = many(1_200)
    client = choose(ALICE, ids)

    answer = client.post(BULK, data={"title": "Call", "assignee_ids[]": [str(BOB.id)]})
    run_jobs()
    page = client.get(answer.location).text

    assert "Tasks added: 1,200 contacts" in page
    assert {tuple(task.assignee_ids) for task in tasks_of(ids)} == {(BOB.id,)}
    client.post(undoing(page))
    run_jobs()
    assert all(task.deleted_at for task in tasks_of(ids))


def test_a_category_that_is_gone_meanwhile_leaves_all_as_it_is(choose, many, tasks_of, run_jobs, in_scope):
    ids = many(120)
    choose(ALICE, ids).post(BULK, data={"title": "Call", "category_id": "2"})
    with in_scope(NORTH):
        db.session.delete(db.session.get(TaskCategory, 2))

    run_jobs()

    assert tasks_of(ids) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Fill this in."),
        ({"title": "a", "category_id": "77"}, "There is no such category."),
        ({"title": "a", "assignee_ids[]": ["6"]}, "be given tasks."),
        ({"title": "a", "priority": "9"}, "This number is too large."),
        ({"title": "a", "due_time": "15:00"}, "Say the day, too."),
        ({"title": "a", "due_day": "soon"}, "This is no day"),
        ({"title": "a", "due_day": "2026-12-01", "due_time": "99"}, "This is no date with a time"),
        ({"title": "a", "due_day": ["1", "2"]}, "This is no day"),
        ({"title": "a", "assignee_ids[]": ["x"]}, "This should be"),
        ({"title": "a", "about": "contact"}, "There is no such field"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_done(choose, many, typed, sentence, facts_of):
    answer = choose(ALICE, many(2)).post(BULK, data=typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert facts_of() == []


def test_a_colleague_is_looked_for_without_script_and_what_was_typed_stays(choose, many):
    client = choose(ALICE, many(1))

    page = client.post(
        BULK, data={"title": "Call them", "assignee_ids[]": ["4"], "then": "find", "find": "Carol"}
    )

    assert page.status_code == 200
    assert 'value="Call them"' in page.text


def test_the_preview_says_how_many_and_adds_nothing(api_of, tasks_of):
    wish = {"action": "task", "contact_ids": [OWN, READABLE], "values": {"title": "Call"}}

    seen = api_of(ALICE).post(f"{API}/preview", json=wish)

    assert seen.json["contacts"]["value"] == 2
    assert tasks_of([OWN, READABLE]) == []


def test_it_is_offered_in_russian_too(client_of):
    assert "Добавить задачу" in client_of(BOB.at(SEVER)).get(BULK).text


def test_an_admin_undoes_it_for_whoever_added_them(api_of, client_of, many, tasks_of):
    ids = many(2)
    wish = {"action": "task", "contact_ids": ids, "values": {"title": "Call"}}
    act = api_of(ALICE).post(API, json=wish).json["act_id"]

    client_of(MAX).post(f"/acts/{act}/undoing")

    assert all(task.deleted_at for task in tasks_of(ids))
