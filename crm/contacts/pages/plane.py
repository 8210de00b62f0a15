"""The blueprint that all pages of contacts hang on, and how a page finds its contact."""

from typing import Any, Final

from flask import request
from sqlalchemy import Select

from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import WHOLE
from crm.kernel.access import found
from crm.kernel.forms import LARGEST_ID
from crm.web.here import actor
from crm.web.pages import Pages

pages = Pages("contacts", "crm.contacts")
ONE: Final = f"/contacts/<int(max={LARGEST_ID}):contact_id>"


def the(contact_id: int, among: Select[Any] | None = None) -> Contact:
    """The contact, whole, if this person may see it (or is ``among`` others they may reach).

    Raises:
        NotFound: there is none, or it is hidden.
    """
    visible = among if among is not None else Contact.visible_to(actor())
    contact: Contact = found(visible.options(*WHOLE), id=contact_id)
    return contact


def as_id(value: Any) -> int | None:
    """The text as an id; None when it can't be one."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def whole_number(name: str) -> int | None:
    """The query's value of this name as an id; None when there is none or it is no id."""
    return as_id(request.values.get(name, ""))
