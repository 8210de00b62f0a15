"""What of the list an address asks for, and the address that asks for it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import request

from crm.contacts.pages.asking import view_here
from crm.kernel.paging import Cursors
from crm.tasks.actions.noting import RECORD
from crm.tasks.queries import states
from crm.tasks.queries.lists import Wish
from crm.views.language import Node
from crm.views.queries import state_of
from crm.web.here import actor, settings


def wish(*, opened: str | None = None) -> Wish:
    """What the address asks for; ``opened`` is the state of the saved view that it names, if known.

    Raises:
        Invalid: its filter can't be read, or its page marker is made up.
        NotFound: it names a view that is not there, or not for this person.
    """
    given: states.Given = request.args.to_dict(flat=False)
    view_id = view_here()
    if view_id is not None and not states.STATED & given.keys():
        given = states.given(opened if opened is not None else state_of(view_id, RECORD, to=actor()))
    asked = replace(states.read(given), view_id=view_id)
    cursor = request.args.get("after")
    return replace(asked, after=_cursors(asked).read(cursor)) if cursor else asked


def query(wish: Wish, parts: Iterable[Node] | None = None, **other: Any) -> dict[str, Any]:
    """The wish as a query of the list, with these as the parts of its filter, some of it otherwise."""
    return {name: value for name, value in {**states.values(wish, parts), **other}.items() if value}


def marker(wish: Wish, key: list[Any] | None) -> str:
    """The page marker of this key; empty for none."""
    return _cursors(wish).write(*key) if key else ""


def _cursors(wish: Wish) -> Cursors:
    return Cursors(settings().derived("cursors"), f"tasks {wish.view}")
