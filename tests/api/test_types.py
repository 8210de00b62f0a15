"""Contact types in the JSON API (CON-2)."""

import pytest

from tests.kit.cast import ALICE, MAX

pytestmark = pytest.mark.promise("CON-2")
TYPES = "/api/v1/contact-types"


@pytest.mark.promise("L10-2")
def test_a_type_is_added_labelled_and_told_in_the_readers_language(api_of):
    api = api_of(MAX)

    added = api.post(TYPES, json={"name": "Press", "labels": {"ru": "Пресса"}, "hue": 3})
    russian = api.get(added.headers["Location"], headers={"Accept-Language": "ru"}).json
    cleared = api.patch(added.headers["Location"], json={"labels": {"ru": ""}}).json

    assert added.status_code == 201
    assert (added.json["name"], added.json["label"]) == ("Press", "Press")
    assert (russian["name"], russian["label"]) == ("Press", "Пресса")
    assert cleared["labels"] == {}


def test_a_type_is_renamed_and_moved(api_of):
    api = api_of(MAX)

    renamed = api.patch(f"{TYPES}/4", json={"name": "Rival", "position": 0}).json
    listed = api.get(TYPES).json["items"]

    assert renamed["name"] == "Rival"
    assert [one["id"] for one in listed] == [4, 1, 2, 3]


def test_a_type_is_deleted_and_its_contacts_get_another_or_none(api_of, a_contact):
    contact, api = a_contact(managers=[ALICE], type_id=1), api_of(MAX)

    deleted = api.delete(f"{TYPES}/1?replacement_id=2")
    then = api.get(f"/api/v1/contacts/{contact.id}").json["type_id"]
    api.delete(f"{TYPES}/2")

    assert deleted.status_code == 204
    assert then == 2
    assert api.get(f"/api/v1/contacts/{contact.id}").json["type_id"] is None


@pytest.mark.parametrize(
    ("method", "path", "body", "faults"),
    [
        ("post", "", {"name": "CLIENT"}, ["name"]),
        ("post", "", {"name": ""}, ["name"]),
        ("post", "", {"name": "x", "hue": 0}, ["hue"]),
        ("post", "", {"name": "x", "labels": {"xx": "y"}}, ["labels.xx.[key]"]),
        ("patch", "/1", {"name": None}, ["name"]),
        ("patch", "/1", {"position": -1}, ["position"]),
        ("delete", "/1?replacement_id=999", None, ["replacement_id"]),
        ("delete", "/1?replacement_id=1", None, ["replacement_id"]),
    ],
)
def test_what_is_wrong_names_its_field(api_of, method, path, body, faults):
    answer = getattr(api_of(MAX), method)(TYPES + path, **({"json": body} if body else {}))

    assert answer.status_code == 422
    assert list(answer.json["errors"]) == faults


def test_managers_read_the_types_and_change_none(api_of):
    alice = api_of(ALICE)

    assert alice.get(f"{TYPES}/1").json["name"] == "Client"
    assert alice.post(TYPES, json={"name": "Press"}).status_code == 403
    assert alice.delete(f"{TYPES}/1").status_code == 403
