"""Three ways to find a page of contacts: along an index, no farther than a horizon, or by gathering all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, reduce
from typing import Any, Final, NamedTuple, TypeGuard

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    bindparam,
    func,
    literal,
    select,
    true,
    tuple_,
)

from crm.contacts.access import VIEW_CONTACTS, granted, manager_principals, principals, stands_for
from crm.contacts.models.access import ContactAcl, ContactActivity
from crm.contacts.models.contact import ByteText, Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.queries.filterable import OF_BUILT_IN
from crm.contacts.queries.filtering import clauses, users_meant
from crm.contacts.queries.matching import matches
from crm.contacts.queries.sorting import sorted_by
from crm.contacts.queries.wishes import Wish
from crm.kernel.access import Actor, Level, Reach
from crm.kernel.db import db
from crm.views import selecting
from crm.views.conditions import moment
from crm.views.fields import typed
from crm.views.language import AllOf, Condition, Node

Clause = ColumnElement[bool]
By = tuple[Any, Any]
KEY_TYPES: Final[dict[str, Any]] = {
    "name": ByteText, "activity": DateTime(timezone=True), "created": BigInteger(),
}  # fmt: skip
LAST_LETTER: Final = "\U0010ffff"
"""Stands behind every other one in the order of bytes."""


class Key(NamedTuple):
    """What a row of the list is sorted by, and its contact."""

    key: Any
    id: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish of a person, ready to be looked for.

    ``names`` are the principals whose parts of the access list are walked, None for the contacts themselves;
    ``managed`` says that only what they manage counts, ``checked`` that the person need not see it.
    ``conditions`` are what rows of these must answer, ``all_conditions`` what any contact must.
    """

    wish: Wish
    to: Actor
    names: list[str] | BindParameter[Any] | None
    managed: bool
    checked: bool
    conditions: Sequence[Clause]
    all_conditions: Sequence[Clause]


def asked(wish: Wish, to: Actor) -> Asked:
    """The wish of this person; at most two statements.

    Raises:
        Invalid: its filter names what is not there, or a value doesn't fit.
    """
    tree, found = wish.whole, found_by(wish, to)
    everything = [*found, *clauses(tree, to=to)]
    reach = to.reach(VIEW_CONTACTS)
    managing = next((part for part in tree.parts if _names_managers(part)), None)
    if isinstance(managing, Condition):
        users = users_meant(typed(managing, OF_BUILT_IN), to)
        theirs = sorted({name for user_id in users for name in manager_principals(user_id)})
        rest = AllOf(tuple(part for part in tree.parts if part is not managing))
        conditions = [*found, *clauses(rest, to=to)]
        return Asked(wish, to, theirs, True, users - {to.user_id} != set(), conditions, everything)
    names = None if reach is Reach.ALL else principals(to, reach)
    return Asked(wish, to, names, False, False, everything, everything)


def found_by(wish: Wish, to: Actor) -> list[Clause]:
    """What the words that are looked for, and the selection, ask of a contact; at most one statement."""
    chosen = [Contact.id.in_(selecting.chosen(CONTACT, wish.selected_by))] if wish.selected_by else []
    return [*matches(wish.q, to=to), *chosen]


def _names_managers(part: Any) -> bool:
    return _is_about(part, "manager") and part.op == "is"


def keys(rows: Select[Any], values: Mapping[str, Any] | None = None) -> list[Key]:
    """The rows of one of the ways."""
    return [Key(*row) for row in db.session.execute(rows, values)]


def walked(asked: Asked) -> list[Key]:
    """The rows of a walk that nothing narrows; its statement is built once for each order and direction."""
    wish, start = asked.wish, asked.wish.start
    back, everybody = wish.before is not None, asked.names is None
    statement = _bare_walk(wish.sort, wish.limit, back, start is not None, everybody)
    values = {"names": asked.names} if asked.names is not None else {}
    return keys(statement, values | dict(zip(("start_key", "start_id"), start or (), strict=False)))


@lru_cache(maxsize=256)
def _bare_walk(sort: str, limit: int, *how: bool) -> Select[Any]:
    """A walk whose values are given when it is sent; ``how``: back, from a start, along all contacts."""
    back, started, everybody = how
    by = Wish(sort=sort).by
    start = [bindparam("start_key", type_=KEY_TYPES[by]), bindparam("start_id", type_=BigInteger)]
    after, before = (None, start) if back else (start if started else None, None)
    names = None if everybody else bindparam("names", type_=ARRAY(ByteText))
    nobody = Actor.system("walk")
    wish = Wish(sort=sort, limit=limit, after=after, before=before)
    return walk(Asked(wish, nobody, names, False, False, (), ()))


def walk(asked: Asked, *, far: int | None = None, begun: Sequence[str] = ()) -> Select[Any]:
    """Along each index that leads to what the person sees, until a page is full, in one order.

    With ``far`` no farther than so many rows of each, of which those that answer are taken; with ``begun``,
    in the order of names, where names begin with one of these.
    """
    wish, lanes = asked.wish, []
    if asked.names is None:
        rows, by = _all_contacts(wish, bare=far is not None)
    else:
        me = _unnested("me", principal=asked.names)
        rows, by = _seen_by(asked, me)
        lanes.append(me)
    rows = _within(asked, rows, by)
    if begun:
        names = _unnested("names", low=begun, high=[f"{one}{LAST_LETTER}" for one in begun])
        rows = rows.where(by[0] >= names.c.low, by[0] < names.c.high)
        lanes.append(names)
    if not lanes:
        return _near(asked, rows, by, far=far)
    part = _near(asked, rows.correlate(*lanes), by, far=far).correlate(*lanes).lateral("part")
    merged = select(part.c[0].label("key"), part.c[1].label("id")).select_from(_each(*lanes, part))
    merged_rows = merged.distinct().subquery("merged")
    order = (merged_rows.c[0], merged_rows.c[1])
    return _in_order(select(*order), order, wish).limit(wish.limit + 1)


def _within(asked: Asked, rows: Select[Any], by: By) -> Select[Any]:
    """The rows of the filter's own stretch of what they are sorted by: nothing is walked to get there."""
    if asked.wish.by != "activity":
        return rows
    parts = [part for part in asked.wish.whole.parts if _is_about(part, "activity")]
    return rows.where(*(moment(by[0], part.op, typed(part, OF_BUILT_IN)) for part in parts))


def _is_about(part: Node, field: str) -> TypeGuard[Condition]:
    return isinstance(part, Condition) and part.field == field


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


def _near(asked: Asked, rows: Select[Any], by: By, *, far: int | None) -> Select[Any]:
    """A page of the rows from where it starts; with ``far`` of those of the first so many that answer."""
    wish, rows = asked.wish, _after(rows, by, asked.wish)
    if far is None:
        return _in_order(rows, by, wish).limit(wish.limit + 1)
    near = _in_order(rows, by, wish).limit(far).lateral("near")
    answering = select(near.c.key, near.c.id).join(Contact, Contact.id == near.c.id)
    met = answering.where(Contact.deleted_at.is_(None), *asked.conditions)
    return _in_order(met, (near.c.key, near.c.id), wish).limit(wish.limit + 1)


def gathered(asked: Asked) -> Select[Any]:
    """All that answer, those the person sees of them, sorted."""
    return sorted_page(answering(asked, sorted_by(asked.wish)), asked.wish)


def answering(asked: Asked, *columns: Any) -> Select[Any]:
    """All that answer, of those the person sees: these columns and the id, as ``key`` and ``id``."""
    rows = select(*(column.label("key") for column in columns), Contact.id)
    rows = rows.where(Contact.deleted_at.is_(None), *asked.all_conditions)
    if (reach := asked.to.reach(VIEW_CONTACTS)) is not Reach.ALL:
        rows = rows.where(stands_for(asked.to, reach))
    if asked.wish.by == "activity" and columns:
        rows = rows.join(ContactActivity, ContactActivity.contact_id == Contact.id)
    return rows


def sorted_page(rows: Select[Any], wish: Wish) -> Select[Any]:
    """A page of rows of a key and an id, which are found but once."""
    found = rows.cte("answering").prefix_with("MATERIALIZED")
    page, by = _keyed(found.c.key, found.c.id)
    return _in_order(_after(page, by, wish), by, wish).limit(wish.limit + 1)


def recognised(asked: Asked, *, far: int) -> Select[Any]:
    """For who sees all: those of the first so many by activity that are among all that answer.

    The index that has this order is walked alone, without the contacts; these are found by theirs.
    """
    wish = asked.wish
    rows, by = _all_contacts(wish, bare=True)
    near = _in_order(_after(_within(asked, rows, by), by, wish), by, wish).limit(far).subquery("near")
    found = answering(asked).cte("answering").prefix_with("MATERIALIZED")
    met = select(near.c.key, near.c.id).join(found, found.c.id == near.c.id)
    return _in_order(met, (near.c.key, near.c.id), wish).limit(wish.limit + 1)


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


def _after(rows: Select[Any], by: By, wish: Wish) -> Select[Any]:
    if wish.start is None:
        return rows
    here, last = tuple_(*by), _as_row(Key(*wish.start), by)
    return rows.where(here < last if _goes_down(wish) else here > last)


def _as_row(key: Key, by: By) -> Any:
    return tuple_(_given(key.key, by[0].type), _given(key.id, by[1].type))


def _given(value: Any, of_type: Any) -> Any:
    return value if isinstance(value, BindParameter) else literal(value, of_type)


def _in_order(rows: Select[Any], by: By, wish: Wish) -> Select[Any]:
    return rows.order_by(*(key.desc() if _goes_down(wish) else key for key in by))


def plain(part: Any) -> Any:
    """A part of a key as a cursor keeps it."""
    if isinstance(part, datetime | date):
        return part.isoformat()
    return str(part) if isinstance(part, Decimal) else part
