"""A contact's history tells of its cases and tasks, to whom sees these (CON-15, ACC-6)."""

import pytest
from sqlalchemy import select

from crm.cases.models.case import Case
from crm.cases.running import acts
from crm.kernel.db import db
from crm.team.models import Role
from crm.workflows.models import Workflow
from tests.crm.timeline.conftest import told
from tests.kit.cast import ALICE, BOB, CAROL, NORTH

pytestmark = pytest.mark.promise("CON-15")


def history(client, contact, **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return client.get(f"/contacts/{contact.id}/tabs/history?{asked}")


def task(api, contact, title, **fields):
    about = {"kind": "contact", "id": contact.id}
    answer = api.post("/api/v1/tasks", json={"title": title, "about": about, **fields})
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


@pytest.fixture
def shared(a_contact):
    """A contact that Alice and Carol see; two facts tell of its beginning."""
    return a_contact("Ivan", "Petrov", managers=[ALICE, CAROL])


def test_a_case_is_told_when_it_is_opened_ended_and_opened_again(client_of, shared, a_case):
    case, alice = a_case("Lamp flickers", contacts=[shared.id]), client_of(ALICE)
    for status in ("waiting", "closed", "open"):
        alice.post(f"/cases/{case.id}/status", data={"status": status})

    page = told(history(alice, shared))
    only = told(history(alice, shared, show="cases"))
    items = alice.get(f"/contacts/{shared.id}/tabs/history?show=cases").text

    assert "Case added by Alice" in page
    assert page.count("Status changed by Alice") == 2, "from open to waiting is the case's own business"
    assert page.count("Lamp flickers") == 3
    assert "Contact added" in page
    assert "Contact added" not in only
    assert only.count("Lamp flickers") == 3
    assert f'href="/cases/{case.id}"' in items


def test_the_end_of_a_workflow_is_told(client_of, shared, a_case, in_scope, actor_of):
    case = a_case("Lamp flickers", contacts=[shared.id])
    with in_scope(NORTH):
        alice = actor_of(ALICE)
        run = acts.start(db.session.get_one(Case, case.id), db.session.get_one(Workflow, 1), by=alice)
        acts.cancel(db.session.get_one(Case, case.id), run, reason="Solved by phone", by=alice)

    page = told(history(client_of(ALICE), shared, show="cases"))

    assert "Workflow cancelled by Alice" in page
    assert "Workflow started" not in page


def test_a_task_is_told_when_it_is_added_and_done(client_of, api_of, shared):
    alice = api_of(ALICE)
    task_id = task(alice, shared, "Call Ivan")
    alice.post(f"/api/v1/tasks/{task_id}/completion", json={})

    page = history(client_of(ALICE), shared, show="tasks")

    assert "Task done by Alice" in told(page)
    assert "Task added by Alice" in told(page)
    assert f'href="/tasks/{task_id}"' in page.text
    assert "Contact added" not in told(page)
    assert "Call Ivan" not in told(history(client_of(ALICE), shared, show="changes"))


@pytest.mark.promise("ACC-6")
def test_who_does_not_see_the_task_learns_nothing_of_it(client_of, api_of, shared):
    task(api_of(ALICE), shared, "Secret call")

    page = told(history(client_of(CAROL), shared))
    api = api_of(CAROL).get(f"/api/v1/contacts/{shared.id}/history").json

    assert "Secret call" not in page
    assert "Task added" not in page
    assert "2 events " in page
    assert (api["count"]["value"], len(api["items"])) == (2, 2)
    assert "Secret call" in told(history(client_of(ALICE), shared))


@pytest.mark.promise("ACC-6")
def test_who_may_not_see_cases_learns_nothing_of_them(client_of, shared, a_case, in_scope):
    a_case("Lamp flickers", contacts=[shared.id], by=CAROL)
    assert "Lamp flickers" in told(history(client_of(ALICE), shared))
    with in_scope(NORTH):
        role = db.session.scalars(select(Role).where(Role.builtin == "manager")).one()
        role.reaches = {**role.reaches, "cases.view": 0}

    page = told(history(client_of(ALICE), shared, show="cases"))

    assert "Lamp flickers" not in page
    assert "Case added" not in page
    assert f"by={CAROL.id}" not in history(client_of(ALICE), shared, by=ALICE.id).text


def test_the_api_names_the_record_of_each_line(api_of, shared, a_case):
    case = a_case("Lamp flickers", contacts=[shared.id])
    task_id = task(api_of(ALICE), shared, "Call Ivan")

    lines = api_of(ALICE).get(f"/api/v1/contacts/{shared.id}/history").json["items"]
    cases = api_of(ALICE).get(f"/api/v1/contacts/{shared.id}/history?show=cases").json

    assert [
        (line["fact"], line["about"] and (line["about"]["kind"], line["about"]["id"])) for line in lines
    ] == [
        ("tasks.TaskAdded", ("task", task_id)),
        ("cases.CaseOpened", ("case", case.id)),
        ("contacts.ManagersAssigned", None),
        ("contacts.ContactCreated", None),
    ]
    assert lines[0]["about"]["title"] == "Call Ivan"
    assert [line["fact"] for line in cases["items"]] == ["cases.CaseOpened"]
    assert cases["count"] == {"value": 1, "capped": False}


def test_pages_hold_each_line_once_and_a_person_filters_them(api_of, client_of, shared, a_case):
    for number in range(7):
        a_case(f"Case {number}", contacts=[shared.id], by=(ALICE, CAROL)[number % 2])
        task(api_of(ALICE), shared, f"Task {number}")
    path, api = f"/api/v1/contacts/{shared.id}/history?limit=4", api_of(ALICE)

    seen, cursor = [], ""
    while cursor is not None:
        page = api.get(f"{path}&cursor={cursor}" if cursor else path).json
        seen += [(line["fact"], (line["about"] or {}).get("id")) for line in page["items"]]
        cursor = page["next_cursor"]
    of_carol = api.get(f"{path}&user_id={CAROL.id}").json

    assert len(seen) == len(set(seen)) == 16
    assert {line["fact"] for line in of_carol["items"]} == {"cases.CaseOpened"}
    assert of_carol["count"]["value"] == 3
    assert "Carol" in told(history(client_of(ALICE), shared))


def test_what_happened_with_the_cases_of_a_merged_contact_goes_along(
    api_of, client_of, a_contact, shared, a_case
):
    other = a_contact("Ivan", "Petrof", managers=[ALICE])
    a_case("Lamp flickers", contacts=[other.id])
    merging = {"survivor_id": shared.id, "loser_ids": [other.id]}
    assert api_of(ALICE).post("/api/v1/contacts/merges", json=merging).status_code in (200, 201)

    page = told(history(client_of(ALICE), shared, show="cases"))

    assert page.count("Lamp flickers") == 1


def test_a_deleted_case_is_told_no_more(client_of, shared, a_case):
    case, alice = a_case("Lamp flickers", contacts=[shared.id]), client_of(ALICE)
    alice.post(f"/cases/{case.id}/deletion")

    assert "Lamp flickers" not in told(history(alice, shared))
    assert BOB.name not in told(history(alice, shared))
