"""Tags in the JSON API: of contacts, and the workspace's list of them (CON-5)."""

import pytest
from sqlalchemy import select

from crm.contacts.models.lists import Tag
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, MAX, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-5")
CONTACTS = "/api/v1/contacts"
PERSON = {"kind": "person", "first_name": "Ivan", "last_name": "Petrov"}


def test_a_tag_is_made_once_whatever_the_case_and_what_nobody_sees(api_of):
    api = api_of(ALICE)

    first = api.post(CONTACTS, json={**PERSON, "tags": ["Опт", "VIP"]}).json
    second = api.post(CONTACTS, json={**PERSON, "tags": ["опт", "v\u200bip", "VIP "]}).json

    assert sorted(first["tag_ids"]) == sorted(second["tag_ids"])
    assert first["tags"] == second["tags"] == ["VIP", "Опт"]


@pytest.mark.promise("L10-2")
def test_a_tag_is_shown_and_understood_by_its_label_in_either_language(client_of, api_of, a_tag, tags_now):
    wholesale = a_tag("wholesale", SEVER, labels={"ru": "опт", "en": "wholesale"})
    api = api_of(ALICE.at(SEVER))

    added = api.post(CONTACTS, json={**PERSON, "tags": ["Опт"]}).json
    again = api.post(CONTACTS, json={**PERSON, "tags": ["WHOLESALE"]}).json
    english = api.get(f"{CONTACTS}/{added['id']}", headers={"Accept-Language": "en"}).json
    page = client_of(ALICE.at(SEVER)).get(f"/contacts/{added['id']}").text

    assert added["tag_ids"] == again["tag_ids"] == [wholesale]
    assert (added["tags"], english["tags"]) == (["опт"], ["wholesale"])
    assert ">опт<" in page


def test_a_patch_replaces_the_tags_as_a_whole_by_names_and_by_ids(api_of, a_contact, a_tag):
    contact, vip = a_contact(managers=[ALICE], tags=["fair"]), a_tag("VIP")
    api, at = api_of(ALICE), f"{CONTACTS}/{contact.id}"

    untouched = api.patch(at, json={"first_name": "Pavel"}).json
    by_id = api.patch(at, json={"tag_ids": [vip]}).json
    both = api.patch(at, json={"tag_ids": [vip], "tags": ["fair", "new"]}).json
    none = api.patch(at, json={"tags": []}).json

    assert [told["tags"] for told in (untouched, by_id, both, none)] == [
        ["fair"], ["VIP"], ["fair", "new", "VIP"], [],
    ]  # fmt: skip
    assert none["version"] == untouched["version"] + 3


@pytest.mark.parametrize(
    ("tags", "path"),
    [
        ({"tags": ["a,b"]}, "tags.0"),
        ({"tags": [""]}, "tags.0"),
        ({"tags": ["\u200b"]}, "tags.0"),
        ({"tags": [7]}, "tags.0"),
        ({"tags": "VIP"}, "tags"),
        ({"tags": None}, "tags"),
        ({"tags": [f"t{n}" for n in range(51)]}, "tags"),
        ({"tag_ids": [999_999]}, "tag_ids"),
        ({"tag_ids": [2**63]}, "tag_ids.0"),
        ({"tag_ids": [0]}, "tag_ids.0"),
    ],
)
def test_the_api_refuses_tags_with_the_field_at_fault(api_of, a_contact, tags, path):
    contact = a_contact(managers=[ALICE])

    answer = api_of(ALICE).patch(f"{CONTACTS}/{contact.id}", json=tags)

    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [path]


def test_tags_of_a_renamed_tag_are_told_anew_to_who_asks_if_anything_changed(api_of, a_contact, in_scope):
    contact = a_contact(managers=[ALICE], tags=["fare"])
    api, at = api_of(ALICE), f"{CONTACTS}/{contact.id}"
    etag = api.get(at).headers["ETag"]

    unchanged = api.get(at, headers={"If-None-Match": etag})
    with in_scope(NORTH):
        db.session.scalars(select(Tag).where(Tag.name == "fare")).one().name = "fair 2026"
    changed = api.get(at, headers={"If-None-Match": etag})

    assert (unchanged.status_code, changed.status_code) == (304, 200)
    assert changed.json["tags"] == ["fair 2026"]


# ── the list ───────────────────────────────────────────────────────────────────────────────────

TAGS = "/api/v1/tags"


def test_a_tag_is_added_changed_read_and_deleted(api_of):
    api = api_of(MAX)

    added = api.post(TAGS, json={"name": "wholesale", "labels": {"ru": "опт"}, "hue": 4})
    at = added.headers["Location"]
    changed = api.patch(at, json={"hue": 5, "labels": {"en": "bulk"}}).json
    russian = api.get(at, headers={"Accept-Language": "ru"}).json
    cleared = api.patch(at, json={"labels": {"en": ""}}).json
    gone = api.delete(at)

    assert added.status_code == 201
    assert (changed["hue"], changed["labels"], changed["label"]) == (5, {"ru": "опт", "en": "bulk"}, "bulk")
    assert (russian["name"], russian["label"]) == ("wholesale", "опт")
    assert cleared["labels"] == {"ru": "опт"}
    assert gone.status_code == 204
    assert api.get(at).status_code == 404


def test_tags_are_listed_with_the_readers_own_counts_if_asked_for(api_of, a_contact):
    a_contact(managers=[BOB], tags=["fair"])

    bare = api_of(ALICE).get(TAGS).json
    mine = api_of(ALICE).get(f"{TAGS}?counted=true").json
    all_ = api_of(MAX).get(f"{TAGS}?counted=true").json

    assert [tag["name"] for tag in bare["items"]] == ["fair", "guest"]
    assert bare["items"][0]["contacts"] is None
    assert mine["items"][0]["contacts"] == {"value": 3, "capped": False}
    assert all_["items"][0]["contacts"] == {"value": 6, "capped": False}


def test_tags_are_merged(api_of, a_contact, tags_now):
    contact = a_contact(managers=[ALICE], tags=["a", "b", "c"])
    a, b, c = contact.tag_ids

    answer = api_of(MAX).post(f"{TAGS}/merges", json={"into_id": c, "tag_ids": [a, b]})

    assert answer.status_code == 201
    assert answer.json["done"]
    assert answer.json["tag"]["name"] == "c"
    assert tags_now(contact.id) == ["c"]


@pytest.mark.parametrize(
    ("method", "path", "body", "faults"),
    [
        ("post", "", {"name": "FAIR"}, ["name"]),
        ("post", "", {"name": "a;b"}, ["name"]),
        ("post", "", {"name": "x", "hue": 9}, ["hue"]),
        ("post", "", {"name": "x" * 61}, ["name"]),
        ("post", "", {"name": "\u2060"}, ["name"]),
        ("patch", "/1", {"name": None}, ["name"]),
        ("patch", "/1", {"name": "guest"}, ["name"]),
        ("post", "/merges", {"into_id": 999, "tag_ids": [998]}, ["into_id", "tag_ids"]),
        ("post", "/merges", {"into_id": 1, "tag_ids": [1]}, ["tag_ids"]),
        ("post", "/merges", {"into_id": 1, "tag_ids": []}, ["tag_ids"]),
    ],
)
def test_what_is_wrong_names_its_field(api_of, method, path, body, faults):
    answer = getattr(api_of(MAX), method)(TAGS + path, json=body)

    assert answer.status_code == 422
    assert list(answer.json["errors"]) == faults


def test_managers_add_tags_and_leave_the_list_to_admins(api_of):
    alice = api_of(ALICE)

    assert alice.post(TAGS, json={"name": "mine"}).status_code == 201
    assert alice.patch(f"{TAGS}/1", json={"name": "theirs"}).status_code == 403
    assert alice.delete(f"{TAGS}/1").status_code == 403
    assert alice.post(f"{TAGS}/merges", json={"into_id": 1, "tag_ids": [2]}).status_code == 403
