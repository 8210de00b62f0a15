"""The bin in the JSON API (CON-18, API-1)."""

import pytest

from tests.kit.cast import ALICE, BOB, MAX

pytestmark = pytest.mark.promise("CON-18")
CONTACTS = "/api/v1/contacts"


def test_the_bin_is_listed_page_by_page_and_restored_from(api_of, a_contact):
    client = api_of(ALICE)
    contacts = [a_contact("Ivan", f"Petrov{number}") for number in range(3)]
    for contact in contacts:
        client.delete(f"{CONTACTS}/{contact.id}")

    first = client.get("/api/v1/bin?limit=2").json
    second = client.get(f"/api/v1/bin?limit=2&cursor={first['next_cursor']}").json
    restored = client.post(f"/api/v1/bin/contact/{contacts[0].id}/restoration", json={})

    titles = [item["title"] for item in (*first["items"], *second["items"])]
    assert titles[:3] == ["Ivan Petrov2", "Ivan Petrov1", "Ivan Petrov0"]
    assert restored.status_code == 201
    assert restored.headers["Artel-Act"]
    assert client.get(f"{CONTACTS}/{contacts[0].id}").status_code == 200


def test_what_others_deleted_is_not_there(api_of, a_contact):
    contact = a_contact("Ivan", "Petrov", managers=[ALICE, BOB])
    api_of(ALICE).delete(f"{CONTACTS}/{contact.id}")

    assert contact.id not in [item["id"] for item in api_of(BOB).get("/api/v1/bin").json["items"]]
    assert api_of(BOB).post(f"/api/v1/bin/contact/{contact.id}/restoration", json={}).status_code == 404
    assert contact.id in [item["id"] for item in api_of(MAX).get("/api/v1/bin").json["items"]]


def test_what_cannot_come_back_is_asked_about(api_of, a_contact, a_field):
    field = a_field("text", "Passport", unique=True)
    contact = a_contact("Ivan", "Petrov", custom={field.key: "4509"})
    client, place = api_of(ALICE), f"/api/v1/bin/contact/{contact.id}/restoration"
    client.delete(f"{CONTACTS}/{contact.id}")
    a_contact("Anna", "Sokolova", custom={field.key: "4509"})

    asked = client.post(place, json={})
    restored = client.post(place, json={"leave_out": list(asked.json["errors"])})

    assert (asked.status_code, asked.json["code"]) == (409, "unsettled")
    assert set(asked.json["errors"]) == {f"custom.{field.key}"}
    assert restored.status_code == 201
