"""What can be done with all that are selected: rights, journal, histories, reports (CON-12, CON-19)."""

import re

import pytest
from sqlalchemy import select

from crm.contacts.facts_of_many import ContactChangedWithOthers, ManyContactsAssigned, ManyContactsChanged
from crm.contacts.models.contact import ContactManager
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER, Standing

pytestmark = pytest.mark.promise("CON-12")
OWN, COLLEAGUES, READABLE, WRITABLE = (
    int(Standing[name]) for name in ("OWN", "COLLEAGUES", "READABLE", "WRITABLE")
)
CLIENT = 1


def toast(client, answer):
    return client.get(answer.location).text


def undo_url(page):
    return re.search(r"/acts/\d+/undoing", page)[0]


@pytest.fixture
def managers_of(in_scope):
    def read(ids, at=NORTH):
        with in_scope(at, read_only=True):
            rows = select(ContactManager).where(ContactManager.contact_id.in_(ids))
            return {(row.contact_id, row.user_id, row.lead) for row in db.session.scalars(rows)}

    return read


@pytest.mark.promise("CON-19")
@pytest.mark.usefixtures("no_row_astray")
@pytest.mark.parametrize(
    ("name", "typed", "column", "value"),
    [
        ("type", {"type_id": "2"}, "type_id", 2),
        ("type", {"type_id": ""}, "type_id", None),
        ("tags", {"add": "VIP, quite new", "remove": "fair"}, "tag_ids", None),
        ("sharing", {"sharing": "write"}, "sharing", "write"),
    ],
)
def test_few_are_changed_at_once_and_the_toast_takes_it_back(
    choose, many, columns_of, facts_of, name, typed, column, value
):
    ids = many(3, type_id=1)
    client, before = choose(ALICE, ids), columns_of(ids, column)

    answer = client.post(f"/contacts/bulk/{name}", data=typed)
    after, page = columns_of(ids, column), toast(client, answer)
    client.post(undo_url(page))

    assert answer.status_code == 303
    assert "3 contacts" in page
    assert set(map(str, after.values())) != set(map(str, before.values()))
    if column != "tag_ids":
        assert set(after.values()) == {value}
    assert columns_of(ids, column) == before
    told = [fact for fact in facts_of() if isinstance(fact, ContactChangedWithOthers)]
    assert [fact.contact_id for fact in told] == ids
    [whole] = [fact for fact in facts_of() if isinstance(fact, ManyContactsChanged)]
    assert (whole.contacts, whole.skipped, whole.action) == (3, 0, name)


@pytest.mark.promise("CON-19")
@pytest.mark.usefixtures("no_row_astray")
def test_deleting_many_lets_them_go_to_the_bin_and_come_back(choose, many, columns_of, client_of):
    ids = many(3)
    client = choose(ALICE, [*ids, READABLE])

    answer = client.post("/contacts/bulk/delete")
    report = client.get(answer.location).text
    gone = columns_of(ids, "deleted_at")
    client.post(undo_url(report))

    assert all(gone.values())
    assert "Left as they are: 1 contact. You may not do this to it." in report
    assert "Ivan Readable" in report
    assert not any(columns_of(ids, "deleted_at").values())


@pytest.mark.usefixtures("no_row_astray")
@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("add", {(ALICE.id, True), (BOB.id, False)}),
        ("replace", {(BOB.id, True)}),
        ("remove", {(ALICE.id, True)}),
    ],
)
@pytest.mark.promise("CON-7")
def test_managers_are_added_replaced_and_removed_and_the_new_ones_get_one_summary(
    choose, many, managers_of, run_jobs, mails, way, expected, facts_of
):
    ids = many(4, managers=[ALICE, BOB] if way == "remove" else [ALICE])
    client = choose(ALICE, ids)

    people = [BOB.id, ALICE.id] if way == "add" else [BOB.id]
    client.post("/contacts/bulk/managers", data={"way": way, "manager_ids[]": people, "then": "save"})
    run_jobs()

    assert managers_of(ids) == {(one, *manager) for one in ids for manager in expected}
    told = [mail for mail in mails() if BOB.email in mail["to"]]
    assert len(told) == (0 if way == "remove" else 1)
    assert all("Alice made you responsible for contacts: 4" in mail["subject"] for mail in told)
    assert [mail for mail in mails() if ALICE.email in mail["to"]] == []
    assigned = [fact for fact in facts_of() if isinstance(fact, ManyContactsAssigned)]
    assert len(assigned) == len(told)


@pytest.mark.promise("CON-19")
@pytest.mark.usefixtures("no_row_astray")
def test_managers_come_back_by_undo_and_nobody_is_mailed_of_it(choose, many, managers_of, run_jobs, mails):
    ids = many(2, managers=[ALICE, BOB])
    client, before = choose(ALICE, ids), managers_of(ids)
    page = toast(
        client, client.post("/contacts/bulk/managers", data={"way": "remove", "manager_ids[]": [BOB.id]})
    )

    client.post(undo_url(page))
    run_jobs()

    assert managers_of(ids) == before
    assert mails() == []


def test_the_lead_goes_to_whoever_is_chosen(choose, many, managers_of):
    [one] = many(1)
    data = {"way": "add", "manager_ids[]": [BOB.id], "lead_id": BOB.id}

    choose(ALICE, [one]).post("/contacts/bulk/managers", data=data)

    assert managers_of([one]) == {(one, ALICE.id, False), (one, BOB.id, True)}


@pytest.mark.promise("ACC-6")
def test_rights_are_asked_for_each_contact_when_it_is_done(client_of, choose, in_scope, columns_of):
    client = choose(CAROL, [READABLE, WRITABLE])
    bob = choose(BOB, [COLLEAGUES, READABLE, WRITABLE])

    answer = bob.post("/contacts/bulk/type", data={"type_id": "2"})
    report = bob.get(answer.location).text

    assert columns_of([COLLEAGUES, READABLE, WRITABLE], "type_id")[COLLEAGUES] == 2
    assert columns_of([WRITABLE], "type_id") == {WRITABLE: 2}
    assert "You may not do this to it." in report
    assert client.get(answer.location).status_code == 404, "a report is its own person's"


def test_what_is_hidden_by_now_is_left_alone_and_not_named(choose, many, in_scope, actor_of, client_of):
    shared = many(2, managers=[CAROL], sharing="write")
    client = choose(ALICE, shared)
    for one in shared[:1]:
        client_of(CAROL).post(f"/contacts/{one}/sharing", data={"sharing": "private"})

    form = client.get("/contacts/bulk/type").text
    page = toast(client, client.post("/contacts/bulk/type", data={"type_id": "2"}))

    assert "Selected: 1 contact" in form
    assert "Type set: 1 contact" in page


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("type", {"type_id": "77"}, "There is no such type."),
        ("tags", {}, "Name a tag to add or to remove."),
        ("tags", {"remove": "no such"}, "There is no tag “no such”."),
        ("managers", {"way": "add"}, "Choose somebody."),
        ("managers", {"way": "add", "manager_ids[]": ["6"]}, "One of these people can"),
        ("managers", {"way": "eat", "manager_ids[]": ["3"]}, "Choose one of the given values."),
        ("sharing", {"sharing": "all"}, "Choose one of the given values."),
        ("type", {"type_id": "9" * 40}, "This"),
        ("type", {"type_id": ["1", "2"]}, "This should be"),
        ("tags", {"add": "a\0b" * 60}, "too long"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_done(choose, many, name, typed, sentence, facts_of):
    client = choose(ALICE, many(2))

    answer = client.post(f"/contacts/bulk/{name}", data=typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert facts_of() == []


def test_nothing_selected_asks_to_select_first(client_of):
    client = client_of(ALICE)

    assert "Nobody is selected" in client.get("/contacts/bulk/type").text
    assert client.post("/contacts/bulk/type", data={"type_id": "1"}).status_code == 422


def test_an_observer_changes_nothing_in_bulk(client_of):
    assert client_of(NED).post("/contacts/bulk/type", data={"type_id": "1"}).status_code == 403
    assert client_of(ALICE).get("/contacts/bulk/nothing").status_code == 404


@pytest.mark.promise("CON-15")
def test_the_history_of_each_contact_tells_the_values(choose, many):
    ids = many(2)
    client = choose(ALICE, ids)
    client.post("/contacts/bulk/type", data={"type_id": "1"})

    history = client.get(f"/contacts/{ids[0]}/tabs/history").text

    assert "Changed together with other contacts by <b>Alice</b>" in history
    assert "Client" in history


@pytest.mark.promise("CON-20")
def test_a_form_that_was_open_meanwhile_asks_only_about_true_conflicts(choose, many, client_of, columns_of):
    [one] = many(1)
    client, seen = choose(ALICE, [one]), columns_of([one], "version")[one]
    client.post("/contacts/bulk/type", data={"type_id": "1"})

    form = {"kind": "company", "name": "Firm Y", "type_id": "", "version": str(seen), "sharing": "private"}
    saved = client.post(f"/contacts/{one}", data={**form, "manager_ids": [ALICE.id]})

    assert saved.status_code == 303, saved.text
    assert columns_of([one], "type_id") == {one: 1}


@pytest.mark.parametrize("person", [MAX.at(SEVER)], ids=str)
def test_in_russian(choose, many, person):
    client = choose(person, many(2, at=SEVER, managers=[ALICE]))

    form = client.get("/contacts/bulk/tags").text
    page = toast(client, client.post("/contacts/bulk/type", data={"type_id": "1"}))

    assert "Теги, которые добавить" in form
    assert "Тип задан: 2 контакта" in page
