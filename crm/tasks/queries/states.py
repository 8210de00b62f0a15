"""What of the list is asked for, as the query of its address: read, and written in one normal form."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import BigInteger, func, literal, select, union_all

from crm.contacts.queries.states import TOO_LONG
from crm.contacts.queries.states import given as given
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.forms import clean
from crm.kernel.paging import COUNT_CAP, Count
from crm.tasks.models import Task
from crm.tasks.queries.filterable import FIELDS
from crm.tasks.queries.lists import NOTHING, RECORDS, VIEWS, WHOSE, Wish, matching
from crm.views.fields import check
from crm.views.forms import LONGEST_STATE
from crm.views.language import Node, all_of, parse, printed

Given = Mapping[str, Sequence[str]]
STATED: Final = frozenset({"due", "who", "category", "about", "q", "f"})
"""What of an address is the state of the list; the rest is a place in it."""
WHOLE: Final = "due=all&who=everybody"
"""The state of the list with every open task that the person sees."""
LONGEST_QUERY: Final = 100


def read(asked: Given) -> Wish:
    """What the values of an address ask for, but for the page; what they can't mean is left out.

    Raises:
        Invalid: its filter can't be read.
    """
    due, who, about = _first(asked, "due"), _first(asked, "who"), _first(asked, "about")
    kind, _colon, number = about.partition(":")
    record_id = as_id(number)
    return Wish(
        view=next((one for one in VIEWS if one == due), "today"),
        whose=next((one for one in WHOSE if one == who), "mine"),
        user_id=as_id(who),
        category_id=as_id(_first(asked, "category")),
        kind=kind if kind in (*RECORDS, NOTHING) else "",
        about=(kind, record_id) if kind in RECORDS and record_id else None,
        q=" ".join(str(clean(_first(asked, "q"))).split())[:LONGEST_QUERY],
        filter=all_of(map(parse, asked.get("f", ()))),
    )


def values(wish: Wish, parts: Iterable[Node] | None = None) -> dict[str, Any]:
    """The wish as the values of an address, but for the page; with these as the parts of its filter."""
    filters = [printed(part) for part in (wish.filter.parts if parts is None else parts)]
    about = f"{wish.about[0]}:{wish.about[1]}" if wish.about else wish.kind
    return {
        "view": wish.view_id, "due": wish.view, "who": who_text(wish), "category": wish.category_id,
        "about": about or None, "q": wish.q or None, "f": filters or None,
    }  # fmt: skip


def who_text(wish: Wish) -> str | None:
    """Whose tasks they are, as an address says it; None for one's own."""
    if wish.user_id is not None:
        return str(wish.user_id)
    return None if wish.whose == "mine" else wish.whose


def told(wish: Wish) -> str:
    """The wish as a query, in its normal form: equal lists have equal texts."""
    some = {name: value for name, value in values(wish).items() if name in STATED and value is not None}
    return urlencode(some, doseq=True)


def normal(query: str) -> str:
    """A query of the list as it is kept; what the list doesn't know and the place in it are dropped.

    Raises:
        Invalid: its filter can't be used.
    """
    try:
        wish = read(given(query))
        check(wish.filter, FIELDS)
    except Invalid as refusal:
        raise Invalid({"state": next(iter(refusal.fields.values()))}) from None
    state = told(wish)
    if len(state) > LONGEST_STATE:
        raise Invalid({"state": TOO_LONG})
    return state


def counts_of(states: Mapping[int, str], to: Actor) -> dict[int, Count]:
    """How many tasks of each state the person sees, up to 1,000 each, by the state's key; one statement.

    A state that can't be used is left out.
    """
    parts: list[Any] = []
    for key, state in states.items():
        try:
            some = matching(read(given(state)), to=to).with_only_columns(Task.id).limit(COUNT_CAP + 1)
        except Invalid:
            continue
        number = select(literal(key, BigInteger), func.count())
        parts.append(number.select_from(some.subquery()))
    rows = db.session.execute(union_all(*parts)) if parts else ()
    return {key: Count(min(number, COUNT_CAP), capped=number > COUNT_CAP) for key, number in rows}


def as_id(value: Any) -> int | None:
    """The text as an id; None when it can't be one."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _first(asked: Given, name: str) -> str:
    return next(iter(asked.get(name, ())), "")
