"""Pages of a search in the order of names: first whose name begins with what is looked for (CON-13).

Those whose name begins so are met along the index of names, in constant work. Where they don't fill the page,
the others, which stand in no order that an index has, are gathered and sorted: no more than ``MOST_GATHERED``
of them are listed.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import case

from crm.contacts.models.contact import Contact
from crm.contacts.queries.matching import beginnings, begins
from crm.contacts.queries.walking import LAST_LETTER, answering, sorted_page, walk
from crm.contacts.queries.wanted import Asked, Clause, Key, Met, keys
from crm.contacts.queries.wishes import Wish
from crm.kernel.paging import COUNT_CAP

MOST_GATHERED: Final = 8_000
FIRST, OTHER = "0", "1"


def ranks(wish: Wish) -> bool:
    """Whether the page stands in this order: a search that asks for no other than the names'."""
    return bool(wish.q) and wish.sort == "name"


def searched(asked: Asked) -> Met:
    """A page of the search; at most two statements.

    Those whose name begins so, and where they end, the others; the other way round going back. With filters
    all are gathered: of the names that begin so few may answer.
    """
    wish = asked.wish
    if wish.whole.parts or wish.selected_by:
        return _gathered(asked)
    parts = [_others, _begun] if wish.before is not None else [_begun, _others]
    if wish.start is not None:
        parts = parts[parts.index(_begun if wish.start[0].startswith(FIRST) else _others) :]
    first = parts[0](asked)
    if len(parts) == 1 or len(first.keys) > wish.limit:
        return _of_part(first)
    end = None if wish.before is None else [FIRST + LAST_LETTER, 0]
    left = replace(wish, limit=wish.limit - len(first.keys), after=None, before=end)
    second = parts[1](replace(asked, wish=left))
    both = Met(first.keys + second.keys, second.cut, second.number)
    if wish.start is not None or second.number is None:
        return _of_part(both)
    return both._replace(number=len(first.keys) + second.number)


def _of_part(met: Met) -> Met:
    """What a part of all that answer tells of their number: only that they are very many."""
    return met if (met.number or 0) > COUNT_CAP else met._replace(number=None)


def _begun(asked: Asked) -> Met:
    wish = asked.wish
    bare = replace(wish, after=_bare(wish.after), before=_bare(wish.before))
    met = keys(walk(replace(asked, wish=bare), begun=beginnings(wish.q)))
    return Met([Key(FIRST + key, contact_id) for key, contact_id in met])


def _bare(place: Sequence[Any] | None) -> Sequence[Any] | None:
    return None if place is None else [place[0].removeprefix(FIRST), *place[1:]]


def _others(asked: Asked) -> Met:
    return _gathered(asked, ~begins(asked.wish.q))


def _gathered(asked: Asked, *also: Clause) -> Met:
    return sorted_page(answering(asked, _ranked(asked.wish)).where(*also), asked.wish, most=MOST_GATHERED)


def _ranked(wish: Wish) -> Any:
    """The name to sort by, behind all whose name begins so if it doesn't."""
    return case((begins(wish.q), FIRST), else_=OTHER).concat(Contact.sort_name).collate("C")
