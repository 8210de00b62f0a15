"""Conditions as SQL, for columns and expressions of any kind of record.

``is`` and its like are false where nothing is known, ``not`` and its like are true there.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import and_, func, literal, or_, true

from crm.kernel.search_text import escaped
from crm.team.queries import workspace_settings
from crm.views import periods
from crm.views.periods import Stretch

Values = tuple[Any, ...]
Clause: TypeAlias = Any
"""A condition of SQL, of type bool."""


def folded(column: Any) -> Any:
    """A text as it is compared: case doesn't count, ё is е."""
    return func.replace(func.lower(column), "ё", "е")


def lowered(text: str) -> str:
    """The same for a text at hand."""
    return text.lower().replace("ё", "е")


def of_text(column: Any, op: str, values: Values, *, fold: Callable[[str], str] = lowered) -> Clause:
    """A text that is empty where nothing is known. ``fold`` does to a value what was done to the column."""
    known = func.coalesce(column, "")
    wanted = [fold(value) for value in values]
    if op == "contains":
        return known.like(f"%{escaped(wanted[0])}%")
    if op == "lacks":
        return known.not_like(f"%{escaped(wanted[0])}%")
    if op == "begins":
        return known.like(f"{escaped(wanted[0])}%")
    if op in ("empty", "filled"):
        return known == "" if op == "empty" else known != ""
    return known.in_(wanted) if op == "is" else known.not_in(wanted)


def chosen(column: Any, op: str, values: Values) -> Clause:
    """A column that holds one value, or NULL."""
    if op in ("empty", "filled"):
        return column.is_(None) if op == "empty" else column.is_not(None)
    return column.in_(values) if op == "is" else or_(column.is_(None), column.not_in(values))


def number(expression: Any, op: str, values: Values) -> Clause:
    """A number, or NULL."""
    first = literal(values[0], expression.type) if values else None
    if op in ("empty", "filled"):
        return expression.is_(None) if op == "empty" else expression.is_not(None)
    if op == "between":
        return and_(expression >= first, expression <= literal(values[1], expression.type))
    if op == "not":
        return expression.is_distinct_from(first)
    return {"is": expression == first, "more": expression > first, "less": expression < first}[op]


def day(column: Any, op: str, values: Values, as_bound: Callable[[date], Any] = lambda on: on) -> Clause:
    """A day, or NULL. ``as_bound`` makes of a day what the column is compared with."""
    if op in ("empty", "filled"):
        return column.is_(None) if op == "empty" else column.is_not(None)
    since, until = stretch(op, values)
    return _between(column, since and as_bound(since), until and as_bound(until))


def moment(column: Any, op: str, values: Values) -> Clause:
    """An instant; days are the reader's."""
    if op in ("empty", "filled"):
        return column.is_(None) if op == "empty" else column.is_not(None)
    return _between(column, *periods.instants(stretch(op, values)))


def stretch(op: str, values: Values) -> Stretch:
    """The days that the operator names."""
    if op == "in":
        first = workspace_settings().first_weekday if "week" in values[0] else 1
        return periods.period(values[0], first_weekday=first)
    if op in _OF_DAYS:
        return _OF_DAYS[op](values[0])
    after = timedelta(days=1)
    if op == "before":
        return Stretch(None, values[0])
    if op == "after":
        return Stretch(values[0] + after, None)
    return Stretch(values[0], values[-1] + after)


_OF_DAYS: Final = {"last": periods.last, "next": periods.coming, "older": periods.older}


def _between(column: Any, since: Any, until: Any) -> Clause:
    bounds = [column >= literal(since, column.type)] if since is not None else []
    bounds += [column < literal(until, column.type)] if until is not None else []
    return and_(true(), *bounds)
