"""The list of contacts, page by page, in the order of the name or of the latest activity.

Without filters a page is a walk along an index: of the contacts for somebody who sees all; of the access
list, once for each of the person's principals, for everybody else (DATA, "Contacts: the access list").
With filters that many answer, the walk skips those that don't, as far as the horizon. With filters that few
answer, or where too little was met before the horizon, all that answers is gathered and sorted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import ARRAY, ColumnElement, Select, Text, exists, func, literal, select, true, tuple_

from crm.contacts.access import VIEW_CONTACTS, granted, manager_principals, principals, reached, stands_for
from crm.contacts.models.access import ContactAcl, ContactActivity
from crm.contacts.models.contact import Contact, Kind
from crm.contacts.models.kinds import CONTACT
from crm.contacts.queries.matching import matches, share
from crm.contacts.queries.records import PAGE, WHOLE
from crm.contacts.queries.tags import tagged
from crm.kernel.access import Actor, Level, Reach
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count
from crm.views import selecting

Sort = Literal["name", "activity"]
HORIZON: Final = 5_000
"""So many rows of an index are walked at most to find a page."""
COMMON: Final = 0.02
"""From this share of all contacts on, answers are expected to be met on the way."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the list somebody wants to see. ``after`` is a ``Slice.next_key``: go on from there."""

    q: str = ""
    type_id: int | None = None
    manager_id: int | None = None
    sort: Sort = "name"
    after: Sequence[Any] | None = None
    limit: int = PAGE
    kind: Kind | None = None
    tag_id: int | None = None
    selected_by: int | None = None
    """Only what this user has selected."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A page of the list: whole contacts in order, and the key that the next page starts after."""

    contacts: Sequence[Contact]
    next_key: list[Any] | None


def listed(wish: Wish, *, to: Actor) -> Slice:
    """One page of the contacts that the person sees; at most four statements find it, three load it."""
    keys = _keys(wish, to)
    on_page = keys[: wish.limit]
    whole = select(Contact).where(Contact.id.in_([key.id for key in on_page])).options(*WHOLE)
    loaded = {contact.id: contact for contact in db.session.scalars(whole)}
    more = [_plain(part) for part in on_page[-1]] if len(keys) > wish.limit else None
    return Slice([loaded[key.id] for key in on_page], more)


def latest(number: int, *, to: Actor) -> list[int]:
    """The ids of the contacts that were active last, of those that the person sees; one statement."""
    return [key.id for key in _keys(Wish(sort="activity", limit=number), to)]


def exceeds(wish: Wish, number: int, *, to: Actor) -> bool:
    """Whether the person sees more than so many that match; at most four statements."""
    return len(_keys(replace(wish, limit=number), to)) > number


def counted(wish: Wish, *, to: Actor) -> Count:
    """How many match, exact up to 1,000; one statement."""
    some = matching_ids(wish, to=to).limit(COUNT_CAP + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(some)) or 0
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def matching_ids(wish: Wish, *, to: Actor) -> Select[tuple[int]]:
    """The ids of all that match, on whatever page, in no order: to be counted or selected."""
    seen = reached(to, VIEW_CONTACTS).where(*_conditions(wish, to))
    if wish.manager_id is not None:
        seen = seen.join(ContactAcl, ContactAcl.contact_id == Contact.id).where(*_in_charge(wish.manager_id))
    return seen.with_only_columns(Contact.id)


class _Key(NamedTuple):
    """What a row of the list is sorted by, and its contact."""

    key: Any
    id: int


def _keys(wish: Wish, to: Actor) -> list[_Key]:
    """The keys of one row more than a page, in order."""
    if to.reach(VIEW_CONTACTS) is Reach.NONE:
        return []
    conditions = _conditions(wish, to)
    if not conditions:
        return _fetched(_walk(wish, to))
    if share(conditions) >= COMMON:
        horizon = _fetched(_horizon(wish, to))
        met = _fetched(_walk(wish, to, conditions, horizon[0] if horizon else None))
        if not horizon or len(met) > wish.limit:
            return met
    return _fetched(_gathered(wish, to, conditions))


def _conditions(wish: Wish, to: Actor) -> list[ColumnElement[bool]]:
    of_type = [Contact.type_id == wish.type_id] if wish.type_id is not None else []
    of_kind = [Contact.kind == wish.kind] if wish.kind is not None else []
    of_tag = [tagged(wish.tag_id)] if wish.tag_id is not None else []
    chosen = [Contact.id.in_(selecting.chosen(CONTACT, wish.selected_by))] if wish.selected_by else []
    return [*matches(wish.q, to=to), *of_type, *of_kind, *of_tag, *chosen]


def _in_charge(user_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Rows of the access list of contacts that this user manages: one for each contact."""
    return ContactAcl.principal.in_(manager_principals(user_id)), ContactAcl.level >= Level.MANAGE


# ── three ways to find a page ──────────────────────────────────────────────────────────────────


def _walk(
    wish: Wish,
    to: Actor,
    conditions: Sequence[ColumnElement[bool]] = (),
    horizon: _Key | None = None,
) -> Select[Any]:
    """Along each index, no farther than the horizon, until a page is full."""

    def step(rows: Select[Any], by: _By) -> Select[Any]:
        if horizon is not None:
            rows = _until(rows, by, horizon, wish)
        return _in_order(rows, by, wish).limit(wish.limit + 1)

    return _merged(wish, to, conditions, step)


def _horizon(wish: Wish, to: Actor) -> Select[Any]:
    """The nearest row that is ``HORIZON`` rows away along one of the indexes; none when all end before."""

    def step(rows: Select[Any], by: _By) -> Select[Any]:
        return _in_order(rows, by, wish).offset(HORIZON - 1).limit(1)

    return _merged(wish, to, (), step).limit(1)


def _gathered(wish: Wish, to: Actor, conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """All that answer, those the person sees of them, sorted."""
    answering = select(Contact.id, Contact.sort_name).where(Contact.deleted_at.is_(None), *conditions)
    if (reach := to.reach(VIEW_CONTACTS)) is not Reach.ALL:
        answering = answering.where(stands_for(to, reach))
    if wish.manager_id is not None:
        managed = exists().where(ContactAcl.contact_id == Contact.id, *_in_charge(wish.manager_id))
        answering = answering.where(managed)
    found = answering.cte("answering").prefix_with("MATERIALIZED")
    rows, by = _keyed(found.c.sort_name, found.c.id)
    if wish.sort == "activity":
        rows, by = _keyed(ContactActivity.last_activity_at, found.c.id)
        rows = rows.join(ContactActivity, ContactActivity.contact_id == found.c.id)
    return _in_order(_after(rows, by, wish), by, wish).limit(wish.limit + 1)


_By = tuple[Any, Any]


def _merged(wish: Wish, to: Actor, conditions: Sequence[ColumnElement[bool]], step: Any) -> Select[Any]:
    """The step along each index that leads to what the person sees, and the results in one order."""
    names = _names(wish, to)
    if names is None:
        rows, by = _all_contacts(wish)
        return step(_after(rows.where(*conditions), by, wish), by)  # type: ignore[no-any-return]
    me = func.unnest(literal(names, ARRAY(Text))).table_valued("principal").render_derived(name="me")
    first = ContactAcl.last_activity_at if wish.sort == "activity" else ContactAcl.sort_name
    rows, by = _keyed(first, ContactAcl.contact_id)
    rows = rows.where(ContactAcl.principal == me.c.principal)
    if wish.manager_id is not None:
        rows = rows.where(ContactAcl.level >= Level.MANAGE)
        if wish.manager_id != to.user_id:
            rows = rows.where(*_seen(to, ContactAcl.contact_id))
    if conditions:
        rows = rows.join(Contact, Contact.id == ContactAcl.contact_id).where(*conditions)
    part = step(_after(rows, by, wish), by).lateral("part")
    merged = select(part.c[0], part.c[1]).select_from(me).join(part, true()).distinct().subquery("merged")
    order = (merged.c[0], merged.c[1])
    return _in_order(select(*order), order, wish).limit(wish.limit + 1)


def _names(wish: Wish, to: Actor) -> list[str] | None:
    """The principals whose parts of the access list are walked; None for the contacts themselves."""
    if wish.manager_id is not None:
        return manager_principals(wish.manager_id)
    reach = to.reach(VIEW_CONTACTS)
    return None if reach is Reach.ALL else principals(to, reach)


def _all_contacts(wish: Wish) -> tuple[Select[Any], _By]:
    rows, by = _keyed(Contact.sort_name, Contact.id)
    if wish.sort == "activity":
        rows, by = _keyed(ContactActivity.last_activity_at, ContactActivity.contact_id)
        rows = rows.join(Contact, Contact.id == ContactActivity.contact_id)
    return rows.where(Contact.deleted_at.is_(None)), by


def _keyed(first: Any, contact_id: Any) -> tuple[Select[Any], _By]:
    rows: Select[Any] = select(first, contact_id)
    return rows, (first, contact_id)


def _seen(to: Actor, contact_id: Any) -> list[ColumnElement[bool]]:
    reach = to.reach(VIEW_CONTACTS)
    return [] if reach is Reach.ALL else [granted(to, reach, Level.READ, contact_id)]


def _after(rows: Select[Any], by: _By, wish: Wish) -> Select[Any]:
    if wish.after is None:
        return rows
    here, last = tuple_(*by), _as_row(_Key(*wish.after), by)
    return rows.where(here < last if wish.sort == "activity" else here > last)


def _until(rows: Select[Any], by: _By, end: _Key, wish: Wish) -> Select[Any]:
    here, last = tuple_(*by), _as_row(end, by)
    return rows.where(here >= last if wish.sort == "activity" else here <= last)


def _as_row(key: _Key, by: _By) -> Any:
    return tuple_(literal(key.key, by[0].type), literal(key.id, by[1].type))


def _in_order(rows: Select[Any], by: _By, wish: Wish) -> Select[Any]:
    return rows.order_by(*(key.desc() if wish.sort == "activity" else key for key in by))


def _fetched(rows: Select[Any]) -> list[_Key]:
    return [_Key(*row) for row in db.session.execute(rows)]


def _plain(part: Any) -> Any:
    return part.isoformat() if isinstance(part, datetime) else part
