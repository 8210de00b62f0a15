"""Choosing the columns of the list (CON-10)."""

from flask import Response

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.pages import asking, lists
from crm.contacts.pages.plane import pages
from crm.contacts.queries.columns import MOST_SHOWN, NAME, SETTING, all_columns, codes_of
from crm.kernel.i18n import _
from crm.views.pages import columns as choosing
from crm.web.here import own_settings


@pages.get("/contacts/columns", can=VIEW_CONTACTS)
def columns() -> Response:
    """Which columns there are, those that are shown first."""
    return choosing.asked(_list())


@pages.post("/contacts/columns", can=VIEW_CONTACTS)
def choose_columns() -> Response:
    """The list with the chosen columns; ``keep`` makes them one's own, ``usual`` lets go of one's own."""
    return choosing.chosen(_list())


def _list() -> choosing.Choosing:
    wish = asking.wish()
    return choosing.Choosing(
        name=_("Contacts"),
        heading=_("Columns behind the name"),
        said=_("Your lists of contacts have these columns now."),
        index="contacts.index",
        chooser="contacts.choose_columns",
        setting=SETTING,
        has_own=bool(codes_of(own_settings().get(SETTING))),
        first=NAME,
        most=MOST_SHOWN,
        every=all_columns(),
        shown=lists.columns_shown(wish).codes,
        kept=asking.kept(wish),
    )
