"""The tabs of a profile that contacts themselves bring; other packages add theirs in their wiring."""

from flask import render_template, url_for
from markupsafe import Markup

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.contacts.pages.plane import whole_number
from crm.contacts.presenters import history
from crm.contacts.queries import records
from crm.kernel.access import Actor
from crm.kernel.i18n import lazy
from crm.web.product import Tab


def show_history(contact: Contact, by: Actor) -> Markup:
    """What happened, newest first, a page at a time."""
    rows = records.facts_of(contact.id, before=whole_number("before"))
    older = None
    if len(rows) == records.PAGE:
        older = url_for("contacts.show", contact_id=contact.id, tab=HISTORY.key, before=rows[-1].id)
    days = list(history.days(rows, to=by))
    shown = render_template("contacts/tabs/history.html", days=days, older=older)
    return Markup(shown)  # noqa: S704 (the template has escaped it)


HISTORY = Tab("history", lazy("History"), VIEW_CONTACTS, show_history, weight=10)
