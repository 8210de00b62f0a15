"""Restricting many contacts, what is said where nothing changes, and a report's traces (CON-12, ACC-4)."""

import re

import pytest

from crm.contacts.facts_of_many import BulkReportExported
from crm.kernel.access import Reach
from crm.kernel.db import db
from crm.team.models import Role
from tests.kit.cast import ALICE, BOB, MAX, NORTH, SEVER, Standing

pytestmark = pytest.mark.promise("CON-12")
READABLE = int(Standing.READABLE)


def undo_url(page):
    return re.search(r"/acts/\d+/undoing", page)[0]


@pytest.mark.promise("ACC-4")
@pytest.mark.promise("CON-19")
@pytest.mark.usefixtures("no_row_astray")
def test_contacts_are_restricted_together_and_the_undo_opens_them_again(choose, many, columns_of, client_of):
    ids = many(3, sharing="read")
    client = choose(ALICE, ids)

    answer = client.post("/contacts/bulk/sharing", data={"sharing": "", "restricted": "yes"})
    page, after = client.get(answer.location).text, columns_of(ids, "restricted")
    hidden = client_of(BOB).get(f"/contacts/{ids[0]}").status_code
    client.post(undo_url(page))

    assert "Access changed: 3 contacts" in page
    assert set(after.values()) == {True}
    assert set(columns_of(ids, "sharing").values()) == {"read"}
    assert hidden == 404
    assert set(columns_of(ids, "restricted").values()) == {False}
    assert client_of(BOB).get(f"/contacts/{ids[0]}").status_code == 200


@pytest.mark.promise("ACC-7")
@pytest.mark.usefixtures("no_row_astray")
@pytest.mark.parametrize(
    ("at", "warning", "calm"),
    [
        (NORTH, "You will lose access to 2 of 3 contacts.", "Nothing is saved yet."),
        (SEVER, "Вы потеряете доступ к 2 из 3 контактов.", "Пока ничего не сохранено."),
    ],
)
def test_who_would_lose_sight_is_warned_first(choose, api_of, many, columns_of, in_scope, at, warning, calm):
    with in_scope(at):
        role = db.session.query(Role).filter_by(builtin="manager").one()
        group = {"contacts.view": int(Reach.GROUP), "contacts.assign": int(Reach.GROUP)}
        role.reaches = {**role.reaches, **group}
    ids = many(2, managers=[BOB], at=at) + many(1, managers=[ALICE], at=at)
    client = choose(ALICE.at(at), ids)

    wish = {"action": "sharing", "selected": True, "values": {"restricted": True}}
    told = api_of(ALICE.at(at)).post("/api/v1/contacts/bulk/preview", json=wish)
    asked = client.post("/contacts/bulk/sharing", data={"restricted": "yes"})
    before = columns_of(ids, "restricted", at)
    done = client.post("/contacts/bulk/sharing", data={"restricted": "yes", "then": "save"})

    assert (told.status_code, told.json["contacts"]) == (201, {"value": 3, "capped": False})
    assert told.json["warning"].replace("\xa0", " ") == warning
    assert asked.status_code == 200
    assert warning in asked.text.replace("\xa0", " ")
    assert calm in asked.text
    assert set(before.values()) == {False}
    assert done.status_code == 303
    assert set(columns_of(ids, "restricted", at).values()) == {True}


@pytest.mark.usefixtures("no_row_astray")
def test_the_api_restricts_and_asks_the_rights_of_each(api_of, many, columns_of):
    ids = many(2, sharing="write")
    wish = {"action": "sharing", "contact_ids": [*ids, READABLE], "values": {"restricted": True}}

    told = api_of(ALICE).post("/api/v1/contacts/bulk", json=wish).json
    nothing = api_of(ALICE).post("/api/v1/contacts/bulk", json={**wish, "values": {}})
    russian = api_of(ALICE.at(SEVER)).post(
        "/api/v1/contacts/bulk", json={**wish, "contact_ids": [1], "values": {}}
    )
    wrong = api_of(ALICE).post("/api/v1/contacts/bulk", json={**wish, "values": {"restricted": "perhaps"}})

    assert (told["changed"], told["reasons"]) == (2, {"forbidden": 1})
    assert set(columns_of(ids, "restricted").values()) == {True}
    assert [one.status_code for one in (nothing, russian, wrong)] == [422, 422, 422]
    assert "Choose what to change." in nothing.text
    assert "Выберите, что изменить." in russian.json["errors"].values()


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (NORTH, "Nothing to change: all of them were so already."),
        (SEVER, "Менять нечего: у всех уже так."),
    ],
)
def test_where_nothing_changes_it_says_so(choose, many, at, sentence):
    client = choose(ALICE.at(at), many(2, at=at, type_id=1))

    page = client.get(client.post("/contacts/bulk/type", data={"type_id": "1"}).location).text

    assert sentence in page
    assert "/undoing" not in page


@pytest.mark.promise("ACC-9")
def test_the_report_leaves_a_trace_and_the_bell_leads_to_it(choose, many, run_jobs, facts_of, client_of):
    ids = many(120)
    client = choose(ALICE, ids)
    run = client.post("/contacts/bulk/type", data={"type_id": "1"}).location
    run_jobs()

    table = client.get(f"{run}/report.csv")
    bell, log = client.get("/notices").text, client_of(MAX).get("/settings/audit?kind=export").text

    assert table.text.count("\n") == 121
    assert f'href="{run}"' in bell.replace("http://", "")
    [fact] = [fact for fact in facts_of() if isinstance(fact, BulkReportExported)]
    assert run.endswith(f"/{fact.run_id}")
    assert "Report of a change of many contacts downloaded by Alice" in log


def test_more_than_ten_are_not_merged_and_the_page_says_why(choose, many):
    client = choose(ALICE, many(11))

    bar = client.get("/contacts").text
    page = client.get(client.get("/contacts/selection/merge").location).text

    assert "/contacts/selection/merge" in bar
    assert "Up to 10 contacts are merged at once" in page


@pytest.mark.promise("ACC-9")
@pytest.mark.parametrize(
    ("at", "whole"),
    [
        (NORTH, "Set type for many contacts at once by Alice: 3"),
        (SEVER, "Многие контакты сразу, 3: Задать тип — Alice"),
    ],
)
def test_the_audit_log_tells_of_it_in_one_line_that_unfolds(choose, many, client_of, api_of, at, whole):
    ids = many(3, at=at)
    choose(ALICE.at(at), ids).post("/contacts/bulk/type", data={"type_id": "1"})
    admin, api = client_of(MAX.at(at)), api_of(MAX.at(at))

    log, listed = admin.get("/settings/audit").text, api.get("/api/v1/audit").json["items"]
    one = next(item for item in listed if item["name"] == "contacts.ManyContactsChanged")
    act = admin.get(f"/settings/audit/{one['id']}").text
    act_id = re.search(r"act_id=(\d+)", act)[1]
    each = api.get(f"/api/v1/audit?act_id={act_id}").json["items"]
    of_one = api.get(f"/api/v1/audit?about_kind=contact&about_id={ids[0]}").json["items"]
    table = admin.get("/settings/audit.csv").text

    assert log.count(whole) == 1
    assert one["text"] == whole
    assert "contacts.ContactChangedWithOthers" not in {item["name"] for item in listed}
    assert {item["about_id"] for item in each} == {*ids, None}
    assert [item["name"] for item in of_one] == ["contacts.ContactChangedWithOthers"]
    assert table.count("contacts.ContactChangedWithOthers") == 3
    assert admin.get(f"/settings/audit?act_id={act_id}").text.count("/settings/audit/") >= 4
