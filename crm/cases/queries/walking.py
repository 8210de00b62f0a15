"""Cases that a person sees, met one by one along an order, as far as that is worth it (decision 35).

The rule of access is asked of each case as it comes, until as many are seen as are wanted or a horizon is
reached. The first look is a short one; it tells which part of the cases the person sees, and so how far the
second would have to go. Where that is too far nothing is told: then what the person sees is better gathered.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import ARRAY, CTE, BigInteger, Select, case, func, literal, select, true, union_all
from sqlalchemy.dialects.postgresql import aggregate_order_by

from crm.cases.access import seen_one_by_one
from crm.cases.models.case import Case
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count

NEAREST: Final = 500
"""So many cases are looked at first, in all lanes together."""
FARTHEST: Final = 3_000
"""So many for a page at most; beyond that it takes less time to gather what is seen."""
FARTHEST_COUNTED: Final = 16_000
"""The same for counts, in all lanes together."""
SURE: Final = 2
"""So many times the cases that are expected to be enough may be looked at."""

K = TypeVar("K", bound=Hashable)
Order = Callable[[Any], tuple[Any, ...]]
"""From the columns of some rows, what they are ordered by."""


def no_order(_columns: Any) -> tuple[Any, ...]:
    """Rows that only are counted."""
    return ()


@dataclass(frozen=True, slots=True)
class Lane:
    """Cases that are walked along, whoever sees them: their ids and the columns that ``order`` names."""

    rows: Select[Any]
    order: Order = no_order


class Met(NamedTuple):
    """Of a lane: how many cases were looked at, how many of them the person sees, and the first ids."""

    looked: int
    seen: int
    first: list[int]


def page_met(lane: Lane, wanted: int, *, searched: bool = False, to: Actor) -> list[Any] | None:
    """The first so many rows of the lane whose cases the person sees, in order, its columns by their names.

    None where it would take too many looks, or nothing is hidden from the person. At most two statements.
    ``searched``: the lane is found by a search, which takes more than the looks; so the first goes farther.
    """
    rule, far = seen_one_by_one(to), max(NEAREST, FARTHEST) if searched else NEAREST
    if not rule:
        return None
    for _look in range(2):
        looked, rows = _page(lane, far, wanted, rule)
        if len(rows) == wanted or looked < far:
            return rows
        needed = needed_for(Met(looked, len(rows), []), wanted)
        if needed > FARTHEST:
            break
        far = round(SURE * needed)
    return None


def met(lanes: Mapping[K, Lane], *, first: int = 0, to: Actor) -> dict[K, Met]:
    """What is met in each lane, as far as the count's cap; of those left out it would take too many looks.

    ``first`` ids of each are told. At most two statements.
    """
    rule = seen_one_by_one(to)
    told: dict[K, Met] = {}
    fars = dict.fromkeys(lanes, max(1, NEAREST // len(lanes)) if rule else COUNT_CAP + 1)
    for _look in range(2):
        found = _looked({key: lanes[key] for key in fars}, fars, first, rule)
        told |= {key: one for key, one in found.items() if one.seen > COUNT_CAP or one.looked < fars[key]}
        needed = {key: needed_for(one, COUNT_CAP + 1) for key, one in found.items() if key not in told}
        if not needed or sum(needed.values()) > FARTHEST_COUNTED:
            break
        fars = {key: round(SURE * number) for key, number in needed.items()}
    return told


def count(number: int) -> Count:
    """So many, as far as counts go."""
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def needed_for(one: Met, wanted: int) -> float:
    """How many cases have to be looked at to see so many, as it seems after these."""
    return wanted * one.looked / max(one.seen, 0.1)


def _near(lane: Lane, far: int, name: str) -> CTE:
    """The first so many of a lane, seen or not: read no farther than somebody asks for them."""
    rows = lane.rows.order_by(*lane.order(lane.rows.selected_columns)).limit(far)
    return rows.cte(name).prefix_with("MATERIALIZED")


def _seen(near: CTE, lane: Lane, wanted: int, rule: list[Any]) -> Select[Any]:
    rows = select(near)
    rows = rows.join(Case, Case.id == near.c.id).where(*rule) if rule else rows
    return rows.order_by(*lane.order(near.c)).limit(wanted)


def _looked_at(near: CTE, seen: Any, wanted: int) -> Any:
    """How many there were to look at, where fewer were seen than are wanted; else nobody needs to know."""
    return case((seen < wanted, select(func.count()).select_from(near).scalar_subquery()), else_=wanted)


def _page(lane: Lane, far: int, wanted: int, rule: list[Any]) -> tuple[int, list[Any]]:
    """How many cases were looked at, and the rows that were seen: one statement, which has a row for none."""
    near = _near(lane, far, "near")
    page = _seen(near, lane, wanted, rule).cte("page").prefix_with("MATERIALIZED")
    seen = select(func.count()).select_from(page).scalar_subquery()
    looked = select(_looked_at(near, seen, wanted).label("looked")).subquery("told")
    rows = select(looked.c.looked, page).select_from(looked.join(page, true(), isouter=True))
    found = db.session.execute(rows.order_by(*lane.order(page.c))).all()
    return found[0].looked, [row for row in found if row.id is not None]


def _looked(lanes: Mapping[K, Lane], fars: Mapping[K, int], first: int, rule: list[Any]) -> dict[K, Met]:
    keys = list(lanes)
    parts = [_part(place, lanes[key], fars[key], first, rule) for place, key in enumerate(keys)]
    rows = db.session.execute(union_all(*parts))
    return {keys[place]: Met(looked, seen, (ids or [])[:first]) for place, looked, seen, ids in rows}


def _part(place: int, lane: Lane, far: int, first: int, rule: list[Any]) -> Select[Any]:
    near = _near(lane, far, f"near_{place}")
    seen = _seen(near, lane, COUNT_CAP + 1, rule).subquery(f"seen_{place}")
    ids: Any = literal(None, ARRAY(BigInteger))
    if first:
        ids = func.array_agg(aggregate_order_by(seen.c.id, *lane.order(seen.c)), type_=ARRAY(BigInteger))
    looked = _looked_at(near, func.count(), COUNT_CAP + 1)
    return select(literal(place), looked, func.count(), ids).select_from(seen)
