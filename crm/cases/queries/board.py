"""The cases of a filter by status."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ARRAY, BigInteger, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import aggregate_order_by

from crm.cases.access import seen_at_once
from crm.cases.models.case import BY_DUE, BY_PRIORITY, Case
from crm.cases.models.words import ENDED, STATUSES, Status
from crm.cases.queries import walking
from crm.cases.queries.filtering import Clause
from crm.cases.queries.listing import conditions, everybodys
from crm.cases.queries.records import WHOLE
from crm.cases.queries.walking import Lane, Met
from crm.cases.queries.wishes import Wish
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count

MOST_CARDS: Final = 30
"""So many cards of a column are shown."""


@dataclass(frozen=True, slots=True)
class Column:
    """The first cases of a status, and how many there are, up to 1,000."""

    cases: Sequence[Case]
    count: Count


def columns(wish: Wish, *, to: Actor) -> dict[str, Column]:
    """The first cases of each status: the most urgent first, then by when they are due; of those that have
    ended the last ones. Four statements at most.

    Raises:
        Invalid: its filter can't be used.
    """
    asked = conditions(wish, to=to)
    met = walking.met({status: _lane(status, asked) for status in STATUSES}, first=MOST_CARDS, to=to)
    met |= _gathered([status for status in STATUSES if status not in met], asked, to)
    ids = [case_id for one in met.values() for case_id in one.first]
    whole = select(Case).where(Case.id.in_(ids)).options(*WHOLE)
    loaded = {one.id: one for one in db.session.scalars(whole)} if ids else {}
    return {
        status: Column([loaded[case_id] for case_id in met[status].first], walking.count(met[status].seen))
        for status in STATUSES
    }


def _lane(status: Status, asked: Iterable[Clause]) -> Lane:
    """The cases of a status in the order of its cards, along an index."""
    here = Case.status == status
    if status in ENDED:
        rows = everybodys([*asked, here], Case.id, Case.closed_at)
        return Lane(rows, lambda of: (of.closed_at.desc(), of.id.desc()))
    rows = everybodys([*asked, here], Case.id, BY_PRIORITY.label("place"), BY_DUE.label("due"))
    return Lane(rows, lambda of: (of.place.desc(), of.due, of.id))


def _gathered(statuses: Sequence[Status], asked: Sequence[Clause], to: Actor) -> Mapping[Status, Met]:
    """The same of all cases that the person sees, found but once."""
    ordered = Case.id, Case.status, BY_PRIORITY.label("place"), BY_DUE.label("due"), Case.closed_at
    seen = everybodys([*asked, *seen_at_once(to)], *ordered)
    found = seen.cte("found").prefix_with("MATERIALIZED")
    parts = []
    for place, status in enumerate(statuses):
        rows, order = select(found).where(found.c.status == status), _lane(status, ()).order
        some = rows.limit(COUNT_CAP + 1).subquery(f"some_{place}")
        number = select(func.count()).select_from(some).scalar_subquery()
        first = rows.order_by(*order(found.c)).limit(MOST_CARDS).subquery(f"first_{place}")
        ids = func.array_agg(aggregate_order_by(first.c.id, *order(first.c)), type_=ARRAY(BigInteger))
        parts.append(select(literal(place), number, ids).select_from(first))
    told = db.session.execute(union_all(*parts)) if parts else ()
    return {statuses[place]: Met(number, number, ids or []) for place, number, ids in told}
