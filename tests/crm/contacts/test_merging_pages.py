"""The finder and the merge as people and programs use them."""

import re

import pytest
from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.contacts.models.duplicates import DuplicatePair
from crm.kernel.db import db
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER

pytestmark = [pytest.mark.promise("CON-16"), pytest.mark.promise("CON-17")]


@pytest.fixture
def a_pair(a_contact, run_jobs):
    """Two contacts of Alice's that look like one."""
    comms = [{"kind": "email", "value": "sidorov@example.com"}]
    pair = a_contact("Ivan", "Sidorov", comms=comms), a_contact("Vanya", "Sidorov", comms=comms)
    run_jobs()
    return pair


def test_the_finder_shows_pairs_with_reasons_to_those_who_see_both(client_of, a_pair):
    alice, carol = (client_of(person).get("/contacts/duplicates").text for person in (ALICE, CAROL))

    for shown in ("Ivan Sidorov", "Vanya Sidorov", "Same e-mail: sidorov@example.com"):
        assert shown in alice
        assert shown not in carol


def test_the_finder_speaks_russian(client_of, a_contact, run_jobs):
    for name in ("Иван", "Ivan"):
        a_contact(name, "Сидоров", at=SEVER, managers=[ALICE.at(SEVER)])
    run_jobs()

    text = client_of(ALICE.at(SEVER)).get("/contacts/duplicates").text

    assert "Одинаковые имя и фамилия" in text


def test_a_search_is_started_shown_stopped_and_told_of(client_of, run_jobs):
    alice = client_of(ALICE)

    started = alice.post("/contacts/duplicates/search", follow_redirects=True).text
    alice.post("/contacts/duplicates/search/cancellation")
    stopped = alice.get("/contacts/duplicates/progress").text

    assert "Looking through all contacts" in started
    assert 'data-poll="/contacts/duplicates/progress"' in started
    assert "data-poll" not in stopped
    assert client_of(NED).post("/contacts/duplicates/search").status_code == 403


def test_not_a_duplicate_is_remembered_and_taken_back(client_of, a_pair, in_scope):
    alice = client_of(ALICE)
    both = {"one": str(a_pair[0].id), "other": str(a_pair[1].id)}

    said = alice.post("/contacts/duplicates/dismissal", data=both, follow_redirects=True).text
    elsewhere = alice.get("/contacts/duplicates?said=two").text
    undo = re.search(r'action="(/contacts/duplicates/return[^"]*)"', said)[1].replace("&amp;", "&")
    again = alice.post(undo, follow_redirects=True).text

    assert "Vanya Sidorov" not in said
    assert "Vanya Sidorov" in elsewhere
    assert "Vanya Sidorov" in again


def test_two_are_merged_from_the_finder(client_of, a_pair):
    one, other = a_pair
    alice = client_of(ALICE)
    finder = alice.get("/contacts/duplicates").text
    place = f"/contacts/merge?id={one.id}&id={other.id}"

    form = alice.get(place).text
    names = {
        "id": [str(one.id), str(other.id)],
        "survivor_id": str(other.id),
        "choice.first_name": str(one.id),
    }
    shown = alice.post("/contacts/merges", data={**names, "then": "preview"}).text
    merged = alice.post("/contacts/merges", data=names, follow_redirects=True)

    assert place.replace("&", "&amp;") in finder
    assert "Which value is right?" in form
    assert "Nobody will see more than now." in shown
    assert merged.request.path == f"/contacts/{other.id}"
    assert "<h1>Ivan Sidorov</h1>" in merged.text


def test_the_preview_names_who_would_see_more(client_of, a_contact):
    one, other = a_contact("Ivan", "Sidorov"), a_contact("I", "S", managers=[ALICE, BOB], by=ALICE)

    text = client_of(ALICE).get(f"/contacts/merge?id={one.id}&id={other.id}").text

    assert "Who will see more than now" in text
    assert "Bob — Ivan Sidorov" in text


def test_a_change_since_the_preview_shows_it_once_more(client_of, a_pair, in_scope):
    one, other = a_pair
    names = {"id": [str(one.id), str(other.id)], f"version.{other.id}": "7"}

    answer = client_of(ALICE).post("/contacts/merges", data=names)

    assert answer.status_code == 412
    assert "Somebody changed one of these contacts meanwhile" in answer.text
    with in_scope(NORTH, read_only=True):
        assert db.session.get_one(Contact, other.id).deleted_at is None


def test_old_addresses_lead_to_the_survivor_for_those_who_see_it(client_of, api_of, a_pair):
    one, other = a_pair
    ids = {"id": [str(one.id), str(other.id)]}
    client_of(ALICE).post("/contacts/merges", data=ids)

    page = client_of(ALICE).get(f"/contacts/{other.id}?tab=history")
    told = api_of(ALICE).get(f"/api/v1/contacts/{other.id}")

    assert (page.status_code, page.location) == (302, f"/contacts/{one.id}?tab=history")
    assert (told.status_code, told.location) == (308, f"/api/v1/contacts/{one.id}")
    assert client_of(CAROL).get(f"/contacts/{other.id}").status_code == 404
    assert api_of(CAROL).get(f"/api/v1/contacts/{other.id}").status_code == 404
    assert api_of(ALICE).delete(f"/api/v1/contacts/{other.id}").status_code == 404


@pytest.mark.promise("API-1")
def test_programs_list_pairs_and_remember_what_is_none(api_of, a_pair):
    one, other = a_pair
    api = api_of(ALICE)

    [pair] = api.get("/api/v1/contacts/duplicates").json["items"][-1:]
    listed = api.get("/api/v1/contacts/duplicates?limit=1").json
    following = api.get(f"/api/v1/contacts/duplicates?limit=1&cursor={listed['next_cursor']}")
    said = api.post("/api/v1/contacts/not-duplicates", json={"contact_ids": [one.id, other.id]})
    two = api.get("/api/v1/contacts/not-duplicates").json["items"]
    back = {"contact_ids": [other.id, one.id], "not_duplicates": False}

    assert pair["reasons"]
    assert following.status_code == 200
    assert said.status_code == 201
    assert [[contact["id"] for contact in pair["contacts"]] for pair in two] == [[one.id, other.id]]
    assert api.post("/api/v1/contacts/not-duplicates", json=back).json["not_duplicates"] is False
    assert api.get("/api/v1/contacts/not-duplicates").json["count"]["value"] == 0


@pytest.mark.promise("API-1")
def test_programs_preview_and_merge(api_of, a_pair, in_scope):
    one, other = a_pair
    body = {"survivor_id": one.id, "loser_ids": [other.id], "choices": {"first_name": other.id}}
    api = api_of(MAX)

    shown = api.post("/api/v1/contacts/merges", json={**body, "preview": True}).json
    stale = api.post("/api/v1/contacts/merges", json={**body, "versions": {str(one.id): 9}})
    merged = api.post("/api/v1/contacts/merges", json=body).json

    assert (shown["contact"], shown["values"]["first_name"], shown["gains"]) == (None, other.id, [])
    assert stale.status_code == 412
    assert merged["contact"]["first_name"] == "Vanya"
    with in_scope(NORTH, read_only=True):
        assert db.session.scalars(select(DuplicatePair)).all() is not None
        assert db.session.get_one(Contact, other.id).merged_into == one.id
