"""I2: an error at any statement of a request; then another workspace's request in the same process."""

from collections.abc import Callable
from contextlib import contextmanager

import pytest
from psycopg.errors import lookup
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from crm.kernel.db import db
from tests.kit.cast import ALICE, NORTH, SEVER, Standing
from tests.kit.watch import POOLS

pytestmark = pytest.mark.promise("I2")

NEW = {
    "kind": "person",
    "first_name": "Vera",
    "last_name": "Orlova",
    "comms": [{"kind": "phone", "value": "112"}],
}
REQUESTS: dict[str, Callable] = {
    "list": lambda api: api.get("/api/v1/contacts?q=ivan"),
    "read": lambda api: api.get(f"/api/v1/contacts/{Standing.OWN}"),
    "add": lambda api: api.post("/api/v1/contacts", json=NEW, headers={"Idempotency-Key": "k1"}),
    "edit": lambda api: api.patch(f"/api/v1/contacts/{Standing.OWN}", json={"first_name": "Igor"}),
    "delete": lambda api: api.delete(f"/api/v1/contacts/{Standing.OWN}"),
}


class Planted(Exception):
    """What goes wrong."""


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS.keys())
def test_after_an_error_at_any_statement_the_next_workspace_sees_its_own(
    request_, app, api_of, count_queries, database
):
    app.directory.forget()
    with count_queries() as sent:
        assert request_(api_of(ALICE)).status_code < 300
    database.restore()
    assert len(sent) > 3

    for number in range(len(sent)):
        failing, other = api_of(ALICE), api_of(ALICE.at(SEVER))
        failing.allow_500 = True
        app.directory.forget()
        with _error_at(app, number):
            answer = request_(failing)
        assert answer.status_code == 500, f"statement {number}: {sent.texts[number]}"

        next_answer = other.get("/api/v1/contacts")

        assert next_answer.status_code == 200
        assert {item["comms"][0]["value"] for item in next_answer.json["items"]} == {"ivan@sever.example"}
        POOLS.assert_clean()
    assert database.restore() in ([], ["control.job"]), "an act that failed must leave nothing"


def test_after_a_connection_is_lost_the_next_workspace_sees_its_own(app, api_of, database):
    for number in range(1, 6):
        failing, other = api_of(ALICE), api_of(ALICE.at(SEVER))
        failing.allow_500 = True
        with _connection_lost_at(app, number, database):
            failing.get("/api/v1/contacts")

        assert other.get("/api/v1/me").json["email"] == "alice@sever.example"
        assert failing.get("/api/v1/me").json["email"] == f"alice@{NORTH.domain}"


WRITES: dict[str, Callable] = {
    **{name: REQUESTS[name] for name in ("read", "add")},
    "form": lambda api: api.post("/contacts", data={**NEW, "comms": []}),
}


@pytest.mark.promise("R4")
@pytest.mark.parametrize("name", WRITES)
def test_whoever_asks_while_the_database_goes_away_is_told_to_ask_again(
    name, app, api_of, client_of, count_queries, database
):
    person = ALICE.at(SEVER)
    visitor = client_of(person) if name == "form" else api_of(person)
    app.directory.forget()
    with count_queries() as sent:
        assert WRITES[name](visitor).status_code < 400
    database.restore()

    for number in range(len(sent)):
        visitor = client_of(person) if name == "form" else api_of(person)
        app.directory.forget()
        with _connection_lost_at(app, number, database):
            answer = WRITES[name](visitor)

        _assert_asked_again(answer, name, knows_who=number > len(sent) // 2)
    database.restore()


@pytest.mark.promise("R4")
@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_whoever_others_were_in_the_way_of_is_told_to_ask_again(state, app, api_of, client_of):
    def fail(_connection):
        raise OperationalError("SELECT", {}, lookup(state)("in the way"))

    for name, visitor in (("add", api_of(ALICE.at(SEVER))), ("form", client_of(ALICE.at(SEVER)))):
        with _at_statement(app, 3, fail):
            answer = WRITES[name](visitor)

        assert answer.status_code == 503
        _assert_asked_again(answer, name, knows_who=True)


def _assert_asked_again(answer, name, *, knows_who):
    """It was done after all, or is to be sent again: in the reader's language, once it is known who asks."""
    assert answer.status_code == 503 or answer.status_code < 400
    if answer.status_code == 503:
        assert answer.headers["Retry-After"]
        said = answer.text if name == "form" else answer.json["title"]
        assert "опробуйте" in said or not knows_who


@contextmanager
def _error_at(app, number):
    with _at_statement(app, number, _raise):
        yield


@contextmanager
def _connection_lost_at(app, number, database):
    def kill(connection):
        pid = connection.connection.driver_connection.info.backend_pid
        database.owner.execute("SELECT pg_terminate_backend(%s)", (pid,))

    with _at_statement(app, number, kill):
        yield


def _raise(_connection):
    raise Planted


@contextmanager
def _at_statement(app, number, happens):
    seen = 0

    def look(connection, *_rest):
        nonlocal seen
        seen += 1
        if seen == number + 1:
            happens(connection)

    with app.app_context():
        engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", look)
