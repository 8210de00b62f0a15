"""I7: every route × role × {own, colleague's, other group's, foreign, deleted, random}."""

from io import BytesIO

import pytest

from crm.web.product import Door
from tests.isolation import matrix
from tests.isolation.routes import arguments_of, name_of, path_of
from tests.isolation.samples import FILES, FORMS, PLAIN
from tests.kit.cast import BASE_DOMAIN, NORTH

pytestmark = pytest.mark.promise("I7")

PATTERNS = matrix.patterns()
ROUTES = matrix.routes()


def test_every_route_has_a_row_and_every_row_a_route(app):
    routes = {name_of(door) for door in app.extensions["artel_product"].doors}

    assert sorted(routes - ROUTES.keys()) == [], "these routes have no row in tests/isolation/tables"
    assert sorted(ROUTES.keys() - routes) == [], "these rows have no route"


@pytest.mark.parametrize("route", ROUTES)
def test_everybody_gets_the_answer_that_the_table_says(route, app, visitor_of, database, redis_client):
    door = next(door for door in app.extensions["artel_product"].doors if name_of(door) == route)
    wrong = []

    for standing, values, expected in _cells(door, ROUTES[route]):
        for name in matrix.PEOPLE:
            said = _said(_ask(visitor_of(door, name), door, values))
            if door.method != "GET":
                changed = database.restore()
                redis_client.flushdb()
                said = "idle" if said == "ok" and expected[name] == "idle" and not changed else said
            if said != expected[name]:
                wrong.append(f"{name}, {standing or 'no object'}: {said} instead of {expected[name]}")

    assert not wrong, f"{route}\n" + "\n".join(wrong)


@pytest.fixture
def visitor_of(client_of, api_of, anonymous):
    """Somebody of the table, on the host and by the door of the route."""

    def visitor(door: Door, name: str):
        person = matrix.PEOPLE[name]
        if door.plane == "apex":
            return anonymous(BASE_DOMAIN)
        if person is None:
            return anonymous(NORTH)
        return api_of(person) if door.kind == "api" else client_of(person)

    return visitor


def _cells(door: Door, pattern: str):
    """Each object the door is tried with: its standing, the address's values, and what everybody gets."""
    expected = PATTERNS[pattern]
    argument, *others = arguments_of(door) or [None]
    assert matrix.BESIDE.keys() >= set(others), "name the objects of this door"
    if argument is None:
        yield "", {}, expected[""]
        return
    for standing, value in matrix.OBJECTS[argument].items():
        beside = {other: matrix.BESIDE[other](value) for other in others}
        yield standing, {argument: value, **beside}, expected.get(standing) or expected[""]


def _ask(visitor, door: Door, values):
    if name_of(door) in PLAIN:
        content_type, content = PLAIN[name_of(door)]
        return visitor.post(path_of(door, **values), data=content, content_type=content_type)
    files = {name: (BytesIO(file), name) for name, file in FILES.get(name_of(door), {}).items()}
    sample = FORMS.get(name_of(door), {})
    form = {**(sample(**values) if callable(sample) else sample), **files}
    sent = {"json": form} if door.kind == "api" and not door.uploads else {"data": form}
    return visitor.open(path_of(door, **values), method=door.method, **({} if door.method == "GET" else sent))


def _said(answer) -> str:
    """An answer in the words of the table."""
    if answer.status_code == 401 or answer.headers.get("Location", "").startswith("/sign-in"):
        return "out"
    return "ok" if answer.status_code < 400 else str(answer.status_code)
