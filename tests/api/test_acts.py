"""Acts in the JSON API: each change names its act, by which it is undone (CON-19, API-1)."""

import pytest

from tests.kit.cast import ALICE, BOB, MAX, NED

pytestmark = pytest.mark.promise("CON-19")
CONTACTS = "/api/v1/contacts"


def test_a_deletion_names_its_act_and_is_undone_by_it(api_of, a_contact):
    contact = a_contact("Ivan", "Petrov")
    client = api_of(ALICE)
    act = client.delete(f"{CONTACTS}/{contact.id}").headers["Artel-Act"]

    undone = client.post(f"/api/v1/acts/{act}/undoing", json={})

    assert undone.status_code == 201
    assert undone.json["undoes_id"] == int(act)
    assert [(one["kind"], one["id"], one["title"]) for one in undone.json["changed"]] == [
        ("contact", contact.id, "Ivan Petrov")
    ]
    assert client.get(f"{CONTACTS}/{contact.id}").status_code == 200
    assert client.get(undone.headers["Location"]).json["may_undo"] is True


def test_a_patch_names_its_act_and_one_that_changes_nothing_none(api_of, a_contact):
    contact = a_contact("Ivan", "Petrov")
    client = api_of(ALICE)

    changed = client.patch(f"{CONTACTS}/{contact.id}", json={"first_name": "Vera"})
    same = client.patch(f"{CONTACTS}/{contact.id}", json={"first_name": "Vera"})

    act = client.get(f"/api/v1/acts/{changed.headers['Artel-Act']}").json
    assert (act["kind"], act["made_by"], act["undone_by_id"]) == ("contacts.edited", ALICE.id, None)
    assert act["changed"][0]["fields"] == ["First name"]
    assert "Artel-Act" not in same.headers


def test_what_was_left_alone_is_listed(api_of, a_contact):
    contact = a_contact("Ivan", "Petrov")
    client, path = api_of(ALICE), f"{CONTACTS}/{contact.id}"
    act = client.patch(path, json={"first_name": "Vera", "last_name": "Orlova"}).headers["Artel-Act"]
    api_of(MAX).patch(path, json={"last_name": "Sokolova"})

    undone = client.post(f"/api/v1/acts/{act}/undoing", json={}).json

    (left,) = undone["skipped"]
    assert (left["id"], left["fields"], left["reason_code"]) == (contact.id, ["Last name"], "changed")
    assert client.get(path).json["display_name"] == "Ivan Sokolova"


def test_nothing_undone_and_undone_already_are_conflicts(api_of, a_contact):
    contact = a_contact("Ivan", "Petrov")
    client, path = api_of(ALICE), f"{CONTACTS}/{contact.id}"
    act = client.patch(path, json={"first_name": "Vera"}).headers["Artel-Act"]
    client.patch(path, json={"first_name": "Anna"})

    nothing = client.post(f"/api/v1/acts/{act}/undoing", json={})
    client.patch(path, json={"first_name": "Vera"})
    first = client.post(f"/api/v1/acts/{act}/undoing", json={})
    second = client.post(f"/api/v1/acts/{act}/undoing", json={})

    assert (nothing.status_code, nothing.json["code"]) == (409, "nothing-undone")
    assert first.status_code == 201
    assert (second.status_code, second.json["code"]) == (409, "conflict")


@pytest.mark.parametrize("person", [BOB, NED], ids=str)
def test_the_acts_of_others_are_not_there(api_of, a_contact, person):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    act = api_of(ALICE).patch(f"{CONTACTS}/{contact.id}", json={"first_name": "Vera"}).headers["Artel-Act"]

    assert api_of(person).get(f"/api/v1/acts/{act}").status_code == 404
    assert api_of(person).post(f"/api/v1/acts/{act}/undoing", json={}).status_code == 404
