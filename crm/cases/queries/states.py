"""What of the list is asked for, as the query of its address: read, and written in one normal form."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import BigInteger, func, literal, select, union_all

from crm.cases.access import seen_at_once
from crm.cases.models.case import Case
from crm.cases.queries.columns import codes_in
from crm.cases.queries.filterable import fields_in
from crm.cases.queries.listing import conditions, everybodys
from crm.cases.queries.walking import Lane, count, met
from crm.cases.queries.wishes import SORTS, Wish
from crm.contacts.queries.matching import LONGEST_QUERY
from crm.contacts.queries.states import TOO_LONG
from crm.contacts.queries.states import given as given
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.forms import clean
from crm.kernel.paging import COUNT_CAP, Count
from crm.views.fields import check
from crm.views.forms import LONGEST_STATE
from crm.views.language import Node, all_of, parse, printed

Given = Mapping[str, Sequence[str]]
STATED: Final = frozenset({"q", "f", "sort", "columns"})
"""What of an address is the state of the list; the rest is a place in it."""
WHOLE: Final = "sort=changed"
"""The state of the list with nothing left out."""


def read(asked: Given) -> Wish:
    """What the values of an address ask for, but for the page.

    Raises:
        Invalid: its filter can't be read.
    """
    sort = _first(asked, "sort")
    return Wish(
        q=str(clean(_first(asked, "q"))).strip()[:LONGEST_QUERY],
        sort=sort if sort.removeprefix("-") in SORTS else "changed",
        filter=all_of(map(parse, asked.get("f", ()))),
        columns=codes_in(_first(asked, "columns")),
    )


def values(wish: Wish, parts: Iterable[Node] | None = None) -> dict[str, Any]:
    """The wish as the values of an address, but for the page; with these as the parts of its filter."""
    filters = [printed(part) for part in (wish.filter.parts if parts is None else parts)]
    columns = ",".join(wish.columns) or None
    asked = {"view": wish.view_id, "q": wish.q or None, "f": filters or None, "sort": wish.sort}
    return {**asked, "columns": columns}


def told(wish: Wish) -> str:
    """The wish as a query, in its normal form: equal lists have equal texts."""
    some = {name: value for name, value in values(wish).items() if name in STATED and value is not None}
    return urlencode(some, doseq=True)


def normal(query: str) -> str:
    """A query of the list as it is kept; what the list doesn't know and the place in it are dropped.

    Raises:
        Invalid: its filter can't be used.
    """
    try:
        wish = read(given(query))
        check(wish.filter, fields_in(wish.filter))
    except Invalid as refusal:
        raise Invalid({"state": next(iter(refusal.fields.values()))}) from None
    state = told(wish)
    if len(state) > LONGEST_STATE:
        raise Invalid({"state": TOO_LONG})
    return state


def counts_of(states: Mapping[int, str], to: Actor) -> dict[int, Count]:
    """How many cases of each state the person sees, up to 1,000 each, by the state's key.

    At most three statements, one more if any filters by an own field. A state that can't be used is left out.
    """
    wishes = {key: wish for key, state in states.items() if (wish := _wish(state)) is not None}
    fields = fields_in(*(wish.filter for wish in wishes.values()))
    lanes: dict[int, Lane] = {}
    for key, wish in wishes.items():
        with suppress(Invalid):
            lanes[key] = Lane(everybodys(conditions(wish, fields=fields, to=to), Case.id))
    told = {key: one.seen for key, one in met(lanes, to=to).items()} if lanes else {}
    told |= _gathered({key: lane for key, lane in lanes.items() if key not in told}, to)
    return {key: count(number) for key, number in told.items()}


def _gathered(lanes: Mapping[int, Lane], to: Actor) -> dict[int, int]:
    """The same from all that the person sees, found but once."""
    seen = everybodys(seen_at_once(to), Case.id).cte("seen").prefix_with("MATERIALIZED")
    parts: list[Any] = []
    for key, lane in lanes.items():
        some = lane.rows.where(Case.id.in_(select(seen.c.id))).limit(COUNT_CAP + 1).subquery()
        parts.append(select(literal(key, BigInteger), func.count()).select_from(some))
    rows = db.session.execute(union_all(*parts)).all() if parts else []
    return {row[0]: row[1] for row in rows}


def _wish(state: str) -> Wish | None:
    try:
        return read(given(state))
    except Invalid:
        return None


def _first(asked: Given, name: str) -> str:
    return next(iter(asked.get(name, ())), "")
