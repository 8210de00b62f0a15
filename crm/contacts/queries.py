"""Reading contacts: whole, as a list page by page, and by search. Every answer is bounded (L10)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ARRAY, Select, Text, exists, func, literal, or_, select, true, tuple_
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS, principals, reached
from crm.contacts.models import Contact, ContactAcl, ContactActivity, ContactManager, ContactType
from crm.kernel import phones
from crm.kernel.access import Actor, May, Reach
from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.search_text import escaped, fold, patterns
from crm.team.models import Role, User, UserRole

WHOLE: Final = (
    joinedload(Contact.type),
    joinedload(Contact.activity),
    selectinload(Contact.comms),
    selectinload(Contact.managers).joinedload(ContactManager.user),
)
PAGE: Final = 50
MOST_CHOICES: Final = 200
NAME_ORDER: Final[tuple[Any, Any]] = (Contact.sort_name, Contact.id)
Sort = Literal["name", "activity"]


def region() -> str:
    """The country that a phone without its code belongs to."""
    return phones.REGION_OF_LOCALE.get(tenant().locale, "US")


def all_types() -> Select[Any]:
    """The workspace's contact types in their order; everybody may know them."""
    return select(ContactType).order_by(ContactType.position, ContactType.id)


def types() -> Sequence[ContactType]:
    """The contact types themselves; a list is never longer than ``MOST_TYPES``."""
    return db.session.scalars(all_types()).all()


def possible_managers() -> Select[Any]:
    """The users who may be in charge of contacts: active, with a role that may change contacts."""
    writing_roles = ["owner", "admin", *(name for name, reach in EDIT_CONTACTS.given.items() if reach)]
    writes = or_(
        Role.builtin.in_(writing_roles),
        func.coalesce(Role.reaches[EDIT_CONTACTS.key].as_integer(), 0) > Reach.NONE,
    )
    has_role = exists().where(UserRole.user_id == User.id, UserRole.role_id == Role.id, writes)
    return select(User).where(User.deactivated_at.is_(None), has_role).order_by(User.name, User.id)


def manager_choices(present: Collection[int]) -> list[User]:
    """Whom a form offers as managers: at most 200 who may be, and besides whoever is one already."""
    able = list(db.session.scalars(possible_managers().limit(MOST_CHOICES)))
    missing = set(present) - {user.id for user in able}
    others = db.session.scalars(select(User).where(User.id.in_(missing))) if missing else ()
    return [*able, *others]


def facts_of(contact_id: int, *, before: int | None = None) -> Sequence[FactRow]:
    """A page of what happened to the contact, newest first, older than the fact ``before``."""
    facts = select(FactRow).where(FactRow.subject_kind == "contact", FactRow.subject_id == contact_id)
    if before is not None:
        facts = facts.where(FactRow.id < before)
    return db.session.scalars(facts.order_by(FactRow.id.desc()).limit(PAGE)).all()


def facts_since(contact_id: int, version: int) -> Sequence[FactRow]:
    """The latest facts by which the contact went beyond this version, newest first."""
    return [row for row in facts_of(contact_id) if row.body.get("version", 0) > version]


def type_counts() -> dict[int, Count]:
    """How many contacts outside the bin each type has, each counted up to 1,000."""
    of_type = select(Contact.id).where(Contact.type_id == ContactType.id, Contact.deleted_at.is_(None))
    number = select(func.count()).select_from(of_type.limit(COUNT_CAP + 1).correlate(ContactType).subquery())
    rows = db.session.execute(select(ContactType.id, number.correlate(ContactType).scalar_subquery()))
    return {type_id: Count(min(count, COUNT_CAP), capped=count > COUNT_CAP) for type_id, count in rows}


def allowed(may: May, contact_ids: Collection[int], *, to: Actor) -> set[int]:
    """Those of these contacts that the person may do this to; no query for who may always or never."""
    reach = to.reach(may)
    if reach in (Reach.NONE, Reach.ALL) or not contact_ids:
        return set(contact_ids) if reach is Reach.ALL else set()
    able = reached(to, may).where(Contact.id.in_(contact_ids)).with_only_columns(Contact.id)
    return set(db.session.scalars(able))


# ── the list ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the list somebody wants to see. ``after`` is a ``Slice.next_key``: go on from there."""

    q: str = ""
    type_id: int | None = None
    manager_id: int | None = None
    sort: Sort = "name"
    after: Sequence[Any] | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Slice:
    """A page of the list: whole contacts in order, and the key that the next page starts after."""

    contacts: Sequence[Contact]
    next_key: list[Any] | None


def listed(wish: Wish, *, to: Actor) -> Slice:
    """One page of the contacts that the person sees: one statement finds, three load."""
    keys = [tuple(row) for row in db.session.execute(_keys(wish, to))]
    on_page = keys[: wish.limit]
    ids = [key[1] for key in on_page]
    whole = select(Contact).where(Contact.id.in_(ids)).options(*WHOLE)
    loaded = {contact.id: contact for contact in db.session.scalars(whole)}
    more = [_plain(part) for part in on_page[-1]] if len(keys) > wish.limit else None
    return Slice([loaded[contact_id] for contact_id in ids], more)


def counted(wish: Wish, *, to: Actor) -> Count:
    """How many match, exact up to 1,000; one statement whose work is bounded."""
    capped = _keys(Wish(wish.q, wish.type_id, wish.manager_id, limit=COUNT_CAP), to).order_by(None).subquery()
    number = db.session.scalar(select(func.count()).select_from(capped)) or 0
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def _keys(wish: Wish, to: Actor) -> Select[Any]:
    """The keys (what is sorted by, id) of one row more than a page, in order.

    At reach *all* this is one walk of an index of the contacts. Below it, each principal of the person walks
    its own part of the access list, and the walks are merged (DATA, "Contacts: the access list").
    """
    reach = to.reach(VIEW_CONTACTS)
    if reach is Reach.NONE:
        return select(*NAME_ORDER).where(literal(False))
    if reach is Reach.ALL:
        return _ordered(_walk_of_all(wish), wish)
    names = (
        func.unnest(literal(principals(to, reach), ARRAY(Text)))
        .table_valued("principal")
        .render_derived(name="me")
    )
    part = _ordered(_walk_of(names.c.principal, wish), wish).lateral("part")
    merged = select(part.c[0], part.c[1]).select_from(names).join(part, true()).distinct().subquery("merged")
    return _in_order(select(merged.c[0], merged.c[1]), wish, by=(merged.c[0], merged.c[1]))


def _walk_of_all(wish: Wish) -> tuple[Select[Any], tuple[Any, Any]]:
    if wish.sort == "activity":
        by: tuple[Any, Any] = (ContactActivity.last_activity_at, ContactActivity.contact_id)
        walk = select(*by).join(Contact, Contact.id == ContactActivity.contact_id)
    else:
        by = NAME_ORDER
        walk = select(*by)
    return walk.where(Contact.deleted_at.is_(None), *_filters(wish)), by


def _walk_of(principal: Any, wish: Wish) -> tuple[Select[Any], tuple[Any, Any]]:
    first = ContactAcl.last_activity_at if wish.sort == "activity" else ContactAcl.sort_name
    by: tuple[Any, Any] = (first, ContactAcl.contact_id)
    walk: Select[Any] = select(*by).where(ContactAcl.principal == principal)
    filters = _filters(wish)
    if filters:
        walk = walk.join(Contact, Contact.id == ContactAcl.contact_id).where(*filters)
    return walk, by


def _ordered(walk: tuple[Select[Any], tuple[Any, Any]], wish: Wish) -> Select[Any]:
    rows, by = walk
    if wish.after is not None:
        key = tuple_(literal(wish.after[0], by[0].type), literal(wish.after[1], by[1].type))
        rows = rows.where(tuple_(*by) < key if wish.sort == "activity" else tuple_(*by) > key)
    return _in_order(rows, wish, by=by)


def _in_order(rows: Select[Any], wish: Wish, *, by: tuple[Any, Any]) -> Select[Any]:
    downward = wish.sort == "activity"
    return rows.order_by(*(key.desc() if downward else key for key in by)).limit(wish.limit + 1)


def _filters(wish: Wish) -> list[Any]:
    found = _matches(wish.q)
    if wish.type_id is not None:
        found.append(Contact.type_id == wish.type_id)
    if wish.manager_id is not None:
        manages = exists().where(ContactManager.contact_id == Contact.id)
        found.append(manages.where(ContactManager.user_id == wish.manager_id))
    return found


def _plain(part: Any) -> Any:
    return part.isoformat() if isinstance(part, datetime) else part


# ── search ─────────────────────────────────────────────────────────────────────────────────────

FEWEST_LETTERS: Final = 3
FEWEST_DIGITS: Final = 5
_PHONE_SIGNS: Final = frozenset("+()-. 0123456789")
_TRUNK_PREFIXES: Final = ("8", "0")


def _matches(q: str) -> list[Any]:
    """Conditions for names, e-mails and phones that hold each word of the query (DATA, "Search").

    A query of phone signs only is taken as part of a number, however it is spaced. Fewer than three letters
    are taken as the beginning of the name that contacts are sorted by.
    """
    query = fold(q)[:200]
    if not query:
        return []
    digits = phones.digits(query)
    if len(digits) >= FEWEST_DIGITS and _PHONE_SIGNS.issuperset(query):
        numbers = [digits, digits[1:]] if digits.startswith(_TRUNK_PREFIXES) else [digits]
        return [or_(*(Contact.search_text.like(f"%{number}%") for number in numbers))]
    if len(query) < FEWEST_LETTERS:
        return [Contact.sort_name.like(f"{escaped(query)}%")]
    return [Contact.search_text.like(pattern) for pattern in patterns(query)]
