"""What of the list an address asks for, and the address that asks for it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeGuard

from flask import request

from crm.contacts.pages.plane import whole_number
from crm.contacts.queries.columns import codes_in
from crm.contacts.queries.matching import LONGEST_QUERY
from crm.contacts.queries.sorting import sortable_by
from crm.contacts.queries.wishes import Wish
from crm.kernel.forms import clean
from crm.kernel.paging import Cursors
from crm.views.language import Condition, Node, all_of, parse, printed
from crm.web.here import actor, settings

SHORT: Final = ("type", "tag", "manager")
"""Conditions that also stand in an address of their own: ``?type=3``."""


def wish() -> Wish:
    """What of the list the address asks for.

    Raises:
        Invalid: its filter can't be read, or its page marker is made up.
    """
    asked = request.values.get("sort", "name")
    sort = asked if asked.removeprefix("-") in sortable_by() else "name"
    after, before = (_place(request.args.get(name), sort) for name in ("after", "before"))
    return Wish(
        q=str(clean(request.values.get("q", ""))).strip()[:LONGEST_QUERY],
        type_id=whole_number("type"),
        manager_id=whole_number("manager"),
        tag_id=whole_number("tag"),
        sort=sort,
        after=after,
        before=before,
        filter=all_of(map(parse, request.values.getlist("f"))),
        selected_by=actor().user_id if request.values.get("selected") else None,
        columns=codes_in(request.values.get("columns")),
    )


def kept(wish: Wish) -> dict[str, Any]:
    """The same as the values of an address, but for the page."""
    return with_parts(wish, wish.whole.parts)


def with_parts(wish: Wish, parts: Iterable[Node]) -> dict[str, Any]:
    """The same with these as the parts of its filter."""
    short: dict[str, str] = {}
    filters: list[str] = []
    for part in parts:
        if _is_short(part) and part.field not in short and not filters:
            short[part.field] = part.values[0]
        else:
            filters.append(printed(part))
    return {
        "q": wish.q or None, **{key: short.get(key) for key in SHORT}, "f": filters or None,
        "sort": wish.sort, "selected": 1 if wish.selected_by else None,
        "columns": ",".join(wish.columns) or None,
    }  # fmt: skip


def pairs(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Values of an address as fields of a form."""
    return [
        (name, str(one))
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
        if one is not None
    ]


def marker(sort: str, key: list[Any] | None) -> str | None:
    """The page marker of this key; None for none."""
    return _cursors(sort).write(*key) if key else None


def _is_short(part: Node) -> TypeGuard[Condition]:
    return (
        isinstance(part, Condition)
        and part.field in SHORT
        and part.op == "is"
        and len(part.values) == 1
        and part.values[0].isascii()
        and part.values[0].isdigit()
    )


def _place(cursor: str | None, sort: str) -> list[Any] | None:
    return _cursors(sort).read(cursor) if cursor else None


def _cursors(sort: str) -> Cursors:
    return Cursors(settings().derived("cursors"), f"contacts by {sort}")
