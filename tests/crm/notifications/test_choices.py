"""What a person chooses to be told of, by page and by API, and one's notices in the API (NOT-1)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.kit.cast import BOB, CAROL, MAX, NORTH, SEVER, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]


@pytest.mark.promise("NOT-1")
@pytest.mark.parametrize(("business", "words"), [(NORTH, "Quiet hours"), (SEVER, "Тихие часы")])
def test_the_page_keeps_what_one_chooses(client_of: ClientOf, api_of: Any, business: Any, words: str) -> None:
    carol = client_of(CAROL.at(business))
    assert words in carol.get("/me/notifications").text

    answer = carol.post(
        "/me/notifications",
        data={
            "kinds-0-key": "given", "kinds-0-bell": "", "kinds-0-mail": "digest", "quiet": "1",
            "begins": "19:00", "ends": "07:30", "days_off": "1", "digest_at": "10:15", "gathers": "1",
        },
    )  # fmt: skip

    assert answer.status_code == 303
    kept = api_of(CAROL.at(business)).get("/api/v1/me/notifications").json
    assert kept["kinds"]["given"]["mail"] == "digest"
    assert kept["kinds"]["given"]["bell"] is False
    assert kept["kinds"]["mentioned"]["mail"] == "now"
    assert kept["quiet"] == {"begins": "19:00", "ends": "07:30", "days_off": True}
    assert kept["digest_at"] == "10:15"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"quiet": "1", "begins": "08:00", "ends": "08:00"}, "should end at another time"),
        ({"quiet": "1", "begins": "8 o'clock", "ends": "08:00"}, "no time of the day"),
        ({"digest_at": ""}, "Fill this in"),
        ({"kinds-0-key": "nothing", "kinds-0-mail": "now"}, "no such kind"),
        ({"kinds-0-key": "given", "kinds-0-mail": "sometimes\x00"}, "Choose one of the given"),
        ({"kinds": "x", "digest_at": "25:99"}, "no time of the day"),
        ({"kinds-0-key": ["given", "given"], "digest_at": "25:99"}, "no time of the day"),
    ],
)
def test_what_can_t_be_is_refused_beside_its_field_and_comes_back(
    client_of: ClientOf, data: dict[str, Any], words: str
) -> None:
    answer = client_of(CAROL).post("/me/notifications", data={"digest_at": "09:00", **data})

    assert answer.status_code == 422
    assert words in answer.text


def test_the_api_tells_of_notices_page_by_page_and_marks_them(
    api_of: Any, a_contact: Any, run_jobs: Any
) -> None:
    for name in ("Lamp", "Light", "Candle"):
        a_contact("Greta", name, managers=[CAROL], by=MAX)
    run_jobs()
    carol = api_of(CAROL)

    first = carol.get("/api/v1/notices?limit=2").json
    rest = carol.get(f"/api/v1/notices?limit=2&cursor={first['next_cursor']}").json

    assert [one["kind"] for one in first["items"]] == ["given", "given"]
    assert first["count"] == {"value": 3, "capped": False}
    assert "responsible for Greta Lamp" in rest["items"][0]["text"]
    assert rest["next_cursor"] is None
    ids = [one["id"] for one in first["items"]]
    assert carol.post("/api/v1/notices/readings", json={"ids": ids}).json == {"unread": 1}
    assert api_of(BOB).post("/api/v1/notices/readings", json={"all": True}).json == {"unread": 0}
    assert len(carol.get("/api/v1/notices?unread=true").json["items"]) == 1
    assert carol.get("/api/v1/notices", headers={"Accept-Language": "ru"}).json["items"][0]["text"] != ""
