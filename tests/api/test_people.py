"""People in the JSON API."""

import pytest

from tests.kit.cast import ALICE, CAST, MAX, NORTH

NAMES = sorted(person.first_name for person in CAST)


@pytest.mark.promise("API-1")
def test_a_token_tells_whose_it_is_and_what_it_may(api_of):
    me = api_of(ALICE).get("/api/v1/me").json

    assert (me["id"], me["name"], me["email"]) == (ALICE.id, "Alice", ALICE.email)
    assert me["scopes"] == ["*"]
    assert me["may"]["contacts.view"] == "own"
    assert me["workspace"]["slug"] == NORTH.slug
    assert me["workspace"]["address"] == f"http://{NORTH.host}"


def test_everybody_may_know_who_works_here(api_of):
    users = api_of(ALICE).get("/api/v1/users").json

    assert [user["name"] for user in users["items"]] == NAMES
    assert users["count"] == {"value": len(NAMES), "capped": False}
    assert users["items"][0].keys() == {"id", "name"}


def test_users_come_page_by_page(api_of):
    client, seen, cursor = api_of(MAX), [], ""

    while cursor is not None:
        page = client.get(f"/api/v1/users?limit=4{cursor}").json
        seen += [user["name"] for user in page["items"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"

    assert seen == NAMES


@pytest.mark.parametrize(
    ("q", "found"), [("ali", ["Alice"]), ("ALICE", ["Alice"]), ("%", []), ("nobody", [])]
)
def test_users_are_looked_for_by_part_of_the_name(api_of, q, found):
    users = api_of(MAX).get("/api/v1/users", query_string={"q": q}).json

    assert [user["name"] for user in users["items"]] == found
