"""The blueprint that all pages of contacts hang on, and how a page finds its contact."""

from typing import Any, Final

from flask import abort, redirect, request, url_for
from sqlalchemy import Select

from crm.contacts.models.contact import Contact
from crm.contacts.queries.merging import survivor_of
from crm.contacts.queries.records import WHOLE, whole
from crm.kernel.access import found
from crm.kernel.errors import NotFound
from crm.kernel.forms import LARGEST_ID
from crm.web.here import actor
from crm.web.pages import Pages

pages = Pages("contacts", "crm.contacts")
ONE: Final = f"/contacts/<int(max={LARGEST_ID}):contact_id>"
MOST_IDS: Final = 1_000
"""So many ids a form names."""


def the(contact_id: int, among: Select[Any] | None = None) -> Contact:
    """The contact, whole, if this person may see it (or is ``among`` others they may reach).

    A page of one that was merged leads to the same page of the survivor, for whoever sees that (CON-16). Not
    for good: the merge may be undone.

    Raises:
        NotFound: there is none, or it is hidden.
    """
    try:
        if among is None:
            return whole(contact_id, to=actor())
        contact: Contact = found(among.options(*WHOLE), id=contact_id)
    except NotFound:
        survivor_id = survivor_of(contact_id, to=actor()) if request.method == "GET" else None
        if survivor_id is None:
            raise
        place = {**(request.view_args or {}), **request.args, "contact_id": survivor_id}
        abort(redirect(url_for(request.endpoint or "contacts.show", **place), code=302))
    return contact


def as_id(value: Any) -> int | None:
    """The text as an id; None when it can't be one."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def ids_in(given: Any) -> set[int]:
    """The ids in a text, spaces between them, or in a list of such texts; at most 1,000."""
    texts = [text for one in (given if isinstance(given, list) else [given]) for text in str(one).split()]
    return {number for text in texts[:MOST_IDS] if (number := as_id(text))}


def whole_number(name: str) -> int | None:
    """The query's value of this name as an id; None when there is none or it is no id."""
    return as_id(request.values.get(name, ""))
