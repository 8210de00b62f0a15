"""Tasks by the API, with the rules that every resource copies."""

import pytest

from tests.kit.cast import ALICE, BOB, MAX, NED, Standing

pytestmark = pytest.mark.promise("TSK-1")


def test_a_task_is_added_read_changed_and_deleted(api_of, a_task):
    client = api_of(ALICE)
    task = a_task(due_at="2100-01-04T10:00:00+03:00", reminders=[10, 10, 0], checklist=[{"text": "Prices"}])
    path = f"/api/v1/tasks/{task['id']}"

    read = client.get(path)
    stale = client.patch(path, json={"title": "No"}, headers={"If-Match": '"9"'})
    changed = client.patch(
        path, json={"due_at": None, "due_on": "2100-01-05"}, headers={"If-Match": read.headers["ETag"]}
    )

    assert (task["due_at"], task["reminders"]) == ("2100-01-04T07:00:00Z", [0, 10])
    assert stale.status_code == 412
    assert (changed.json["due_on"], changed.json["due_at"], changed.json["version"]) == (
        "2100-01-05",
        None,
        2,
    )
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_the_same_key_adds_once(api_of, tasks_now):
    for _time in range(2):
        answer = api_of(ALICE).post(
            "/api/v1/tasks", json={"title": "Once"}, headers={"Idempotency-Key": "k1"}
        )
        assert answer.status_code == 201

    assert len(tasks_now()) == 1


def test_pages_follow_each_other_and_count_what_one_sees(api_of, a_task):
    for number in range(5):
        a_task(f"No. {number}", due_on=f"2100-01-0{5 - number}")
    met, cursor = [], ""

    while cursor is not None:
        query = f"&cursor={cursor}" if cursor else ""
        page = api_of(ALICE).get(f"/api/v1/tasks?limit=2&q=No.{query}").json
        met += [task["title"] for task in page["items"]]
        cursor = page["next_cursor"]

    assert met == [f"No. {number}" for number in (4, 3, 2, 1, 0)]
    assert page["count"] == {"value": 5, "capped": False}
    assert api_of(BOB).get("/api/v1/tasks?whose=everybody&q=No.").json["count"]["value"] == 0


@pytest.mark.promise("ACC-6")
def test_what_it_is_about_is_told_to_those_alone_who_see_it(api_of, a_task):
    about = {"kind": "contact", "id": int(Standing.OWN)}
    task = a_task(about=about, assignee_ids=[ALICE.id, BOB.id])

    assert task["about"] == {**about, "title": "Ivan Own"}
    assert api_of(BOB).get(f"/api/v1/tasks/{task['id']}").json["about"] is None
    refused = api_of(BOB).post("/api/v1/tasks", json={"title": "A", "about": about})
    assert "about" in str(refused.json)
    assert refused.status_code == 422


@pytest.mark.promise("ACC-6")
@pytest.mark.parametrize("whose", ["mine", "everybody"])
def test_tasks_cannot_be_asked_for_by_a_record_that_is_hidden(api_of, a_task, whose):
    about = {"kind": "contact", "id": int(Standing.OWN)}
    task = a_task(about=about, assignee_ids=[ALICE.id, BOB.id])
    path = f"/api/v1/tasks?whose={whose}&about_kind=contact&about_id={about['id']}"

    assert task["id"] in [one["id"] for one in api_of(ALICE).get(path).json["items"]]
    hidden = api_of(BOB).get(path)
    missing = api_of(BOB).get(path.replace(f"about_id={about['id']}", "about_id=999999"))
    assert (hidden.status_code, missing.status_code) == (404, 404)


@pytest.mark.parametrize(
    "body",
    [
        {"title": ""}, {"title": ["A"]}, {"x": 1}, {"due_on": "2026-02-30"}, {"due_at": "soon"},
        {"due_on": 5},
        {"due_at": "9999-12-31T23:59:59Z"}, {"due_on": "2027-01-01", "recurrence": "DAILY"}, {"priority": 7},
        {"recurrence": "FREQ=DAILY"}, {"assignee_ids": [NED.id]}, {"assignee_ids": [10**30]},
        {"reminders": [-1]}, {"due_on": "2027-01-01", "due_at": "2027-01-01T10:00:00Z"}, {"category_id": 999},
        {"about": {"kind": "nothing", "id": 1}}, {"checklist": [{"text": ""}]}, {"text": "x" * 30_000},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(api_of, body):
    assert api_of(ALICE).post("/api/v1/tasks", json={"title": "A", **body}).status_code == 422


def test_a_line_of_words_is_read_without_adding_anything(api_of, tasks_now):
    told = (
        api_of(ALICE).post("/api/v1/tasks/understanding", json={"text": "every monday at 9 call Ivan"}).json
    )

    assert (told["title"], told["recurrence"], told["recurrence_text"]) == (
        "Call Ivan", "FREQ=WEEKLY;BYDAY=MO", "every week: Mon",
    )  # fmt: skip
    assert {contact["name"] for contact in told["contacts"]} == {"Ivan Own", "Ivan Readable", "Ivan Writable"}
    assert tasks_now() == []


def test_a_template_makes_its_tasks_from_a_day_on_and_one_act_takes_them_back(api_of, tasks_now):
    body = {
        "name": "Fair",
        "items": [{"title": "Call", "days": 0, "at": "11:00"}, {"title": "Ask", "days": 7}],
    }
    template = api_of(MAX).post("/api/v1/task-templates", json=body).json
    about = {"kind": "contact", "id": int(Standing.OWN)}

    made = api_of(ALICE).post(
        f"/api/v1/task-templates/{template['id']}/tasks", json={"on": "2100-01-04", "about": about}
    )

    assert [(task["title"], task["due_at"], task["due_on"]) for task in made.json["items"]] == [
        ("Call", "2100-01-04T11:00:00Z", None), ("Ask", None, "2100-01-11"),
    ]  # fmt: skip
    api_of(ALICE).post(f"/api/v1/acts/{made.headers['Artel-Act']}/undoing", json={})
    assert tasks_now() == []


@pytest.mark.promise("CON-16")
def test_tasks_follow_a_merge_and_come_back_with_its_undoing(api_of, a_contact, a_task):
    loser, survivor = (a_contact("Vera", name, managers=[ALICE]).id for name in ("Orlova", "Belova"))
    task = a_task(about={"kind": "contact", "id": loser})

    merged = api_of(ALICE).post(
        "/api/v1/contacts/merges", json={"survivor_id": survivor, "loser_ids": [loser]}
    )
    assert api_of(ALICE).get(f"/api/v1/tasks/{task['id']}").json["about"]["id"] == survivor
    api_of(ALICE).post(f"/api/v1/acts/{merged.headers['Artel-Act']}/undoing", json={})
    assert api_of(ALICE).get(f"/api/v1/tasks/{task['id']}").json["about"]["id"] == loser


@pytest.mark.promise("L10")
def test_lists_take_as_many_statements_for_many_tasks_as_for_few(api_of, client_of, a_task, count_queries):
    numbers = []

    for more in (3, 20):
        for number in range(more):
            a_task(f"No. {number}", due_on="2026-01-01", about={"kind": "contact", "id": int(Standing.OWN)})
        for path in (
            "/tasks?due=all",
            "/calendar?on=2026-01-01",
            f"/contacts/{int(Standing.OWN)}?tab=tasks",
        ):
            with count_queries() as sent:
                assert client_of(ALICE).get(path).status_code == 200
            numbers.append(len([text for text in sent.texts if "control." not in text]))

    assert numbers[:3] == numbers[3:]
