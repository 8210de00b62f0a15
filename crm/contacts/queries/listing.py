"""The list of contacts, page by page, in the order of the name, of the latest activity or of their making.

Without filters a page is a walk along an index: of the contacts for somebody who sees all; of the access
list, once for each of the person's principals, for everybody else (DATA, "Contacts: the access list").
With filters that many answer, the walk skips those that don't, as far as the horizon. With filters that few
answer, or where too little was met before the horizon, all that answers is gathered and sorted; so it is for
orders that no index has, up to ``MOST_SORTED`` matches.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Select, func, select

from crm.contacts.access import VIEW_CONTACTS, reached, stands_for
from crm.contacts.models.contact import Contact
from crm.contacts.queries import naming, searching
from crm.contacts.queries.bare_walks import walked
from crm.contacts.queries.everything import everything_seen
from crm.contacts.queries.filtering import clauses
from crm.contacts.queries.matching import expected, sampled
from crm.contacts.queries.records import WHOLE
from crm.contacts.queries.row_texts import row_texts
from crm.contacts.queries.rows import RowText
from crm.contacts.queries.sorting import MOST_SORTED
from crm.contacts.queries.walking import gathered, plain, recognised, walk
from crm.contacts.queries.wanted import Asked, Met, asked, found_by, keys
from crm.contacts.queries.wishes import WALKED, Sort, Wish
from crm.kernel.access import Actor, Reach
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count
from crm.views.fields import Fields

__all__ = ["Slice", "Sort", "Wish", "counted", "exceeds", "latest", "listed", "matching_ids"]
HORIZON: Final = 5_000
"""So many rows of an index are walked at most to find a page."""
NEAREST: Final = 500
PATIENCE: Final = 6
"""So many times the rows that a page is expected to take are walked before all answers are gathered."""
COMMON: Final = 0.02
"""From this share of all contacts on, answers are expected to be met on the way."""
COMMON_NAME: Final = 0.003
"""The same for a part of a name in the order of names, on the way of which no contact is read."""
UNSURE: Final = 2_000
"""So far is walked for a part of a name that fewer may hold: a sample says little about those."""
MANY: Final = 1_500
"""From so many answers on, the latest are looked for along the activities, not by each one's."""
LIKELY: Final = 1.4
"""So many times the rows that a page is expected to take are looked through for it there."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A page of the list: contacts in order, and the keys that the next and the previous page start at.

    ``unsorted``: too many match for the order that was asked for; they stand in the order of their names.
    ``cut``: so many answer a search that of those whose name begins otherwise only some are listed.
    ``number``: how many match on all pages, where finding this one has told it.
    """

    contacts: Sequence[T]
    next_key: list[Any] | None
    previous_key: list[Any] | None = None
    unsorted: bool = False
    cut: bool = False
    number: Count | None = None


def listed(wish: Wish, *, to: Actor) -> Slice[Contact]:
    """One page of the contacts that the person sees, whole; at most six statements find it, three load it.

    Raises:
        Invalid: the filter names what is not there, or a value doesn't fit.
    """
    found = _found(wish, to)
    whole = select(Contact).where(Contact.id.in_(found.contacts)).options(*WHOLE)
    loaded = {contact.id: contact for contact in db.session.scalars(whole)}
    contacts = [loaded[contact_id] for contact_id in found.contacts]
    return Slice(contacts, found.next_key, found.previous_key, found.unsorted, found.cut, found.number)


def listed_rows(wish: Wish, *, columns: Collection[str], to: Actor) -> Slice[RowText]:
    """The same with what these columns show of each; one statement loads it.

    Raises:
        Invalid: the filter names what is not there, or a value doesn't fit.
    """
    found = _found(wish, to)
    rows = row_texts(found.contacts, columns=columns, to=to)
    return Slice(rows, found.next_key, found.previous_key, found.unsorted, found.cut, found.number)


def latest(number: int, *, to: Actor) -> list[int]:
    """The ids of the contacts that were active last, of those that the person sees; one statement."""
    return [key.id for key in _met(Wish(sort="activity", limit=number), to).keys]


def exceeds(wish: Wish, number: int, *, to: Actor) -> bool:
    """Whether the person sees more than so many that match; one statement."""
    return (_count(wish, to, most=number + 1)) > number


def counted(wish: Wish, *, to: Actor) -> Count:
    """How many match, exact up to 1,000; one statement, beside those that read the wish."""
    if not wish.narrows and Reach.NONE < to.reach(VIEW_CONTACTS) < Reach.ALL:
        number = everything_seen(to, most=COUNT_CAP + 1)
    else:
        number = _count(wish, to, most=COUNT_CAP + 1)
    return _capped(number)


def _capped(number: int) -> Count:
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def counted_exactly(wish: Wish, *, to: Actor) -> int:
    """How many match, however many; one statement that goes through all of them."""
    return _count(wish, to, most=None)


def matching_ids(wish: Wish, *, fields: Fields | None = None, to: Actor) -> Select[tuple[int]]:
    """The ids of all that match, on whatever page, in no order: to be counted or selected.

    ``fields`` are those that its filter may be about, where they are known already.

    Raises:
        Invalid: the filter names what is not there, or a value doesn't fit.
    """
    conditions = clauses(wish.whole, fields=fields, to=to)
    seen = reached(to, VIEW_CONTACTS).where(*found_by(wish, to), *conditions)
    return seen.with_only_columns(Contact.id)


def _count(wish: Wish, to: Actor, *, most: int | None) -> int:
    some = matching_ids(wish, to=to).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _found(wish: Wish, to: Actor) -> Slice[int]:
    """The ids of a page."""
    unsorted = wish.by not in WALKED and exceeds(wish, MOST_SORTED, to=to)
    if unsorted:
        wish = replace(wish, sort="name", after=None, before=None)
    met = _met(wish, to)
    more, on_page = len(met.keys) > wish.limit, met.keys[: wish.limit]
    back = wish.before is not None
    on_page = on_page[::-1] if back else on_page
    goes_on, came_from = (back, more) if back else (more, wish.after is not None)
    next_key = [plain(part) for part in on_page[-1]] if goes_on and on_page else None
    previous_key = [plain(part) for part in on_page[0]] if came_from and on_page else None
    number = _capped(met.number) if met.number is not None else None
    if wish.start is None and next_key is None and not met.cut:
        number = Count(len(on_page))
    return Slice([key.id for key in on_page], next_key, previous_key, unsorted, met.cut, number)


def _met(wish: Wish, to: Actor) -> Met:
    if to.reach(VIEW_CONTACTS) is Reach.NONE:
        return Met([])
    wanted = asked(wish, to)
    return searching.searched(wanted) if searching.ranks(wish) else _walked(wanted)


def _walked(wanted: Asked) -> Met:
    wish = wanted.wish
    if wish.by not in WALKED:
        return gathered(wanted)
    if not wanted.conditions:
        return Met(keys(walk(wanted)) if wanted.managed else walked(wanted))
    reach = wanted.to.reach(VIEW_CONTACTS)
    seen = stands_for(wanted.to, reach) if reach is not Reach.ALL else None
    rows, part, apart = expected(list(wanted.conditions), seen=seen)
    for way in _ways(wanted, rows, part):
        met = keys(way)
        if len(met) > wish.limit:
            return Met(met)
    return gathered(wanted, apart=apart)


def _ways(wanted: Asked, rows: float, part: float) -> Iterator[Select[Any]]:
    """How a page may be met without gathering all that answers, where so many are expected to."""
    wish = wanted.wish
    sought = naming.sought(wish)
    if sought and part < COMMON_NAME:
        part = max(part, sampled(wanted.conditions))
        sought = sought if part >= COMMON_NAME else None
    if sought and wish.by == "name":
        yield naming.named(wanted, sought)
    elif part >= COMMON:
        yield walk(wanted, far=_far(wish.limit, part))
    elif sought:
        yield walk(wanted, far=UNSURE)
    if part < COMMON and wish.by == "activity" and wanted.names is None and rows >= MANY:
        yield recognised(wanted, far=round(LIKELY * wish.limit / part))


def _far(limit: int, part: float) -> int:
    """How far a walk may go for a page, where this part of all answers: several times what is expected."""
    return min(HORIZON, max(NEAREST, round(PATIENCE * limit / part)))
