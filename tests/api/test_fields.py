"""The workspace's own fields in the JSON API."""

import pytest

from tests.kit.cast import ALICE, MAX, NED, SEVER

pytestmark = [pytest.mark.promise("CON-4"), pytest.mark.promise("API-1")]
AT = "/api/v1/fields"
NEW = {"record": "contact", "type": "select", "name": "Class", "options": [{"name": "Gold"}, {"name": "Tin"}]}


def test_a_field_is_added_read_changed_and_deleted(api_of):
    api = api_of(MAX)

    added = api.post(AT, json={**NEW, "labels": {"ru": "Класс"}, "help": "Why", "default": 1})
    at = added.headers["Location"]
    changed = api.patch(at, json={"name": "Grade", "required": True})
    listed = api_of(NED).get(AT).json["items"]
    deleted = api.delete(at)

    assert added.status_code == 201
    assert added.json["options"][1] == {
        "id": 2,
        "name": "Tin",
        "label": "Tin",
        "labels": {},
        "archived": False,
    }
    assert (changed.json["name"], changed.json["required"], changed.json["help"]) == ("Grade", True, "Why")
    assert [field["name"] for field in listed] == ["Rank", "Grade"]
    assert deleted.status_code == 204
    assert api.get(at).status_code == 404


def test_a_change_leaves_alone_what_is_not_sent(api_of):
    api = api_of(MAX)
    first = api.post(AT, json={**NEW, "required": True, "default": "Tin"}).json

    changed = api.patch(f"{AT}/{first['id']}", json={"name": "Grade"}).json
    cleared = api.patch(f"{AT}/{first['id']}", json={"default": None}).json

    assert changed == {**first, "name": "Grade", "label": "Grade", "version": 2}
    assert (first["default"], cleared["default"]) == (2, None)


def test_a_stale_change_is_refused(api_of):
    api = api_of(MAX)
    at = api.post(AT, json=NEW).headers["Location"]
    api.patch(at, json={"name": "Grade"})

    assert api.patch(at, json={"name": "B"}, headers={"If-Match": '"1"'}).status_code == 412
    assert api.patch(at, json={"name": "B"}, headers={"If-Match": '"2"'}).status_code == 200


def test_type_and_place_are_changed_by_the_same_request(api_of, a_company):
    api = api_of(MAX)
    one, two = (api.post(AT, json={"record": "contact", "type": "text", "name": n}).json["id"] for n in "AB")
    section = api.post("/api/v1/field-sections", json={"record": "contact", "name": "Terms"}).json["id"]
    contact = a_company(**{f"_{two}": "5"})

    changed = api.patch(f"{AT}/{two}", json={"type": "integer", "section_id": section, "position": 0})

    assert (changed.json["type"], changed.json["section_id"]) == ("integer", section)
    assert [field["id"] for field in api.get(AT).json["items"]] == [1, one, two]
    assert api.get(f"/api/v1/contacts/{contact}").json["custom"] == {str(two): 5}


def test_a_type_that_values_do_not_fit_is_refused_and_nothing_changes(api_of, a_company):
    api = api_of(MAX)
    field = api.post(AT, json={"record": "contact", "type": "text", "name": "A"}).json["id"]
    contact = a_company(**{f"_{field}": "five"})

    refused = api.patch(f"{AT}/{field}", json={"type": "integer", "name": "B"})

    assert refused.json["errors"] == {"type": "1 value doesn't fit the new type. Nothing was changed."}
    assert api.get(f"{AT}/{field}").json["name"] == "A"
    assert api.get(f"/api/v1/contacts/{contact}").json["custom"] == {str(field): "five"}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({**NEW, "record": "invoice"}, "record"),
        ({**NEW, "type": "colour"}, "type"),
        ({**NEW, "name": ""}, "name"),
        ({**NEW, "name": "rank"}, "name"),
        ({**NEW, "labels": {"de": "Klasse"}}, "labels.de.[key]"),
        ({**NEW, "options": []}, "options"),
        ({**NEW, "options": [{"name": "A"}, {"name": "a"}]}, "options.1.name"),
        ({**NEW, "options": [{"id": 7, "name": "A"}]}, "options.0.id"),
        ({**NEW, "default": "Silver"}, "default"),
        ({**NEW, "unique": True}, "unique"),
        ({**NEW, "section_id": 99}, "section_id"),
        ({**NEW, "applies": "cats"}, "applies"),
        ({"record": "contact", "type": "contact", "name": "A", "default": 1}, "default"),
        ({"record": "contact", "type": "text", "name": "A", "default": "x", "unique": True}, "default"),
        ({"record": "contact", "type": "text", "name": "A", "options": [{"name": "B"}]}, "options"),
    ],
)
def test_what_a_field_cannot_be_is_refused_beside_its_property(api_of, body, path):
    answer = api_of(MAX).post(AT, json=body)

    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [path]


def test_who_may_not_manage_fields_reads_them(api_of):
    api = api_of(ALICE)

    assert api.get(f"{AT}/1").json["name"] == "Rank"
    assert api.post(AT, json=NEW).status_code == 403


def test_labels_are_told_in_the_readers_language(api_of):
    api = api_of(MAX.at(SEVER))
    api.post(
        AT, json={**NEW, "labels": {"ru": "Класс"}, "options": [{"name": "Gold", "labels": {"ru": "Золото"}}]}
    )

    field = api.get(AT).json["items"][-1]

    assert (field["label"], field["options"][0]["label"]) == ("Класс", "Золото")


@pytest.mark.parametrize("path", [AT, "/api/v1/field-sections"])
def test_a_kind_of_record_that_can_not_be_has_no_fields(api_of, path):
    answer = api_of(ALICE).get(path, query_string={"record": "con\0\u202etact?"})

    assert answer.json["items"] == []
