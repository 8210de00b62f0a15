"""Pages of a search in the order of names: first whose name begins with what is looked for (CON-13).

Few answers are gathered and sorted. Of very many, those whose name begins so are met along the index of
names, in constant work; of the others, which stand in no order that an index has, no more than
``MOST_GATHERED`` are listed.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Select, case, func, select

from crm.contacts.access import VIEW_CONTACTS, stands_for
from crm.contacts.models.contact import Contact
from crm.contacts.queries.matching import beginnings, begins, expected
from crm.contacts.queries.walking import LAST_LETTER, answering, sorted_page, walk
from crm.contacts.queries.wanted import Asked, Key, keys
from crm.contacts.queries.wishes import Wish
from crm.kernel.access import Reach
from crm.kernel.db import db

FEW: Final = 1_000
"""So many answers, as expected, are all sorted: few enough that it costs little if more come."""
MOST_GATHERED: Final = 8_000
FIRST, OTHER = "0", "1"
Met = tuple[list[Key], bool]


def ranks(wish: Wish) -> bool:
    """Whether the page stands in this order: a search that asks for no other than the names'."""
    return bool(wish.q) and wish.sort == "name"


def searched(asked: Asked) -> Met:
    """One row more than a page, and whether more answer than are listed; at most three statements."""
    wish, reach = asked.wish, asked.to.reach(VIEW_CONTACTS)
    seen = [] if reach is Reach.ALL else [stands_for(asked.to, reach)]
    narrowed = bool(wish.whole.parts or wish.selected_by)
    if expected([*asked.all_conditions, *seen]).rows <= (MOST_GATHERED if narrowed else FEW):
        return keys(sorted_page(answering(asked, _ranked(wish)), wish)), False
    if narrowed:
        return _gathered(asked, answering(asked, _ranked(wish)))
    return _among_many(asked)


def _among_many(asked: Asked) -> Met:
    """Those whose name begins so, and where they end, the others; the other way round going back."""
    wish = asked.wish
    parts: tuple[Callable[[Asked], Met], ...] = (
        (_others, _begun) if wish.before is not None else (_begun, _others)
    )
    if wish.start is not None:
        parts = parts[parts.index(_begun if wish.start[0].startswith(FIRST) else _others) :]
    met, cut = parts[0](asked)
    if len(parts) == 1 or len(met) > wish.limit:
        return met, cut
    end = None if wish.before is None else [FIRST + LAST_LETTER, 0]
    more, cut = parts[1](
        replace(asked, wish=replace(wish, limit=wish.limit - len(met), after=None, before=end))
    )
    return met + more, cut


def _begun(asked: Asked) -> Met:
    wish = asked.wish
    bare = replace(wish, after=_bare(wish.after), before=_bare(wish.before))
    met = keys(walk(replace(asked, wish=bare), begun=beginnings(wish.q)))
    return [Key(FIRST + key, contact_id) for key, contact_id in met], False


def _bare(place: Sequence[Any] | None) -> Sequence[Any] | None:
    return None if place is None else [place[0].removeprefix(FIRST), *place[1:]]


def _others(asked: Asked) -> Met:
    others = answering(asked, _ranked(asked.wish)).where(~begins(asked.wish.q))
    return _gathered(asked, others)


def _gathered(asked: Asked, rows: Select[Any]) -> Met:
    """Of the first so many that are met, in order; and whether there are more."""
    page = sorted_page(rows.limit(MOST_GATHERED + 1), asked.wish)
    number = select(func.count()).select_from(page.get_final_froms()[0]).scalar_subquery()
    found = db.session.execute(page.add_columns(number)).all()
    cut = bool(found) and found[0][2] > MOST_GATHERED
    return [Key(key, contact_id) for key, contact_id, _number in found], cut


def _ranked(wish: Wish) -> Any:
    """The name to sort by, behind all whose name begins so if it doesn't."""
    return case((begins(wish.q), FIRST), else_=OTHER).concat(Contact.sort_name).collate("C")
