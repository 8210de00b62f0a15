"""Doors: every route says what it asks for, and asking for a page changes nothing."""

import pytest

from crm.kernel.access import Doors, May
from tests.isolation.routes import path_of
from tests.kit.cast import ALICE, BASE_DOMAIN, OLGA, SEVER

OUTSIDE = {"static_apex", "static_tenant"}


def test_every_route_is_a_door_that_says_what_it_asks_for(app):
    doors = {(door.endpoint, door.method): door for door in app.extensions["artel_product"].doors}

    for rule in app.url_map.iter_rules():
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            if rule.endpoint not in OUTSIDE:
                assert isinstance(doors[rule.endpoint, method].can, May | Doors), rule


def test_every_permission_that_a_door_asks_for_is_wired(app):
    product = app.extensions["artel_product"]

    for door in product.doors:
        assert isinstance(door.can, Doors) or door.can.key in product.mays, door


def test_apex_doors_ask_for_no_permission(app):
    for door in app.extensions["artel_product"].doors:
        if door.plane == "apex":
            assert door.can is Doors.ANYONE, door


@pytest.mark.parametrize("person", [OLGA, ALICE.at(SEVER)], ids=str)
def test_reading_every_page_changes_nothing_but_for_declared_traces(
    person, app, client_of, api_of, anonymous, database, facts_of
):
    visitors = {"page": client_of(person), "api": api_of(person)}
    traces = set()

    for door in app.extensions["artel_product"].doors:
        if door.method == "GET":
            visitor = anonymous(BASE_DOMAIN) if door.plane == "apex" else visitors[door.kind]
            answer = visitor.get(path_of(door))
            assert answer.status_code < 500, door
            traces |= {door.trace} if door.trace else set()

    assert {type(fact) for fact in facts_of(person.business)} <= traces
    assert {table.rpartition(".")[2] for table in database.restore()} <= {"fact"}
