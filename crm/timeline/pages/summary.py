"""What the history says in a contact's summary: what is to come, what is pinned, what took place last."""

from datetime import UTC, datetime
from typing import Any, Final

from markupsafe import Markup

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.kernel.access import Actor
from crm.kernel.i18n import lazy
from crm.timeline.pages.tabs import rights_of
from crm.timeline.presenters import lines
from crm.timeline.queries import entries
from crm.web.answers import part
from crm.web.product import Tab

MOST: Final = 3


def show_coming(contact: Contact, by: Actor) -> Markup | str:
    """What is set for later, the soonest first."""
    return _lines(contact, entries.to_come(contact.id, after=datetime.now(UTC), most=MOST), by)


def show_pinned(contact: Contact, by: Actor) -> Markup | str:
    """What colleagues pinned."""
    return _lines(contact, entries.on_top(contact.id), by)


def show_last(contact: Contact, by: Actor) -> Markup | str:
    """The last calls, meetings, mails and notes."""
    return _lines(contact, entries.latest(contact.id, before=datetime.now(UTC), most=MOST), by)


def _lines(contact: Contact, some: Any, by: Actor) -> Markup | str:
    if not some:
        return ""
    events = lines.events(some, to=by, rights=rights_of(contact, by))
    return part("timeline/summary.html", events=events)


SUMMARY: Final = (
    Tab("coming", lazy("To come"), VIEW_CONTACTS, show_coming, weight=10, within="summary"),
    Tab("pinned", lazy("Pinned"), VIEW_CONTACTS, show_pinned, weight=20, within="summary"),
    Tab("last", lazy("Last"), VIEW_CONTACTS, show_last, weight=30, within="summary"),
)
