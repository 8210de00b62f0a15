"""The blueprint that all pages of the history hang on, and how a page finds its entry."""

from typing import Any, Final

from flask import Response, request, url_for

from crm.contacts.models.contact import Contact
from crm.kernel.access import found
from crm.timeline.models import Entry
from crm.timeline.queries.entries import entry_and_contact
from crm.web.answers import go
from crm.web.here import actor
from crm.web.pages import Pages

pages = Pages("timeline", "crm.timeline")
OF_CONTACT: Final = "/contacts/<int:contact_id>"
ONE: Final = "/entries/<int:entry_id>"
TABS: Final = ("history", "notes", "summary")


def the_contact(contact_id: int) -> Contact:
    """The contact, if this person may see it.

    Raises:
        NotFound: there is none, or it is hidden.
    """
    contact: Contact = found(Contact.visible_to(actor()), id=contact_id)
    return contact


def the(entry_id: int) -> tuple[Entry, Contact]:
    """The entry and its contact, if this person may see that.

    Raises:
        NotFound: there is none, or it is hidden.
    """
    return entry_and_contact(entry_id, to=actor())


def tab_wanted() -> str:
    """The tab that a form came from, and goes back to."""
    tab = request.values.get("tab")
    return tab if tab in TABS else TABS[0]


def back_to(contact: Contact, *, line: int | None = None) -> Response:
    """Go on to the contact's history, to the line of an entry."""
    anchor = f"entry-{line}" if line is not None else None
    return go("contacts.show", contact_id=contact.id, tab=tab_wanted(), _anchor=anchor)


def address_of(contact: Contact, tab: str, **query: Any) -> str:
    """The profile with this tab."""
    return url_for("contacts.show", contact_id=contact.id, tab=tab, **query)


def part_of(contact: Contact, tab: str, **query: Any) -> str:
    """The tab alone."""
    return url_for("contacts.tab", contact_id=contact.id, key=tab, **query)
