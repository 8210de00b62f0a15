"""Pages of the list of cases, and how many match."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, exists, func, literal, select, tuple_

from crm.cases.access import seen_at_once
from crm.cases.models.case import BY_DUE, BY_PRIORITY, BY_TITLE, Case, CaseContact
from crm.cases.queries import walking
from crm.cases.queries.filtering import Clause, clauses
from crm.cases.queries.records import WHOLE
from crm.cases.queries.walking import Lane
from crm.cases.queries.wishes import Wish
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.search_text import patterns
from crm.views.fields import Fields


@dataclass(frozen=True, slots=True)
class Slice:
    """A page of cases, and the key that the next one starts after; None at the end."""

    cases: Sequence[Case]
    next_key: list[Any] | None


def conditions(wish: Wish, *, fields: Fields | None = None, to: Actor) -> list[Clause]:
    """What the wish asks of a case, whoever sees it.

    Raises:
        Invalid: its filter can't be used.
    """
    asked: list[Clause] = [Case.search_text.like(pattern) for pattern in patterns(wish.q)]
    if wish.contact_id is not None:
        link = CaseContact.case_id == Case.id, CaseContact.contact_id == wish.contact_id
        asked.append(exists().where(*link).correlate(Case))
    return [*asked, *clauses(wish.filter, fields=fields, to=to)]


def matching(wish: Wish, *, fields: Fields | None = None, to: Actor) -> Select[Any]:
    """The cases that the person sees and that answer the wish, in no order.

    Raises:
        Invalid: its filter can't be used.
    """
    return Case.visible_to(to).where(*conditions(wish, fields=fields, to=to))


def everybodys(asked: Sequence[Clause], *columns: Any) -> Select[Any]:
    """These columns of all cases that answer, seen or not: to be walked along."""
    return select(*columns).where(Case.deleted_at.is_(None), *asked)


def listed(wish: Wish, *, to: Actor) -> Slice:
    """A page of them in their order; at most three statements find it, one loads it.

    Raises:
        Invalid: its filter can't be used.
    """
    found = _met(wish, to)
    on_page = found[: wish.limit]
    whole = select(Case).where(Case.id.in_([row.id for row in on_page])).options(*WHOLE)
    loaded = {one.id: one for one in db.session.scalars(whole)} if on_page else {}
    cases = [loaded[row.id] for row in on_page]
    if len(found) <= wish.limit:
        return Slice(cases, None)
    key = on_page[-1].key
    return Slice(cases, [key.isoformat() if hasattr(key, "isoformat") else key, on_page[-1].id])


def counted(wish: Wish, *, to: Actor) -> Count:
    """How many match, up to 1,000; at most three statements.

    Raises:
        Invalid: its filter can't be used.
    """
    asked = conditions(wish, to=to)
    met = walking.met({"": Lane(everybodys(asked, Case.id))}, to=to)
    if met:
        return walking.count(met[""].seen)
    some = everybodys([*asked, *seen_at_once(to)], Case.id).limit(COUNT_CAP + 1).subquery()
    return walking.count(db.session.scalar(select(func.count()).select_from(some)) or 0)


def counted_exactly(wish: Wish, *, to: Actor) -> int:
    """How many match, however many."""
    some = matching(wish, to=to).with_only_columns(Case.id).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _met(wish: Wish, to: Actor) -> Sequence[Any]:
    """The keys and ids of a page and of one more: met along the order, or gathered and sorted."""
    asked, key = conditions(wish, to=to), KEYS[wish.by]
    columns = key.label("key"), Case.id
    if wish.after is not None:
        last = tuple_(literal(_bound(wish), key.type), literal(wish.after[1], Case.id.type))
        here = tuple_(key, Case.id)
        asked.append(here < last if wish.descends else here > last)

    def order(of: Any) -> tuple[Any, ...]:
        keys = (of.id,) if wish.by == "created" else (of.key, of.id)
        return tuple(one.desc() for one in keys) if wish.descends else keys

    lane = Lane(everybodys(asked, *columns), order)
    met = walking.page_met(lane, wish.limit + 1, searched=bool(wish.q), to=to)
    if met is not None:
        return met
    rows = everybodys([*asked, *seen_at_once(to)], *columns)
    return db.session.execute(rows.order_by(*order(rows.selected_columns)).limit(wish.limit + 1)).all()


def _bound(wish: Wish) -> Any:
    """The value that the page lies after, as its column has it."""
    value = (wish.after or [None])[0]
    if wish.by == "changed":
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if wish.by == "due" else value


KEYS: Final[dict[str, Any]] = {
    "changed": Case.changed_at, "created": Case.id, "due": BY_DUE, "priority": BY_PRIORITY,
    "title": BY_TITLE,
}  # fmt: skip
"""What cases are sorted by; never NULL."""
