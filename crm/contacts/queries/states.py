"""What of the list is asked for, as the query of its address: read, and written in one normal form."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeGuard
from urllib.parse import parse_qs, urlencode

from crm.contacts.queries.columns import codes_in
from crm.contacts.queries.filterable import fields_in
from crm.contacts.queries.matching import LONGEST_QUERY
from crm.contacts.queries.sorting import sortable_by
from crm.contacts.queries.wishes import Wish
from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID, clean
from crm.kernel.i18n import lazy
from crm.views.fields import check
from crm.views.forms import LONGEST_STATE
from crm.views.language import Condition, Node, all_of, parse, printed

Given = Mapping[str, Sequence[str]]
SHORT: Final = ("type", "tag", "manager")
"""Conditions that also stand in an address of their own: ``?type=3``."""
STATED: Final = frozenset({"q", *SHORT, "f", "sort", "columns"})
"""What of an address is the state of the list; the rest is a place in it."""
WHOLE: Final = "sort=name"
"""The state of the list with nothing left out."""
TOO_LONG: Final = lazy("This list has too many filters to be saved. Leave out some of them.")
UNREADABLE: Final = lazy("This list's address can't be read.")


def read(given: Given, *, selected_by: int | None = None) -> Wish:
    """What the values of an address ask for, but for the page.

    Raises:
        Invalid: its filter can't be read.
    """
    asked = _first(given, "sort") or "name"
    return Wish(
        q=str(clean(_first(given, "q"))).strip()[:LONGEST_QUERY],
        type_id=_id(given, "type"),
        manager_id=_id(given, "manager"),
        tag_id=_id(given, "tag"),
        sort=asked if asked.removeprefix("-") in sortable_by() else "name",
        filter=all_of(map(parse, given.get("f", ()))),
        selected_by=selected_by,
        columns=codes_in(_first(given, "columns")),
    )


def values(wish: Wish, parts: Iterable[Node] | None = None) -> dict[str, Any]:
    """The wish as the values of an address, but for the page; with these as the parts of its filter."""
    short: dict[str, str] = {}
    filters: list[str] = []
    for part in wish.whole.parts if parts is None else parts:
        if _is_short(part) and part.field not in short and not filters:
            short[part.field] = part.values[0]
        else:
            filters.append(printed(part))
    return {
        "view": wish.view_id, "q": wish.q or None, **{key: short.get(key) for key in SHORT},
        "f": filters or None, "sort": wish.sort, "selected": 1 if wish.selected_by else None,
        "columns": ",".join(wish.columns) or None,
    }  # fmt: skip


def told(wish: Wish) -> str:
    """The wish as a query, in its normal form: equal lists have equal texts."""
    some = {name: value for name, value in values(wish).items() if name in STATED and value is not None}
    return urlencode(some, doseq=True)


def given(query: str) -> dict[str, list[str]]:
    """The values of a query.

    Raises:
        Invalid: there are too many.
    """
    try:
        return parse_qs(str(clean(query)).lstrip("?"), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        raise Invalid({"state": UNREADABLE}) from None


def normal(query: str) -> str:
    """A query of the list as it is kept; what the list doesn't know and the place in it are dropped.

    Raises:
        Invalid: its filter can't be used.
    """
    try:
        wish = read(given(query))
        check(wish.whole, fields_in(wish.whole))
    except Invalid as refusal:
        raise Invalid({"state": next(iter(refusal.fields.values()))}) from None
    state = told(wish)
    if len(state) > LONGEST_STATE:
        raise Invalid({"state": TOO_LONG})
    return state


def _first(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "")


def _id(given: Given, name: str) -> int | None:
    text = _first(given, name)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if 0 < number <= LARGEST_ID else None


def _is_short(part: Node) -> TypeGuard[Condition]:
    return (
        isinstance(part, Condition)
        and part.field in SHORT
        and part.op == "is"
        and len(part.values) == 1
        and part.values[0].isascii()
        and part.values[0].isdigit()
    )
