"""Pages of the list of cases, and how many match."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Date, Select, case, collate, exists, func, literal, select, tuple_

from crm.cases.models.case import Case, CaseContact
from crm.cases.models.words import PRIORITIES
from crm.cases.queries.filtering import clauses
from crm.cases.queries.records import WHOLE
from crm.cases.queries.wishes import Wish
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.search_text import patterns
from crm.views.conditions import folded
from crm.views.fields import Fields


@dataclass(frozen=True, slots=True)
class Slice:
    """A page of cases, and the key that the next one starts after; None at the end."""

    cases: Sequence[Case]
    next_key: list[Any] | None


def matching(wish: Wish, *, fields: Fields | None = None, to: Actor) -> Select[Any]:
    """The cases that the person sees and that answer the wish, in no order.

    Raises:
        Invalid: its filter can't be used.
    """
    found = Case.visible_to(to).where(*(Case.search_text.like(pattern) for pattern in patterns(wish.q)))
    if wish.contact_id is not None:
        link = CaseContact.case_id == Case.id, CaseContact.contact_id == wish.contact_id
        found = found.where(exists().where(*link).correlate(Case))
    return found.where(*clauses(wish.filter, fields=fields, to=to))


def listed(wish: Wish, *, to: Actor) -> Slice:
    """A page of them in their order; two statements at most.

    Raises:
        Invalid: its filter can't be used.
    """
    key = KEYS[wish.by]()
    rows = matching(wish, to=to).options(*WHOLE).add_columns(key)
    if wish.after is not None:
        last = tuple_(literal(_bound(wish), key.type), literal(wish.after[1], Case.id.type))
        here = tuple_(key, Case.id)
        rows = rows.where(here < last if wish.descends else here > last)
    order = (key.desc(), Case.id.desc()) if wish.descends else (key, Case.id)
    found = db.session.execute(rows.order_by(*order).limit(wish.limit + 1)).all()
    cases = [row[0] for row in found[: wish.limit]]
    if len(found) <= wish.limit:
        return Slice(cases, None)
    one, value = found[wish.limit - 1]
    return Slice(cases, [value.isoformat() if hasattr(value, "isoformat") else value, one.id])


def counted(wish: Wish, *, to: Actor) -> Count:
    """How many match, up to 1,000; one statement."""
    some = matching(wish, to=to).with_only_columns(Case.id).limit(COUNT_CAP + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(some)) or 0
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def counted_exactly(wish: Wish, *, to: Actor) -> int:
    """How many match, however many."""
    some = matching(wish, to=to).with_only_columns(Case.id).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _bound(wish: Wish) -> Any:
    """The value that the page lies after, as its column has it."""
    value = (wish.after or [None])[0]
    if wish.by == "changed":
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if wish.by == "due" else value


def by_priority(priority: Any = Case.priority) -> Any:
    """The place of the priority, the lowest first."""
    return case({code: place for place, code in enumerate(PRIORITIES)}, value=priority)


def _by_due() -> Any:
    return func.coalesce(Case.due_on, literal(date.max, Date), type_=Date)


KEYS: Final[dict[str, Callable[[], Any]]] = {
    "changed": lambda: Case.changed_at, "created": lambda: Case.id, "due": _by_due,
    "priority": by_priority, "title": lambda: collate(folded(Case.title), "C"),
}  # fmt: skip
"""What cases are sorted by; never NULL."""
