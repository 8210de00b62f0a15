"""Pages of Attention: what went wrong in the same instant is told whole (NOT-3)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from crm.imports.models import Import, Stage
from crm.kernel.db import db
from crm.kernel.jobs import Job
from tests.kit.cast import MAX, NORTH, OLGA, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]


@pytest.fixture
def all_at_once(in_scope: Any, app: Any) -> int:
    """20 imports and 40 jobs that went wrong in the same instant; how many."""
    at = datetime(2026, 11, 25, 10, tzinfo=UTC)
    with in_scope(NORTH):
        for number in range(20):
            db.session.add(
                Import(
                    name=f"{number}.csv", size=1, key=f"{number:032}", stage=Stage.DONE.value, made_by=MAX.id,
                    report={"left_out": 7, "settled": True}, made_at=at,
                )
            )  # fmt: skip
    rows = [
        {
            "tenant_id": NORTH.id, "kind": "files.sweep", "dedup_key": f"dead {number}", "payload": {},
            "state": "dead", "attempts": 12, "last_error": "TypeError", "finished_at": at,
        }
        for number in range(40)
    ]  # fmt: skip
    with app.app_context(), db.engines["control"].begin() as connection:
        connection.execute(insert(Job), rows)
    return 60


@pytest.mark.promise("NOT-3")
@pytest.mark.parametrize("limit", [7, 50])
def test_no_page_leaves_out_what_went_wrong_in_the_same_instant(
    api_of: Any, all_at_once: int, limit: int
) -> None:
    met: list[tuple[str, str, str]] = []
    cursor = None

    while not met or cursor:
        asked = {"limit": limit, **({"cursor": cursor} if cursor else {})}
        answer = api_of(OLGA).get("/api/v1/attention", query_string=asked).json
        met += [(one["kind"], one["title"], one["url"]) for one in answer["items"]]
        cursor = answer["next_cursor"]

    assert len(met) == all_at_once == answer["count"]["value"]
    assert len({one for one in met if one[0] == "imports"}) == 20


@pytest.mark.promise("NOT-3")
def test_the_page_goes_on_within_an_instant(client_of: ClientOf, all_at_once: int) -> None:
    first = client_of(OLGA).get("/attention").text
    (older,) = re.findall(r'href="(/attention\?after=[^"]+)"', first)
    second = client_of(OLGA).get(older).text

    names = [set(re.findall(r"“(\d+\.csv)”", page)) for page in (first, second)]
    assert len(names[0] | names[1]) == 20
    assert not names[0] & names[1]
    assert [page.count("Work on files was not finished") for page in (first, second)] == [60, 20]


@pytest.mark.promise("NOT-3")
def test_work_that_is_late_stands_first_and_is_not_cut_off(
    client_of: ClientOf, api_of: Any, app: Any, all_at_once: int
) -> None:
    for_long = {
        "tenant_id": NORTH.id, "kind": "files.sweep", "dedup_key": "late", "payload": {}, "state": "ready",
        "due_at": "2026-11-01T10:00Z",
    }  # fmt: skip
    with app.app_context(), db.engines["control"].begin() as connection:
        connection.execute(insert(Job).values(for_long))

    page = client_of(MAX).get("/attention").text
    first = api_of(MAX).get("/api/v1/attention?limit=1").json
    second = (
        api_of(MAX).get("/api/v1/attention", query_string={"limit": 200, "cursor": first["next_cursor"]}).json
    )

    assert len(first["items"] + second["items"]) == first["count"]["value"] == all_at_once + 1
    assert page.index("Work in the background is late") < page.index("Work on files was not finished")
