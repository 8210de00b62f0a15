"""The tab of a profile that shows whom the contact is linked with (CON-9)."""

from typing import Any, Final

from flask import request, url_for
from markupsafe import Markup

from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.models.contact import Contact, Kind
from crm.contacts.presenters import cards
from crm.contacts.presenters import linked as words
from crm.contacts.queries.links import linked, linked_count
from crm.kernel.access import Actor
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.paging import Cursors
from crm.web.answers import part
from crm.web.here import settings
from crm.web.product import Tab

PAGE: Final = 25
TITLES: Final[dict[Kind, LazyText]] = {"person": lazy("People"), "company": lazy("Companies")}
ADDS: Final[dict[Kind, LazyText]] = {"person": lazy("Link a person"), "company": lazy("Link a company")}
NOTHING: Final[dict[Kind, LazyText]] = {
    "person": lazy("No people are linked yet."),
    "company": lazy("No companies are linked yet."),
}


def show_people(contact: Contact, by: Actor) -> Markup:
    """Companies and people, a page of each; of a company its people come first."""
    kinds: tuple[Kind, Kind] = ("company", "person") if contact.kind == "person" else ("person", "company")
    return part(
        "contacts/tabs/people.html",
        contact=contact,
        groups=[_group(contact, kind, by) for kind in kinds],
        may_edit=by.may(EDIT_CONTACTS, contact),
    )


def count_people(contact: Contact, by: Actor) -> int:
    """How many contacts it is linked with, as far as this person sees them."""
    return linked_count(contact, to=by).value


def _group(contact: Contact, kind: Kind, by: Actor) -> dict[str, Any]:
    cursors = Cursors(settings().derived("cursors"), f"links of {contact.id} with {kind}")
    cursor = request.args.get(f"after_{kind}")
    after = cursors.read(cursor) if cursor else None
    found = linked(contact, to=by, kind=kind, after=after, limit=PAGE + 1)
    on_page = found[:PAGE]
    more = cursors.write(*on_page[-1].key) if len(found) > PAGE else None
    return {
        "key": kind,
        "title": str(TITLES[kind]),
        "nothing": str(NOTHING[kind]),
        "rows": words.rows(on_page, with_reaches=True),
        "count": cards.number_text(linked_count(contact, to=by, kind=kind)),
        "more": f"{_address(contact)}&after_{kind}={more}" if more else None,
        "add": str(ADDS[kind]),
        "new": url_for("contacts.new_link", contact_id=contact.id, kind=kind),
    }


def _address(contact: Contact) -> str:
    return url_for("contacts.show", contact_id=contact.id, tab=PEOPLE.key)


PEOPLE = Tab("people", lazy("People"), VIEW_CONTACTS, show_people, badge=count_people, weight=20)
