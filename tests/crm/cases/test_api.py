"""Cases by the API: the rules that every resource copies, and nothing that breaks it (API-1, CAS-1)."""

import pytest

from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, OLGA

pytestmark = [pytest.mark.promise("API-1"), pytest.mark.promise("CAS-1")]
STRANGE = [
    "\x00", "\u202e", "x" * 300, "x" * 30_000, "ё́" * 40, -1, 0, 2**63, 1.5, True, None, [], {}, [None], [[]],
    "2026-99-99", "9999-12-31", "0001-01-01", {"1": {}},
]  # fmt: skip
FIELDS = (
    "title", "description", "type_id", "source", "status", "priority", "owner_id", "member_ids",
    "contact_ids", "due_on", "custom", "captured", "nothing",
)  # fmt: skip


def test_a_case_is_added_once_however_often_it_is_sent(api_of):
    alice, key = api_of(ALICE), {"Idempotency-Key": "once-and-only"}

    first = alice.post("/api/v1/cases", json={"title": "Lamp"}, headers=key)
    again = alice.post("/api/v1/cases", json={"title": "Lamp"}, headers=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["id"] == again.json["id"]
    assert first.json["owner_id"] == ALICE.id
    assert first.headers["Location"].endswith(f"/cases/{first.json['id']}")


def test_a_change_meant_for_another_version_does_nothing(api_of):
    alice = api_of(ALICE)
    tag = alice.get("/api/v1/cases/1").headers["ETag"]
    assert (
        alice.patch("/api/v1/cases/1", json={"priority": "high"}, headers={"If-Match": tag}).status_code
        == 200
    )

    late = alice.patch("/api/v1/cases/1", json={"priority": "low"}, headers={"If-Match": tag})

    assert late.status_code == 412
    assert alice.get("/api/v1/cases/1").json["priority"] == "high"


def test_what_is_not_sent_stays_and_null_clears(api_of):
    alice = api_of(ALICE)
    first = alice.patch("/api/v1/cases/1", json={"due_on": "2026-12-24", "member_ids": [BOB.id]})
    assert first.status_code == 200, first.json

    changed = alice.patch("/api/v1/cases/1", json={"due_on": None, "title": "Other"}).json

    assert (changed["title"], changed["due_on"], changed["member_ids"]) == ("Other", None, [BOB.id])
    assert changed["contact_ids"] == [1]


def test_pages_follow_each_other_in_every_order(api_of, a_case):
    for number in range(5):
        a_case(
            f"Lamp {number}", by=ALICE, priority=("low", "high")[number % 2], due_on=f"2026-12-0{number + 1}"
        )
    alice = api_of(ALICE)
    every = {case["id"] for case in alice.get("/api/v1/cases?limit=200").json["items"]}

    for sort in (
        "changed",
        "-changed",
        "created",
        "-created",
        "due",
        "-due",
        "priority",
        "-priority",
        "title",
    ):
        met, cursor = [], None
        while True:
            place = f"&cursor={cursor}" if cursor else ""
            page = alice.get(f"/api/v1/cases?limit=2&sort={sort}{place}").json
            met += [case["id"] for case in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert len(met) == len(set(met)), sort
        assert set(met) == every, sort


@pytest.mark.parametrize(
    ("asked", "number"),
    [("status:is:open", 3), ("status:is:solved", 0), ("owner:is:me", 1), ("person:is:me", 1),
     ("overdue:is:yes", 0), ("overdue:is:no", 3), ("priority:is:normal;title:contains:lamp", 3),
     ("due:empty", 3), ("created:in:today", 3), ("number:contains:2026", 3), ("author:not:me", 2)],
)  # fmt: skip
def test_filters_find_what_they_say(api_of, asked, number):
    assert api_of(ALICE).get(f"/api/v1/cases?filter={asked}").json["count"]["value"] == number


@pytest.mark.parametrize("field", FIELDS)
def test_nothing_that_is_sent_breaks_it(api_of, field):
    olga = api_of(OLGA)

    for strange in STRANGE:
        for answer in (
            olga.post("/api/v1/cases", json={"title": "Lamp", field: strange}),
            olga.patch("/api/v1/cases/1", json={field: strange}),
        ):
            assert answer.status_code in (200, 201, 422), (field, strange, answer.text)


@pytest.mark.parametrize("text", ["\x00", "\u202e", "x" * 50_000, "9" * 40, "-1", "<b>", "%", "'"])
def test_nothing_that_is_typed_breaks_the_pages(client_of, text):
    max_ = client_of(MAX)
    names = (
        "title",
        "description",
        "type_id",
        "owner_id",
        "due_on",
        "status",
        "version",
        "main_id",
        "custom_1",
    )

    for name in names:
        assert max_.post("/cases/1", data={"title": "Lamp", name: text}).status_code in (303, 412, 422), name
    for name in ("contact_ids", "member_ids"):
        assert max_.post("/cases", data={"title": "Lamp", name: ["", text]}).status_code in (303, 422), name
    assert max_.post("/cases/1/comments", data={"body": text}).status_code in (303, 422)
    for path in ("/cases", "/cases/board", "/cases/filter", "/cases/new", "/cases/count"):
        for name in ("q", "f", "sort", "after", "view", "contact_id", "field", "part", "before"):
            answer = max_.get(path, query_string={name: text.encode("utf-8", "replace")[:4000]})
            assert answer.status_code in (200, 303, 404, 422), (path, name)
    for name in ("prefix", "digits", "next_number", "open_en", "open_hue"):
        assert max_.post("/settings/cases", data={"digits": "4", name: text}).status_code in (303, 422), name


def test_an_observer_reads_and_a_stranger_learns_nothing(api_of):
    assert api_of(NED).get("/api/v1/cases/4").status_code == 200
    assert api_of(NED).post("/api/v1/cases", json={"title": "Lamp"}).status_code == 403
    assert api_of(BOB).get("/api/v1/cases?contact_id=3").status_code == 404
    assert api_of(CAROL).get("/api/v1/cases?contact_id=3").json["count"]["value"] == 1


def test_comments_are_read_in_pages_and_changed_by_who_wrote_them(api_of):
    alice = api_of(ALICE)
    for number in range(3):
        body = {"body": f"Number {number}", "internal": number == 1}
        assert alice.post("/api/v1/cases/1/comments", json=body).status_code == 201

    page = alice.get("/api/v1/cases/1/comments?limit=2").json
    assert [one["body"] for one in page["items"]] == ["Number 2", "Number 1"]
    rest = alice.get(f"/api/v1/cases/1/comments?limit=2&cursor={page['next_cursor']}").json
    assert [one["body"] for one in rest["items"]] == ["Number 0", "It is the supply"]
    mine = page["items"][0]["id"]
    assert api_of(MAX).patch(f"/api/v1/cases/1/comments/{mine}", json={"body": "x"}).status_code == 403
    changed = alice.patch(f"/api/v1/cases/1/comments/{mine}", json={"internal": True})
    assert (changed.json["body"], changed.json["internal"], changed.json["version"]) == ("Number 2", True, 2)


@pytest.mark.promise("CON-4")
def test_own_fields_of_cases_are_kept_checked_and_filtered(api_of):
    max_, alice = api_of(MAX), api_of(ALICE)
    field = max_.post(
        "/api/v1/fields", json={"record": "case", "type": "integer", "name": "Lamps", "unique": True}
    )
    assert field.status_code == 201, field.json
    key = str(field.json["id"])

    kept = alice.patch("/api/v1/cases/1", json={"custom": {key: 6}})
    assert kept.json["custom"] == {key: 6}
    taken = alice.post("/api/v1/cases", json={"title": "Lamp", "custom": {key: 6}})
    assert list(taken.json["errors"]) == [f"custom.{key}"]
    found = alice.get(f"/api/v1/cases?filter=own-{key}:more:5").json["items"]
    assert [case["id"] for case in found] == [1]
