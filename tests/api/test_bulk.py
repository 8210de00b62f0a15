"""Selecting contacts and changing many of them over the API (CON-11, CON-12)."""

import pytest

from tests.kit.cast import ALICE, BOB, NED, Standing

pytestmark = pytest.mark.promise("CON-12")
AT = "/api/v1/contacts/bulk"
OWN, READABLE, WRITABLE = (int(Standing[name]) for name in ("OWN", "READABLE", "WRITABLE"))


def test_few_named_contacts_are_changed_before_the_answer_comes(api_of):
    alice = api_of(ALICE)

    answer = alice.post(
        AT, json={"action": "type", "contact_ids": [OWN, READABLE, 2], "values": {"type_id": 1}}
    )
    read = alice.get(answer.location).json
    report = alice.get(f"{answer.location}/report").json

    assert answer.status_code == 201
    assert answer.headers["Artel-Act"] == str(read["act_id"])
    assert (read["state"], read["total"], read["changed"], read["skipped"]) == ("done", 2, 1, 1)
    assert read["reasons"] == {"forbidden": 1}
    assert report["items"] == [
        {"contact_id": OWN, "result": "changed", "reason": "", "reason_code": ""},
        {"contact_id": READABLE, "result": "skipped", "reason": "You may not do this to it.",
         "reason_code": "forbidden"},
    ]  # fmt: skip
    assert alice.get(f"{answer.location}/report?cursor={report['next_cursor']}").json["items"] == []
    assert api_of(BOB).get(answer.location).status_code == 404


@pytest.mark.promise("CON-11")
def test_the_selection_is_filled_by_a_query_read_page_by_page_and_acted_on(api_of):
    alice = api_of(ALICE)

    filled = alice.post("/api/v1/contacts/selection?q=ivan", json={"matching": True, "remove": [READABLE]})
    first = alice.get("/api/v1/contacts/selection?limit=1").json
    second = alice.get(f"/api/v1/contacts/selection?limit=1&cursor={first['next_cursor']}").json
    done = alice.post(AT, json={"action": "tags", "selected": True, "values": {"add": ["VIP"]}}).json

    assert filled.json["contact_ids"] == [OWN, WRITABLE]
    assert first["contact_ids"] + second["contact_ids"] == [OWN, WRITABLE]
    assert second["next_cursor"] is None
    assert done["changed"] + done["same"] == 2


def test_all_that_match_a_query_are_changed(api_of):
    done = api_of(ALICE).post(
        f"{AT}?q=ivan", json={"action": "sharing", "matching": True, "values": {"sharing": "read"}}
    )

    assert done.json["total"] == 3
    assert done.json["reasons"] == {"forbidden": 2}


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"action": "type", "values": {"type_id": 1}}, 422, "contact_ids"),
        ({"action": "type", "selected": True, "matching": True}, 422, "contact_ids"),
        ({"action": "type", "selected": True, "values": {"type_id": 1}}, 422, "contacts"),
        ({"action": "type", "contact_ids": [OWN], "values": {"type_id": 99}}, 422, "type_id"),
        ({"action": "type", "contact_ids": [OWN], "values": {"colour": 99}}, 422, "colour"),
        ({"action": "type", "contact_ids": [], "values": {}}, 422, "contact_ids"),
        ({"action": "nothing", "contact_ids": [OWN]}, 404, None),
        ({"action": "tags", "contact_ids": [OWN], "values": {"add": 5}}, 422, "add"),
    ],
)
def test_what_is_wrong_is_told_by_its_field(api_of, body, status, field):
    answer = api_of(ALICE).post(AT, json=body)

    assert answer.status_code == status
    if field:
        assert any(name.startswith(field) for name in answer.json["errors"]), answer.json


def test_an_observer_changes_nothing(api_of):
    assert api_of(NED).post(AT, json={"action": "type", "contact_ids": [READABLE]}).status_code == 403


def test_a_preview_tells_whom_it_would_be_about_refuses_alike_and_makes_nothing(api_of):
    alice, tags = api_of(ALICE), "/api/v1/tags"
    before = alice.get(tags).json["count"]
    wish = {"action": "tags", "contact_ids": [OWN, READABLE, 2], "values": {"add": ["Not yet there"]}}

    told = alice.post(f"{AT}/preview", json=wish)
    refused = alice.post(f"{AT}/preview", json={**wish, "values": {}})
    nobody = alice.post(f"{AT}/preview", json={**wish, "contact_ids": [2]})

    assert (told.status_code, told.json) == (201, {"contacts": {"value": 2, "capped": False}, "warning": ""})
    assert alice.get(tags).json["count"] == before
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["add"])
    assert (nobody.status_code, list(nobody.json["errors"])) == (422, ["contacts"])
    assert api_of(NED).post(f"{AT}/preview", json=wish).status_code == 403
