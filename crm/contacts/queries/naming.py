"""A part of a name, looked for in the order of names: an index that holds names alone is walked (L1).

Names in one alphabet stand together, so the walk begins where those of the part's own alphabet do. Names that
begin in the other alphabet and still hold letters of this one, the strays, are few and have an index.
"""

from string import ascii_lowercase
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, func, select, text, union_all

from crm.contacts.access import VIEW_CONTACTS, stands_for
from crm.contacts.models.contact import CYRILLIC, STRAY, Contact
from crm.contacts.queries.filtering import INDEXED_FROM
from crm.contacts.queries.walking import after, holds, in_order, walk
from crm.contacts.queries.wanted import Asked
from crm.contacts.queries.wishes import Wish
from crm.kernel.access import Reach
from crm.kernel.search_text import sortable
from crm.views.language import Condition

FAR: Final = 30_000
"""So many names are looked through at most, before all answers are gathered."""
LEAST: Final = 3_000
FARTHEST: Final = 2_000_000
"""So many for what is too short for the index of all answers: without it all contacts would be read."""
_LATER: Final = range(0x400, 0x530)


class Part(NamedTuple):
    """The folded text that names are to hold, and whether it is Cyrillic; None: neither that nor Latin."""

    text: str
    is_cyrillic: bool | None


def sought(wish: Wish) -> Part | None:
    """The part of a name that the filter asks for."""
    for part in wish.whole.parts:
        if isinstance(part, Condition) and (part.field, part.op) == ("name", "contains"):
            folded = sortable(part.values[0])
            return Part(folded, _is_cyrillic(folded)) if folded else None
    return None


def _is_cyrillic(text: str) -> bool | None:
    letters = {letter for letter in text if letter.isalpha()}
    if letters and letters.issubset(ascii_lowercase):
        return False
    return True if letters and all(ord(letter) in _LATER for letter in letters) else None


def named(asked: Asked, part: Part) -> Select[Any]:
    """A page of those who hold the part, or nothing where they are too far apart for that."""
    lanes = len(asked.names) if isinstance(asked.names, list) else 1
    far = max(LEAST, FAR // max(lanes, 1)) if len(part.text) >= INDEXED_FROM else FARTHEST
    if part.is_cyrillic is None:
        return walk(asked, far=far, holding=part.text)
    low, high = (CYRILLIC, "") if part.is_cyrillic else ("", CYRILLIC)
    home = walk(asked, far=far, low=low, high=high, holding=part.text).cte("home")
    near = _strays(asked, part).cte("near").prefix_with("MATERIALIZED")
    strays = _met(asked, part, near).cte("strays")
    both = union_all(select(home), select(strays)).subquery("both")
    enough = select(func.count() > asked.wish.limit).select_from(home).scalar_subquery()
    complete = select(func.count() < FAR).select_from(near).scalar_subquery()
    rows = select(both.c[0].label("key"), both.c[1].label("id")).where(enough, complete)
    return in_order(rows, (both.c[0], both.c[1]), asked.wish).limit(asked.wish.limit + 1)


def _strays(asked: Asked, part: Part) -> Select[Any]:
    """Names that begin in the other alphabet and hold letters of this one: the index of them alone."""
    rows: Any = select(Contact.sort_name.label("key"), Contact.id).where(text(STRAY))
    begins = Contact.sort_name < CYRILLIC if part.is_cyrillic else Contact.sort_name >= CYRILLIC
    by = (Contact.sort_name, Contact.id)
    return in_order(after(rows.where(begins), by, asked.wish), by, asked.wish).limit(FAR)


def _met(asked: Asked, part: Part, near: Any) -> Select[Any]:
    met = select(near.c.key, near.c.id).join(Contact, Contact.id == near.c.id)
    met = met.where(holds(near.c.key, part.text), Contact.deleted_at.is_(None), *asked.all_conditions)
    if (reach := asked.to.reach(VIEW_CONTACTS)) is not Reach.ALL:
        met = met.where(stands_for(asked.to, reach))
    return in_order(met, (near.c.key, near.c.id), asked.wish).limit(asked.wish.limit + 1)
