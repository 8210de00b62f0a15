"""A statement longer than psycopg remembers is taken apart once, and asks what it says each time."""

from typing import Any

from sqlalchemy import literal, select

from crm.kernel import db as database
from crm.kernel.db import db
from tests.kit.cast import NORTH

COLUMNS = 100


def test_a_long_statement_is_taken_apart_once_and_asked_with_its_own_values(in_scope: Any) -> None:
    with in_scope(NORTH, read_only=True):
        assert len(str(_asked(0))) > database.LONG_QUERY
        first = db.session.execute(_asked(0)).one()
        before = database._taken_apart.cache_info()
        second = db.session.execute(_asked(1)).one()
        after = database._taken_apart.cache_info()

    assert (list(first), list(second)) == ([*range(COLUMNS)], [*range(1, COLUMNS + 1)])
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)


def _asked(begin: int) -> Any:
    return select(*(literal(begin + number).label(f"column_{number}") for number in range(COLUMNS)))
