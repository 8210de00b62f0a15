"""An act on many that is undone leaves one line in the audit log, which unfolds (ACC-9, CON-19)."""

import re

import pytest

from crm.imports.facts import ContactsImported
from crm.kernel.facts import record
from tests.kit.cast import ALICE, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("ACC-9", "CON-19")
LANGUAGES = pytest.mark.parametrize(
    ("at", "whole"),
    [
        (NORTH, "{action} for many records undone by Alice: {number}"),
        (SEVER, "Отмена сразу для многих, {number}: {action} — Alice"),
    ],
    ids=["en", "ru"],
)
TYPE = {"en": "Set type", "ru": "Задать тип"}


def undo_of(page):
    return re.search(r"/acts/\d+/undoing", page)[0]


def names(items):
    return [item["name"].removeprefix("contacts.") for item in items]


@LANGUAGES
@pytest.mark.parametrize("number", [3, 510])
def test_an_undo_is_one_line_and_each_contact_tells_of_its_own(
    choose, many, client_of, api_of, run_jobs, at, whole, number
):
    ids = many(number, at=at)
    client = choose(ALICE.at(at), ids)
    begun = client.post("/contacts/bulk/type", data={"type_id": "1"}).location
    run_jobs()
    client.post(undo_of(client.get(begun).text))
    run_jobs()
    admin, api = client_of(MAX.at(at)), api_of(MAX.at(at))

    log, listed = admin.get("/settings/audit").text, api.get("/api/v1/audit").json["items"]
    undone = [item for item in listed if item["name"] == "journal.ManyUndone"]
    act_id = re.search(r"act_id=(\d+)", admin.get(f"/settings/audit/{undone[0]['id']}").text)[1]
    each = api.get(f"/api/v1/audit?act_id={act_id}&limit=100").json["items"]
    of_one = api.get(f"/api/v1/audit?about_kind=contact&about_id={ids[0]}").json["items"]

    text = whole.format(action=TYPE[at.locale], number=number)
    assert len(undone) == 1
    assert undone[0]["text"] == text
    assert log.count(text) == 1
    assert not {name for name in names(listed) if name.startswith("ContactReverted")}
    assert names(each).count("ContactRevertedWithOthers") >= min(number, 90)
    assert names(of_one) == ["ContactRevertedWithOthers", "ContactChangedWithOthers"]


def test_contacts_that_come_back_from_the_bin_and_go_again_are_one_line_each(
    choose, many, client_of, api_of, run_jobs
):
    ids = many(3)
    client = choose(ALICE, ids)
    page = client.get(client.post("/contacts/bulk/delete", data={"then": "save"}).location).text
    back = client.post(undo_of(page)).location
    run_jobs()
    client.post(f"{back}/undoing" if back.startswith("/acts/") else undo_of(client.get(back).text))
    run_jobs()

    listed = api_of(MAX).get("/api/v1/audit").json["items"]
    of_one = api_of(MAX).get(f"/api/v1/audit?about_kind=contact&about_id={ids[0]}").json["items"]

    assert [item["name"] for item in listed].count("journal.ManyUndone") == 2
    assert not [item for item in listed if item["about_id"] in ids]
    assert names(of_one)[:2] == ["ContactBinnedWithOthers", "ContactRestoredWithOthers"]


@pytest.mark.parametrize("at", [NORTH, SEVER], ids=["en", "ru"])
def test_the_log_shows_an_import_that_names_no_action(in_scope, actor_of, client_of, at):
    with in_scope(at):
        fact = ContactsImported(import_id=1, act_id=1, contacts=12, left_out=0)
        record(fact, by=actor_of(ALICE.at(at)))

    log = client_of(MAX.at(at)).get("/settings/audit")

    assert log.status_code == 200
    assert "12" in log.text
