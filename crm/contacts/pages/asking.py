"""What of the list an address asks for, and the address that asks for it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import request

from crm.contacts.models.kinds import CONTACT
from crm.contacts.pages.plane import as_id, whole_number
from crm.contacts.queries import states
from crm.contacts.queries.wishes import Wish
from crm.kernel.errors import NotFound
from crm.kernel.paging import Cursors
from crm.views.language import Node
from crm.views.queries import state_of
from crm.web.here import actor, settings


def wish(*, opened: str | None = None) -> Wish:
    """What of the list the address asks for; ``opened`` is the state of the view that it names, if known.

    An address that names a view and says nothing else of the list asks for the view as it was saved.

    Raises:
        Invalid: its filter can't be read, or its page marker is made up.
        NotFound: it names a view that is not there, or not for this person.
    """
    given: states.Given = request.values.to_dict(flat=False)
    view_id = view_here()
    if view_id is not None and not states.STATED & given.keys():
        given = states.given(opened if opened is not None else state_of(view_id, CONTACT, to=actor()))
    selected_by = actor().user_id if request.values.get("selected") else None
    asked = states.read(given, selected_by=selected_by)
    after, before = (_place(request.args.get(name), asked.sort) for name in ("after", "before"))
    return replace(asked, view_id=view_id, after=after, before=before)


def view_here() -> int | None:
    """The id of the view that the address names; None for none.

    Raises:
        NotFound: it names what can't be one.
    """
    named = request.values.get("view")
    if named and not as_id(named):
        raise NotFound
    return whole_number("view")


def kept(wish: Wish) -> dict[str, Any]:
    """The same as the values of an address, but for the page."""
    return states.values(wish)


def with_parts(wish: Wish, parts: Iterable[Node]) -> dict[str, Any]:
    """The same with these as the parts of its filter."""
    return states.values(wish, parts)


def marker(sort: str, key: list[Any] | None) -> str | None:
    """The page marker of this key; None for none."""
    return _cursors(sort).write(*key) if key else None


def _place(cursor: str | None, sort: str) -> list[Any] | None:
    return _cursors(sort).read(cursor) if cursor else None


def _cursors(sort: str) -> Cursors:
    return Cursors(settings().derived("cursors"), f"contacts by {sort}")
