"""Putting filters on the list: which field, and a form about one condition."""

from flask import Response, url_for

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.pages import asking
from crm.contacts.pages.plane import pages
from crm.contacts.presenters import filters as words
from crm.contacts.queries.filterable import all_fields
from crm.kernel.i18n import _
from crm.views.pages import filtering


@pages.get("/contacts/filter", can=VIEW_CONTACTS)
def filter_fields() -> Response:
    """What to filter by; with ``field`` the form about a condition of it."""
    return filtering.asked(_list())


@pages.get("/contacts/filter/applied", can=VIEW_CONTACTS)
def apply_filter() -> Response:
    """The list with the condition that was chosen."""
    return filtering.applied(_list())


def _list() -> filtering.Filtered:
    wish = asking.wish()
    return filtering.Filtered(
        name=_("Contacts"),
        chooser="contacts.filter_fields",
        applier="contacts.apply_filter",
        fields=all_fields(),
        form=words.form,
        parts=wish.whole.parts,
        kept=asking.kept(wish),
        back=lambda parts: url_for("contacts.index", **asking.with_parts(wish, parts)),
    )
