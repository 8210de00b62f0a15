"""Contacts in the JSON API."""

import pytest

from crm.contacts.facts import ContactCreated, ContactDeleted, ContactEdited, ManagersAssigned
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, OLGA, SEVER

CONTACTS = "/api/v1/contacts"
PERSON = {
    "kind": "person",
    "first_name": "Ivan",
    "last_name": "Petrov",
    "comms": [{"kind": "email", "value": "Ivan@Example.com", "label": "work"}],
}


@pytest.mark.promise("API-1")
def test_a_contact_is_added_and_read_back(api_of, facts_of):
    client = api_of(ALICE)

    added = client.post(CONTACTS, json=PERSON)
    read = client.get(added.headers["Location"])

    assert added.status_code == 201
    assert read.status_code == 200
    assert {**read.json, "duplicates": []} == added.json
    assert added.json["display_name"] == "Ivan Petrov"
    assert added.json["version"] == 1
    assert added.json["manager_ids"] == [ALICE.id]
    assert added.json["sharing"] == "private"
    assert added.json["url"] == f"http://{NORTH.host}/contacts/{added.json['id']}"
    assert added.json["comms"][0]["primary"]
    assert [type(fact) for fact in facts_of(NORTH)] == [ContactCreated]


@pytest.mark.promise("L10-1")
def test_a_name_is_told_in_the_form_of_the_language_asked_for(api_of):
    client = api_of(ALICE)
    person = {"kind": "person", "first_name": "Иван", "middle_name": "Сергеевич", "last_name": "Петров"}

    added = client.post(CONTACTS, json=person)
    russian = client.get(added.headers["Location"], headers={"Accept-Language": "ru"})

    assert added.json["display_name"] == "Иван Петров"
    assert russian.json["display_name"] == "Петров Иван Сергеевич"
    assert russian.headers["ETag"] != added.headers["ETag"]


def test_a_phone_is_understood_as_people_of_the_workspace_write_it(api_of):
    comms = [{"kind": "phone", "value": "8 (916) 123-45-67"}, {"kind": "phone", "value": "12"}]

    added = api_of(ALICE.at(SEVER)).post(CONTACTS, json={**PERSON, "comms": comms})

    assert [comm["value"] for comm in added.json["comms"]] == ["+79161234567", "12"]
    assert [comm["valid"] for comm in added.json["comms"]] == [True, False]


@pytest.mark.parametrize(
    ("contact", "at"),
    [
        ({"kind": "person", "first_name": "Ivan"}, "last_name"),
        ({"kind": "company"}, "name"),
        ({"kind": "company", "name": "A", "type_id": 999}, "type_id"),
        ({"kind": "company", "name": "A", "manager_ids": [999]}, "manager_ids"),
        ({"kind": "company", "name": "A", "manager_ids": [NED.id]}, "manager_ids"),
        ({"kind": "company", "name": "A", "comms": [{"id": 1, "kind": "phone", "value": "1"}]}, "comms.0.id"),
    ],
)
def test_what_the_workspace_does_not_allow_is_refused_by_field(api_of, contact, at):
    answer = api_of(MAX).post(CONTACTS, json=contact)

    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [at]


@pytest.mark.promise("CON-7")
def test_named_managers_are_told(api_of, run_jobs, mails):
    api_of(MAX).post(CONTACTS, json={**PERSON, "manager_ids": [BOB.id, ALICE.id]})
    run_jobs()

    told = " ".join(str(mail["to"]) for mail in mails())
    assert ALICE.email in told
    assert BOB.email in told


def test_a_patch_changes_what_it_names_and_leaves_the_rest(api_of, facts_of):
    client = api_of(ALICE)
    contact = client.post(CONTACTS, json={**PERSON, "description": "A friend", "type_id": 1}).json
    del contact["duplicates"]

    patched = client.patch(f"{CONTACTS}/{contact['id']}", json={"last_name": "Sidorov", "type_id": None})

    assert patched.status_code == 200
    changed = {"display_name": "Ivan Sidorov", "last_name": "Sidorov", "type_id": None, "version": 2}
    assert patched.json == {**contact, **changed, "updated_at": patched.json["updated_at"]}
    (edited,) = facts_of(NORTH)[-1:]
    assert isinstance(edited, ContactEdited)
    assert (edited.contact_id, edited.fields) == (contact["id"], ["last_name", "type_id"])
    assert edited.version == 2


def test_null_clears_a_text_and_a_list(api_of):
    client = api_of(ALICE)
    contact = client.post(CONTACTS, json={**PERSON, "description": "A friend"}).json

    patched = client.patch(f"{CONTACTS}/{contact['id']}", json={"description": None, "comms": None})

    assert (patched.json["description"], patched.json["comms"]) == ("", [])


@pytest.mark.parametrize("field", ["kind", "sharing", "manager_ids"])
def test_what_cannot_be_cleared_refuses_null(api_of, field):
    client = api_of(ALICE)
    contact = client.post(CONTACTS, json=PERSON).json

    answer = client.patch(f"{CONTACTS}/{contact['id']}", json={field: None})

    assert list(answer.json["errors"]) == [field]


def test_replaced_comms_keep_the_rows_they_name(api_of):
    client = api_of(ALICE)
    contact = client.post(CONTACTS, json=PERSON).json
    known = contact["comms"][0]
    comms = [
        {"kind": "phone", "value": "+7 916 123-45-67"},
        {"id": known["id"], "kind": "email", "value": "i@p.example"},
    ]

    patched = client.patch(f"{CONTACTS}/{contact['id']}", json={"comms": comms}).json

    assert [comm["kind"] for comm in patched["comms"]] == ["email", "phone"]
    assert patched["comms"][0]["id"] == known["id"]
    assert patched["comms"][1]["id"] != known["id"]


def test_a_patch_that_changes_nothing_makes_no_version(api_of):
    client = api_of(ALICE)
    contact = client.post(CONTACTS, json=PERSON).json

    patched = client.patch(f"{CONTACTS}/{contact['id']}", json={"first_name": "Ivan", "sharing": "private"})

    assert {**patched.json, "duplicates": []} == contact


def test_managers_and_sharing_are_changed_by_those_in_charge(api_of, a_contact, facts_of):
    contact = a_contact("Ivan", managers=[ALICE], sharing="write")

    by_carol = api_of(CAROL).patch(f"{CONTACTS}/{contact.id}", json={"manager_ids": [CAROL.id]})
    by_alice = api_of(ALICE).patch(f"{CONTACTS}/{contact.id}", json={"manager_ids": [ALICE.id, BOB.id]})

    assert by_carol.status_code == 403
    assert by_alice.json["manager_ids"] == [ALICE.id, BOB.id]
    assert isinstance(facts_of(NORTH)[-1], ManagersAssigned)


@pytest.mark.promise("CON-18")
def test_a_deleted_contact_is_gone_from_the_api(api_of, facts_of):
    client = api_of(ALICE)
    contact = client.post(CONTACTS, json=PERSON).json

    deleted = client.delete(f"{CONTACTS}/{contact['id']}")

    assert (deleted.status_code, deleted.data) == (204, b"")
    assert client.get(f"{CONTACTS}/{contact['id']}").status_code == 404
    assert client.get(f"{CONTACTS}?q=Petrov").json["items"] == []
    assert isinstance(facts_of(NORTH)[-1], ContactDeleted)


@pytest.mark.promise("ACC-6")
def test_everybody_lists_what_they_see(api_of, a_contact):
    a_contact("Zoe", "Zimmer", managers=[CAROL])
    a_contact("Yuri", "Zimmer", managers=[CAROL], sharing="read")

    def listed(person):
        answer = api_of(person).get(f"{CONTACTS}?q=zimmer").json
        assert answer["count"] == {"value": len(answer["items"]), "capped": False}
        return [contact["first_name"] for contact in answer["items"]]

    assert listed(OLGA) == listed(CAROL) == ["Yuri", "Zoe"]
    assert listed(ALICE) == listed(NED) == ["Yuri"]


@pytest.mark.parametrize("sort", ["name", "activity"])
def test_a_list_is_walked_page_by_page_without_gap_or_repetition(api_of, a_contact, sort):
    for number in range(5):
        a_contact(f"N{number}", "Zimmer", managers=[CAROL])
    client, seen, cursor = api_of(CAROL), [], ""

    while cursor is not None:
        page = client.get(f"{CONTACTS}?q=zimmer&limit=2&sort={sort}{cursor}").json
        seen += [contact["first_name"] for contact in page["items"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"

    numbers = [f"N{number}" for number in range(5)]
    assert seen == (numbers if sort == "name" else numbers[::-1])


def test_a_cursor_is_good_for_its_own_list_only(api_of, a_contact):
    for number in range(2):
        a_contact(f"N{number}", managers=[CAROL])
    client = api_of(MAX)
    cursor = client.get(f"{CONTACTS}?limit=1").json["next_cursor"]

    for path in (f"{CONTACTS}?sort=activity&", "/api/v1/users?"):
        assert client.get(f"{path}cursor={cursor}").status_code == 422
    assert api_of(MAX.at(SEVER)).get(f"{CONTACTS}?cursor={cursor}").status_code == 422


@pytest.mark.promise("L10")
def test_a_longer_list_takes_no_more_queries(api_of, a_contact, count_queries):
    client, counts = api_of(CAROL), []

    for _more in range(2):
        for number in range(4):
            a_contact(f"N{number}", managers=[CAROL], comms=[{"kind": "phone", "value": "+79161234567"}])
        with count_queries() as sent:
            client.get(CONTACTS)
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 12


def test_types_are_listed_in_the_readers_language(api_of):
    types = api_of(ALICE.at(SEVER)).get("/api/v1/contact-types").json

    assert types["count"]["value"] == len(types["items"]) == 4
    assert types["next_cursor"] is None
