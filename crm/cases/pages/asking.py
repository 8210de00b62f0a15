"""What of the list an address asks for, and the address that asks for it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import request

from crm.cases.models.words import CASE
from crm.cases.queries import states
from crm.cases.queries.wishes import Wish
from crm.contacts.pages.asking import view_here
from crm.kernel.paging import Cursors
from crm.views.language import Node
from crm.views.queries import state_of
from crm.web.here import actor, settings


def wish(*, opened: str | None = None) -> Wish:
    """What of the list the address asks for; ``opened`` is the state of the view that it names, if known.

    Raises:
        Invalid: its filter can't be read, or its page marker is made up.
        NotFound: it names a view that is not there, or not for this person.
    """
    given: states.Given = request.values.to_dict(flat=False)
    view_id = view_here()
    if view_id is not None and not states.STATED & given.keys():
        given = states.given(opened if opened is not None else state_of(view_id, CASE, to=actor()))
    asked = states.read(given)
    cursor = request.args.get("after")
    after = _cursors(asked.sort).read(cursor) if cursor else None
    return replace(asked, view_id=view_id, after=after)


def kept(wish: Wish, parts: Iterable[Node] | None = None) -> dict[str, Any]:
    """The same as the values of an address, but for the page; with these as the parts of its filter."""
    return states.values(wish, parts)


def marker(sort: str, key: list[Any] | None) -> str | None:
    """The page marker of this key; None for none."""
    return _cursors(sort).write(*key) if key else None


def _cursors(sort: str) -> Cursors:
    return Cursors(settings().derived("cursors"), f"cases by {sort}")
