"""Saved views over the API, and what their filters may tell (CON-10)."""

import pytest

from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, OLGA, SEVER

pytestmark = pytest.mark.promise("CON-10")
API = "/api/v1/views"


def added(visitor, **more) -> dict:
    """A view saved by the API."""
    answer = visitor.post(API, json={"name": "Hot", "state": "f=source:is:saved", **more})
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_view_is_saved_read_changed_and_deleted_by_version(api_of):
    alice = api_of(ALICE)
    answer = alice.post(
        API,
        json={"name": "Hot", "state": "?type=3&after=xyz&nonsense=1"},
        headers={"Idempotency-Key": "one"},
    )
    again = alice.post(
        API,
        json={"name": "Hot", "state": "?type=3&after=xyz&nonsense=1"},
        headers={"Idempotency-Key": "one"},
    )
    view, url = answer.json, answer.location

    read = alice.get(url)
    renamed = alice.patch(url, json={"name": "Best"}, headers={"If-Match": read.headers["ETag"]})
    stale = alice.patch(url, json={"name": "Late"}, headers={"If-Match": read.headers["ETag"]})
    gone = alice.delete(url)

    assert again.json["id"] == view["id"]
    assert view["state"] == "type=3&sort=name"
    assert read.json["name"] == "Hot"
    assert (renamed.status_code, renamed.json["name"]) == (200, "Best")
    assert stale.status_code == 412
    assert stale.content_type == "application/problem+json"
    assert gone.status_code == 204
    assert alice.get(url).status_code == 404


def test_a_deleted_view_comes_back_by_undoing_the_act_that_the_answer_names(api_of):
    alice = api_of(ALICE)
    view = added(alice)
    act = alice.delete(f"{API}/{view['id']}").headers["Artel-Act"]

    undone = alice.post(f"/api/v1/acts/{act}/undoing", json={})

    assert undone.status_code in (200, 201)
    assert alice.get(f"{API}/{view['id']}").json["name"] == "Hot"


def test_the_list_of_contacts_takes_a_view_within_the_rights_of_who_asks(api_of, a_contact):
    hot = a_contact("Anna", "Hot", managers=[ALICE], source="saved")
    bobs = a_contact("Boris", "Hot", managers=[BOB], source="saved")
    a_contact("Carl", "Cold", managers=[ALICE], source="other")
    view = added(api_of(ALICE), sharing="groups", group_ids=[1])
    address = f"/api/v1/contacts?view={view['id']}"

    def ids(person, more: str = "") -> set[int]:
        return {one["id"] for one in api_of(person).get(address + more).json["items"]}

    assert ids(ALICE) == {hot.id}
    assert ids(BOB) == {bobs.id}
    assert ids(ALICE, "&filter=source:is:other") == set()
    assert api_of(CAROL).get(address).status_code == 404
    assert api_of(CAROL).get("/api/v1/contacts?view=999999").status_code == 404


def test_pages_of_a_view_follow_each_other_in_its_own_order(api_of, a_contact):
    made = [a_contact("Anna", f"N{n}", managers=[ALICE], source="saved").id for n in range(3)]
    view = added(api_of(ALICE), state="f=source:is:saved&sort=-created")
    first = api_of(ALICE).get(f"/api/v1/contacts?view={view['id']}&limit=2").json
    rest = api_of(ALICE).get(f"/api/v1/contacts?view={view['id']}&limit=2&cursor={first['next_cursor']}").json

    assert [one["id"] for one in [*first["items"], *rest["items"]]] == made


def test_views_are_listed_with_the_readers_own_counts(api_of, a_contact):
    a_contact("Anna", "Hot", managers=[ALICE], source="saved")
    view = added(api_of(ALICE), sharing="groups", group_ids=[1])
    private = added(api_of(ALICE), name="Private")

    listed = {one["id"]: one for one in api_of(BOB).get(f"{API}?counted=true").json["items"]}
    mine = {one["id"]: one for one in api_of(ALICE).get(f"{API}?counted=true").json["items"]}

    assert listed[view["id"]]["contacts"]["value"] == 0
    assert mine[view["id"]]["contacts"]["value"] == 1
    assert private["id"] not in listed
    assert private["id"] in mine


def test_others_may_open_their_list_with_a_shared_view_but_not_change_it(api_of):
    view = added(api_of(MAX), sharing="all")
    url = f"{API}/{view['id']}"

    opened = api_of(NED).patch(url, json={"opens": True})
    renamed = api_of(NED).patch(url, json={"name": "Mine now"})
    moved = api_of(NED).patch(url, json={"position": 0})
    by_owner = api_of(OLGA).patch(url, json={"sharing": "own"})

    assert opened.json["opens"] is True
    assert (renamed.status_code, moved.status_code) == (403, 403)
    assert by_owner.json["sharing"] == "own"
    assert api_of(NED).get(url).status_code == 404


def test_refusals_name_the_field_in_the_readers_language(api_of):
    refused = api_of(ALICE.at(SEVER)).post(API, json={"name": "", "state": "f=nothing:is:1"})
    shared = api_of(ALICE.at(SEVER)).post(API, json={"name": "Все", "sharing": "all"})
    broken = api_of(ALICE).post(API, json={"name": "Odd", "state": "f=nothing:is:1"})

    assert refused.status_code == shared.status_code == broken.status_code == 422
    assert "Вам нельзя делиться" in shared.text or "нельзя" in str(shared.json)
    assert "There is no field" in str(broken.json)


def test_no_one_keeps_more_than_a_hundred_views(api_of):
    alice = api_of(ALICE)
    present = len([one for one in alice.get(f"{API}?limit=200").json["items"] if one["owner_id"] == ALICE.id])
    for number in range(100 - present):
        added(alice, name=f"V{number}")

    assert alice.post(API, json={"name": "One more"}).status_code == 409
