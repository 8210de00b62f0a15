"""Tags to choose from, and the cloud of them (CON-5)."""

from flask import Response, request

from crm.contacts.access import ADD_TAGS, VIEW_CONTACTS
from crm.contacts.actions.tagging import resolved
from crm.contacts.forms.tags import LONGEST, seen
from crm.contacts.pages import finding
from crm.contacts.pages.plane import pages
from crm.contacts.presenters import cards
from crm.contacts.queries.tags import suggested_tags, tag_counts, tags
from crm.kernel.i18n import _
from crm.web.answers import page
from crm.web.here import actor

OFFERED = 10


@pages.get("/contacts/tags", can=VIEW_CONTACTS)
def tag_cloud() -> Response:
    """Every tag that a contact in sight has, with how many have it; a click lists them."""
    every, counts = tags(), tag_counts(to=actor())
    return page(
        "contacts/tags.html",
        tags=cards.cloud([(tag, counts[tag.id]) for tag in every if tag.id in counts]),
    )


@pages.get("/contacts/tags/suggestions", can=VIEW_CONTACTS)
def suggest_tags() -> Response:
    """A part for the field of tags: at most ten that answer, and a new one of that name."""
    q = seen(finding.typed(request.args.get("q")))[:LONGEST]
    known = resolved([q], present=())[0] if q else ()
    new = q and not known and actor().may(ADD_TAGS)
    return page(
        "contacts/tag_suggestions.html",
        tags=suggested_tags(q, most=OFFERED),
        new=_("New tag: %(name)s", name=q) if new else "",
        q=q,
    )
