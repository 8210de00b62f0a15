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
    told = Case.id, Case.status, Case.priority, Case.due_on, Case.closed_at
    found = matching(wish, to=to).with_only_columns(*told).cte("found")
    numbers = _numbers(found)
    ids = union_all(*(_first(found, status) for status in STATUSES))
    order = {case_id: place for place, case_id in enumerate(db.session.scalars(ids))}
    loaded = db.session.scalars(select(Case).where(Case.id.in_(order)).options(*WHOLE))
    cases = sorted(loaded, key=lambda one: order[one.id])
    return {
        status: Column([one for one in cases if one.status == status], numbers[status]) for status in STATUSES
    }


def _first(found: Any, status: str) -> Any:
    rows = select(found.c.id).where(found.c.status == status)
    order: tuple[Any, ...]
    if status in ENDED:
        order = (found.c.closed_at.desc(), found.c.id.desc())
    else:
        order = (by_priority(found.c.priority).desc(), nulls_last(found.c.due_on), found.c.id)
    return select(rows.order_by(*order).limit(MOST_CARDS).subquery())


def _numbers(found: Any) -> dict[str, Count]:
    parts = []
    for status in STATUSES:
        some = select(found.c.id).where(found.c.status == status).limit(COUNT_CAP + 1)
        parts.append(select(literal(status), func.count()).select_from(some.subquery()))
    return {
        status: Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)
        for status, number in db.session.execute(union_all(*parts))
    }
