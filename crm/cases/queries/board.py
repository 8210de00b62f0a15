"""The cases of a filter by status."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, literal, nulls_last, select, union_all

from crm.cases.models.case import Case
from crm.cases.models.words import ENDED, STATUSES
from crm.cases.queries.listing import by_priority, matching
from crm.cases.queries.records import WHOLE
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
    ended the last ones. Three statements at most.

    Raises:
        Invalid: its filter can't be used.
    """
    found = matching(wish, to=to)
    numbers = _numbers(found)
    ids = union_all(*(_first(found, status) for status in STATUSES))
    order = {case_id: place for place, case_id in enumerate(db.session.scalars(ids))}
    loaded = db.session.scalars(select(Case).where(Case.id.in_(order)).options(*WHOLE))
    cases = sorted(loaded, key=lambda one: order[one.id])
    return {
        status: Column([one for one in cases if one.status == status], numbers[status]) for status in STATUSES
    }


def _first(found: Any, status: str) -> Any:
    rows = found.where(Case.status == status).with_only_columns(Case.id)
    order: tuple[Any, ...]
    if status in ENDED:
        order = (Case.closed_at.desc(), Case.id.desc())
    else:
        order = (by_priority().desc(), nulls_last(Case.due_on), Case.id)
    return select(rows.order_by(*order).limit(MOST_CARDS).subquery())


def _numbers(found: Any) -> dict[str, Count]:
    parts = []
    for status in STATUSES:
        some = found.where(Case.status == status).with_only_columns(Case.id).limit(COUNT_CAP + 1)
        parts.append(select(literal(status), func.count()).select_from(some.subquery()))
    return {
        status: Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)
        for status, number in db.session.execute(union_all(*parts))
    }
