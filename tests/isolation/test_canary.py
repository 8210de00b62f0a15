"""I8: the twin lives through a day, and nothing of it shows anywhere else.

The scan itself runs after every test (``tests.kit.canary``); here it is given something to see.
"""

import pytest

from tests.isolation.routes import path_of
from tests.kit.canary import CANARY_WATCH
from tests.kit.cast import ALICE, BASE_DOMAIN, BOB, CANARY, MAX, NED, NORTH, OLGA, SEVER, TWIN

pytestmark = pytest.mark.promise("I8")
IDS = ("contact_id", "case_id", "user_id", "group_id", "type_id", "tag_id", "field_id")


def test_a_day_of_the_twin_leaves_no_trace_outside(client_of, api_of, anonymous, run_jobs, mails):
    olga, api = client_of(OLGA.at(TWIN)), api_of(MAX.at(TWIN))
    new = {"kind": "person", "first_name": f"Vera {CANARY}", "last_name": CANARY, "manager_ids": [ALICE.id]}

    assert api.post("/api/v1/contacts", json=new).status_code == 201
    assert api.get(f"/api/v1/contacts?q={CANARY}").json["items"]
    assert olga.get(f"/contacts?q={CANARY}").status_code == 200
    assert olga.post("/settings/groups", data={"name": CANARY}).status_code == 303
    form = {"email": "igor@leak.example", "name": CANARY, "role_id": "3", "locale": "en"}
    assert olga.post("/settings/invitations", data=form).status_code == 303
    anonymous(TWIN).post("/password-reset", data={"email": ALICE.at(TWIN).email})
    anonymous(TWIN).post("/sign-in", data={"email": ALICE.at(TWIN).email, "password": "wrong"})
    anonymous(BASE_DOMAIN).post("/find", data={"email": ALICE.at(TWIN).email})
    run_jobs()

    assert len(mails()) == 4


@pytest.mark.parametrize("person", [OLGA, MAX, ALICE, BOB, NED, OLGA.at(SEVER)], ids=str)
def test_no_page_shows_the_twin_to_anybody_else(person, app, client_of, api_of, redis_client):
    visitors = {"page": client_of(person), "api": api_of(person)}

    for door in app.extensions["artel_product"].doors:
        if door.method == "GET" and door.plane == "tenant":
            for path in {path_of(door, **dict.fromkeys(IDS, number)) for number in (1, 7)}:
                visitors[door.kind].get(path)


@pytest.mark.parametrize("path", ["/contacts?q=LEAK", "/contacts?q=leak.example", "/api/v1/contacts?q=LEAK"])
def test_searching_for_the_twin_finds_nothing(path, client_of, api_of):
    visitor = api_of(OLGA) if path.startswith("/api") else client_of(OLGA)

    assert visitor.get(path).status_code == 200
    CANARY_WATCH.sightings.clear()  # the page repeats what was searched for


def test_the_watch_would_see_it(anonymous, app):
    """The canary is not asleep: shown on another's host, it is seen."""
    with app.test_request_context():
        pass
    answer = anonymous(NORTH).get(f"/sign-in?next=/{CANARY}")

    assert answer.status_code == 200
    sightings, CANARY_WATCH.sightings[:] = list(CANARY_WATCH.sightings), []
    assert (CANARY in answer.text) == bool(sightings)
