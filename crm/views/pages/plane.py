"""The blueprint that the pages of views hang on, and how a page finds its list and its view."""

from typing import Final

from flask import request

from crm.kernel.access import found
from crm.kernel.forms import LARGEST_ID
from crm.views.access import visible_to
from crm.views.kinds import ListKind, list_kinds
from crm.views.models import SavedView
from crm.web.here import actor
from crm.web.pages import Pages

pages = Pages("views", "crm.views")
ONE: Final = f"/views/<int(max={LARGEST_ID}):view_id>"
MOST_COUNTED: Final = 12


def the(view_id: int) -> SavedView:
    """The view, if this person has it.

    Raises:
        NotFound: there is none, or it is not for them.
    """
    view: SavedView = found(visible_to(actor()), id=view_id)
    return view


def kind_here() -> ListKind:
    """The list that the request is about (``record``; contacts unless it says otherwise)."""
    return list_kinds.of(request.values.get("record", "contact"), to=actor())


def kind_of(view: SavedView) -> ListKind:
    """The list that the view is of."""
    return list_kinds.of(view.record, to=actor())


def number_here(name: str) -> int | None:
    """The request's value of this name as a number; None where it is none."""
    text = request.values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
