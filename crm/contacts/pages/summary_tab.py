"""The tab of a profile that sums up: pieces that packages bring, each failing alone."""

from typing import Final

from flask import url_for
from markupsafe import Markup

from crm.contacts.access import EDIT_CONTACTS, MERGE_CONTACTS, VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.contacts.presenters import cards
from crm.contacts.queries.pairs import partners_of
from crm.kernel.access import Actor
from crm.kernel.i18n import lazy
from crm.web import tabs
from crm.web.answers import part
from crm.web.product import Tab

KEY: Final = "summary"
MOST: Final = 5


def show_summary(contact: Contact, by: Actor) -> Markup:
    """All pieces that have something to say."""
    pieces = tabs.tabs_of("contact", to=by, within=KEY)
    told = [(piece, tabs.shown(piece, contact, to=by)) for piece in pieces]
    return part("contacts/summary.html", pieces=[(str(piece.title), body) for piece, body in told if body])


def show_alike(contact: Contact, by: Actor) -> Markup | str:
    """Who else may be the same, for whoever may change the contact."""
    if not by.may(EDIT_CONTACTS, contact):
        return ""
    others, merges = partners_of([contact.id], to=by, most=MOST), by.may(MERGE_CONTACTS)
    told = [_alike(contact, other, merges=merges) for other in others]
    return part("contacts/summary_alike.html", others=told) if told else ""


def _alike(contact: Contact, other: Contact, *, merges: bool) -> dict[str, str]:
    compare = url_for("contacts.merging", id=[contact.id, other.id]) if merges else ""
    return {"name": other.shown_name, "url": cards.url(other.id), "compare": compare}


SUMMARY: Final = Tab(KEY, lazy("Summary"), VIEW_CONTACTS, show_summary, weight=15)
ALIKE: Final = Tab("alike", lazy("May be the same"), VIEW_CONTACTS, show_alike, weight=40, within=KEY)
