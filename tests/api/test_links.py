"""Links between contacts in the API (CON-9)."""

import pytest

from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, Standing

pytestmark = pytest.mark.promise("CON-9")
CONTACTS = "/api/v1/contacts"
ROMASHKA = {"kind": "company", "name": "Romashka"}
IVAN = {"kind": "person", "first_name": "Ivan", "last_name": "Petrov"}


@pytest.fixture
def pair(api_of):
    """A person and a company of Alice's, by their paths."""
    added = [api_of(ALICE).post(CONTACTS, json=contact).json for contact in (IVAN, ROMASHKA)]
    return [(f"{CONTACTS}/{contact['id']}", contact["id"]) for contact in added]


def test_a_link_is_made_read_changed_and_taken_away(api_of, pair):
    client, ((ivan, ivan_id), (romashka, romashka_id)) = api_of(ALICE), pair

    added = client.post(f"{ivan}/links", json={"contact_id": romashka_id, "role": "clerk"})
    at = added.headers["Location"]
    shown = client.get(at).json
    patched = client.patch(at, json={"role": "director", "former": True}).json
    from_there = client.get(romashka).json["links"]
    removed = client.delete(at)

    assert added.status_code == 201
    assert added.json == shown == {
        "id": shown["id"], "contact_id": romashka_id, "kind": "employment", "role": "clerk", "back_role": "",
        "main": True, "former": False,
    }  # fmt: skip
    assert patched == {**shown, "role": "director", "former": True, "main": False}
    assert from_there == [{**patched, "contact_id": ivan_id}]
    assert removed.status_code == 204
    assert client.get(at).status_code == 404
    assert client.get(ivan).json["links"] == []


def test_a_new_usual_role_brings_its_counterpart_and_own_words_stay(api_of):
    client = api_of(CAROL)
    at = f"{CONTACTS}/{int(Standing.READABLE)}/links"
    link = client.post(at, json={"contact_id": int(Standing.WRITABLE), "role": "child"}).json

    changed = client.patch(f"{at}/{link['id']}", json={"role": "assistant"}).json
    own = client.patch(f"{at}/{link['id']}", json={"back_role": "my boss"}).json
    kept = client.patch(f"{at}/{link['id']}", json={"role": "friend"}).json

    assert (link["role"], link["back_role"]) == ("child", "parent")
    assert (changed["role"], changed["back_role"]) == ("assistant", "superior")
    assert (own["role"], own["back_role"]) == ("assistant", "my boss")
    assert (kept["role"], kept["back_role"]) == ("friend", "my boss")


@pytest.mark.promise("ACC-6")
@pytest.mark.parametrize("hidden", [Standing.COLLEAGUES, Standing.DELETED, Standing.FOREIGN, Standing.RANDOM])
def test_what_is_hidden_is_refused_like_what_is_not_there(api_of, hidden):
    answer = api_of(ALICE).post(f"{CONTACTS}/{int(Standing.OWN)}/links", json={"contact_id": int(hidden)})

    assert answer.status_code == 422
    assert answer.json["errors"] == {"contact_id": "There is nothing here, or you have no access to it."}


@pytest.mark.promise("ACC-6")
def test_links_and_counts_are_the_readers_and_so_is_the_etag(api_of, pair, a_contact):
    (romashka, _) = pair[1]
    people = [a_contact(name, managers=[ALICE, BOB][: number + 1]).id for number, name in enumerate("AB")]
    for contact_id in people:
        api_of(ALICE).post(f"{romashka}/links", json={"contact_id": contact_id})
    api_of(ALICE).patch(romashka, json={"sharing": "read"})
    told = {person: api_of(person).get(romashka) for person in (ALICE, BOB, NED)}

    lists = {person: api_of(person).get(f"{romashka}/links").json for person in told}
    api_of(ALICE).patch(f"{CONTACTS}/{people[1]}", json={"sharing": "read"})
    again = api_of(NED).get(romashka, headers={"If-None-Match": told[NED].headers["ETag"]})

    for person, seen in ((ALICE, 2), (BOB, 1), (NED, 0)):
        assert len(told[person].json["links"]) == lists[person]["count"]["value"] == seen
    assert len({answer.headers["ETag"] for answer in told.values()}) == 3
    assert (again.status_code, len(again.json["links"])) == (200, 1)


def test_if_match_names_the_version_of_the_contact(api_of, pair):
    client, ((ivan, _), (_, romashka_id)) = api_of(ALICE), pair
    at = client.post(f"{ivan}/links", json={"contact_id": romashka_id}).headers["Location"]

    for act in (
        lambda **sent: client.patch(at, json={"role": "clerk"}, **sent),
        lambda **sent: client.delete(at, **sent),
    ):
        assert act(headers={"If-Match": '"1"'}).status_code == 412
        assert act(headers={"If-Match": client.get(ivan).headers["ETag"]}).status_code < 300


def test_the_links_of_a_contact_are_walked_page_by_page(api_of, pair, a_contact):
    client, (romashka, _) = api_of(MAX), pair[1]
    for number in range(5):
        person = a_contact(f"N{number}", managers=[ALICE])
        client.post(f"{romashka}/links", json={"contact_id": person.id, "former": number == 0})
    client.post(f"{romashka}/links", json={"contact_id": client.post(CONTACTS, json=ROMASHKA).json["id"]})
    seen, cursor = [], ""

    while cursor is not None:
        page = client.get(f"{romashka}/links?kind=person&limit=2{cursor}").json
        assert page["count"]["value"] == 5
        seen += [(client.get(f"{CONTACTS}/{link['contact_id']}").json["first_name"], link["former"])
                 for link in page["items"]]  # fmt: skip
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"

    assert seen == [("N1", False), ("N2", False), ("N3", False), ("N4", False), ("N0", True)]


@pytest.mark.promise("L10")
def test_a_list_of_contacts_with_many_links_takes_no_more_queries(api_of, pair, a_contact, count_queries):
    client, (romashka, _), counts = api_of(ALICE), pair[1], []
    for _more in range(2):
        for _number in range(4):
            client.post(f"{romashka}/links", json={"contact_id": a_contact(managers=[ALICE]).id})
        with count_queries() as sent:
            client.get(CONTACTS)
        counts.append(len(sent))

    assert counts[0] == counts[1]
