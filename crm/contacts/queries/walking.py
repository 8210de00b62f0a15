"""Three ways to find a page of contacts: along an index, no farther than a horizon, or by gathering all."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BindParameter,
    FromClause,
    Select,
    func,
    literal,
    select,
    true,
    tuple_,
)

from crm.contacts.access import VIEW_CONTACTS, granted, stands_for
from crm.contacts.models.access import ContactAcl, ContactActivity
from crm.contacts.models.contact import ByteText, Contact
from crm.contacts.queries.filterable import OF_BUILT_IN
from crm.contacts.queries.sorting import sorted_by
from crm.contacts.queries.wanted import Asked, Clause, Key, Met, is_about
from crm.contacts.queries.wishes import Wish
from crm.kernel.access import Actor, Level, Reach
from crm.kernel.db import db
from crm.views.conditions import moment
from crm.views.fields import typed

By = tuple[Any, Any]
LAST_LETTER: Final = "\U0010ffff"
"""Stands behind every other one in the order of bytes."""


def walk(
    asked: Asked,
    *,
    far: int | None = None,
    begun: Sequence[str] = (),
    low: str = "",
    high: str = "",
    holding: str = "",
) -> Select[Any]:
    """Along each index that leads to what the person sees, until a page is full, in one order.

    With ``far`` no farther than so many rows of each, of which those that answer are taken. In the order of
    names: where they begin with one of ``begun``, stand between ``low`` and ``high``, and hold this text.
    """
    wish, lanes = asked.wish, []
    if asked.names is None:
        rows, by = _all_contacts(wish, bare=far is not None)
    else:
        me = _unnested("me", principal=asked.names)
        rows, by = _seen_by(asked, me)
        lanes.append(me)
    rows = _within(asked, rows, by)
    rows = rows.where(by[0] >= low) if low else rows
    rows = rows.where(by[0] < high) if high else rows
    if begun:
        names = _unnested("names", low=begun, high=[f"{one}{LAST_LETTER}" for one in begun])
        rows = rows.where(by[0] >= names.c.low, by[0] < names.c.high)
        lanes.append(names)
    if not lanes:
        return _near(asked, rows, by, far=far, holding=holding)
    each = _near(asked, rows.correlate(*lanes), by, far=far, holding=holding).correlate(*lanes)
    if far is not None:
        return _as_far_as_known(asked, lanes[0], each, _edge(rows.correlate(*lanes), by, wish, far))
    part = each.lateral("part")
    merged = select(part.c[0].label("key"), part.c[1].label("id")).select_from(_each(*lanes, part))
    return _merged(merged, wish)


def _merged(rows: Select[Any], wish: Wish) -> Select[Any]:
    """Each once, in order."""
    merged = rows.distinct().subquery("merged")
    order = (merged.c[0], merged.c[1])
    return in_order(select(*order), order, wish).limit(wish.limit + 1)


def _edge(rows: Select[Any], by: By, wish: Wish, far: int) -> Select[Any]:
    """The last row that a walk of a lane comes to."""
    return in_order(after(rows, by, wish), by, wish).offset(far - 1).limit(1)


def _as_far_as_known(asked: Asked, lane: Any, each: Select[Any], edge: Select[Any]) -> Select[Any]:
    """The rows of all lanes that stand before the end of each lane that was not walked to a full page.

    What stands behind it there is not known: rows of other lanes may have others before them.
    """
    wish, part = asked.wish, each.lateral("part")
    found = select(lane.c.principal, part.c[0].label("key"), part.c[1].label("id"))
    parts = found.select_from(_each(lane, part)).cte("parts").prefix_with("MATERIALIZED")
    full = select(func.count()).select_from(parts).where(parts.c.principal == lane.c.principal)
    last = edge.correlate(lane).lateral("last")
    short = full.correlate(lane).scalar_subquery() <= wish.limit
    ends = select(last.c.key, last.c.id).select_from(_each(lane, last)).where(short).cte("ends")
    here, end = tuple_(parts.c.key, parts.c.id), tuple_(ends.c.key, ends.c.id)
    behind = here < end if _goes_down(wish) else here > end
    known = select(parts.c.key, parts.c.id).where(~select(ends.c.id).where(behind).exists())
    return _merged(known, wish)


def _within(asked: Asked, rows: Select[Any], by: By) -> Select[Any]:
    """The rows of the filter's own stretch of what they are sorted by: nothing is walked to get there."""
    if asked.wish.by != "activity":
        return rows
    parts = [part for part in asked.wish.whole.parts if is_about(part, "activity")]
    return rows.where(*(moment(by[0], part.op, typed(part, OF_BUILT_IN)) for part in parts))


def _each(first: FromClause, *others: FromClause) -> FromClause:
    """Each row of the one with each of the next."""
    return reduce(lambda joined, other: joined.join(other, true()), others, first)


def _unnested(name: str, **columns: Any) -> Any:
    """A table of texts, called so."""
    arrays = (_given(values, ARRAY(ByteText)) for values in columns.values())
    return func.unnest(*arrays).table_valued(*columns).render_derived(name=name)


def _seen_by(asked: Asked, me: Any) -> tuple[Select[Any], By]:
    """The access list of each principal, in the order of the wish."""
    firsts = {"activity": ContactAcl.last_activity_at, "created": ContactAcl.contact_id}
    rows, by = _keyed(firsts.get(asked.wish.by, ContactAcl.sort_name), ContactAcl.contact_id)
    rows = rows.where(ContactAcl.principal == me.c.principal)
    if asked.managed:
        rows = rows.where(ContactAcl.level >= Level.MANAGE)
        if asked.checked:
            rows = rows.where(*seen(asked.to, ContactAcl.contact_id))
    return rows, by


def _near(asked: Asked, rows: Select[Any], by: By, *, far: int | None, holding: str = "") -> Select[Any]:
    """A page of the rows from where it starts; with ``far`` of those of the first so many that answer."""
    wish, rows = asked.wish, after(rows, by, asked.wish)
    if far is None:
        return in_order(rows, by, wish).limit(wish.limit + 1)
    near = in_order(rows, by, wish).limit(far).lateral("near")
    answering = select(near.c.key, near.c.id).join(Contact, Contact.id == near.c.id)
    names = [holds(near.c.key, holding)] if holding else []
    met = answering.where(*names, Contact.deleted_at.is_(None), *asked.conditions)
    return in_order(met, (near.c.key, near.c.id), wish).limit(wish.limit + 1)


def holds(name: Any, text: str) -> Clause:
    """That the name holds the text; written so that the planner expects it of few."""
    return func.least(func.strpos(name, literal(text, ByteText)), 1) == 1


def gathered(asked: Asked, *, apart: bool = False) -> Met:
    """A page of all that answer, those the person sees of them, sorted. One statement.

    With ``apart`` it is asked of each that answers whether the person sees it (``matching.Expected``).
    """
    return sorted_page(answering(asked, sorted_by(asked.wish), apart=apart), asked.wish)


def answering(asked: Asked, *columns: Any, apart: bool = False) -> Select[Any]:
    """All that answer, of those the person sees: these columns and the id, as ``key`` and ``id``."""
    rows = select(*(column.label("key") for column in columns), Contact.id)
    rows = rows.where(Contact.deleted_at.is_(None), *asked.all_conditions)
    if (reach := asked.to.reach(VIEW_CONTACTS)) is not Reach.ALL:
        stands = stands_for(asked.to, reach)
        rows = rows.where(stands.is_(True) if apart else stands)  # no index knows "IS TRUE"
    if asked.wish.by == "activity" and columns:
        rows = rows.join(ContactActivity, ContactActivity.contact_id == Contact.id)
    return rows


def sorted_page(rows: Select[Any], wish: Wish, *, most: int | None = None) -> Met:
    """A page of rows of a key and an id, which are found but once, and counted; of ``most`` at most."""
    limit = None if most is None else most + 1
    found = rows.limit(limit).cte("answering").prefix_with("MATERIALIZED")
    page, by = _keyed(found.c.key, found.c.id)
    of_page = in_order(after(page, by, wish), by, wish).limit(wish.limit + 1)
    number = select(func.count()).select_from(found).scalar_subquery()
    met = db.session.execute(of_page.add_columns(number)).all()
    in_all = met[0][2] if met else 0 if wish.start is None else None
    return Met([Key(*row[:2]) for row in met], most is not None and (in_all or 0) > most, in_all)


def recognised(asked: Asked, *, far: int) -> Select[Any]:
    """For who sees all: those of the first so many by activity that are among all that answer.

    The index that has this order is walked alone, without the contacts, until a page is full; these are
    found by theirs. (``IS TRUE`` keeps the planner from a join, which would walk to the end of it.)
    """
    wish = asked.wish
    rows, by = _all_contacts(wish, bare=True)
    near = in_order(after(_within(asked, rows, by), by, wish), by, wish).limit(far).subquery("near")
    found = answering(asked).cte("answering").prefix_with("MATERIALIZED")
    met = select(near.c.key, near.c.id).where(near.c.id.in_(select(found.c.id)).is_(True))
    return in_order(met, (near.c.key, near.c.id), wish).limit(wish.limit + 1)


def seen(to: Actor, contact_id: Any) -> list[Clause]:
    """That the person sees the contact."""
    reach = to.reach(VIEW_CONTACTS)
    return [] if reach is Reach.ALL else [granted(to, reach, Level.READ, contact_id)]


def _all_contacts(wish: Wish, *, bare: bool) -> tuple[Select[Any], By]:
    """The contacts themselves; ``bare``: whoever asks looks into the bin."""
    rows, by = _keyed(Contact.id if wish.by == "created" else Contact.sort_name, Contact.id)
    if wish.by == "activity":
        rows, by = _keyed(ContactActivity.last_activity_at, ContactActivity.contact_id)
        if bare:
            return rows, by
        rows = rows.join(Contact, Contact.id == ContactActivity.contact_id)
    return rows.where(Contact.deleted_at.is_(None)), by


def _keyed(first: Any, contact_id: Any) -> tuple[Select[Any], By]:
    rows: Select[Any] = select(first.label("key"), contact_id.label("id"))
    return rows, (first, contact_id)


def _goes_down(wish: Wish) -> bool:
    return wish.descends != (wish.before is not None)


def after(rows: Select[Any], by: By, wish: Wish) -> Select[Any]:
    if wish.start is None:
        return rows
    here, last = tuple_(*by), _as_row(Key(*wish.start), by)
    return rows.where(here < last if _goes_down(wish) else here > last)


def _as_row(key: Key, by: By) -> Any:
    return tuple_(_given(key.key, by[0].type), _given(key.id, by[1].type))


def _given(value: Any, of_type: Any) -> Any:
    return value if isinstance(value, BindParameter) else literal(value, of_type)


def in_order(rows: Select[Any], by: By, wish: Wish) -> Select[Any]:
    return rows.order_by(*(key.desc() if _goes_down(wish) else key for key in by))


def plain(part: Any) -> Any:
    """A part of a key as a cursor keeps it."""
    if isinstance(part, datetime | date):
        return part.isoformat()
    return str(part) if isinstance(part, Decimal) else part
