"""Choosing the columns of the list of cases (CON-10)."""

from flask import Response

from crm.cases.access import VIEW_CASES
from crm.cases.pages import asking, lists
from crm.cases.pages.plane import pages
from crm.cases.queries.columns import SETTING, all_columns, codes_of
from crm.contacts.queries.columns import MOST_SHOWN, NAME
from crm.kernel.i18n import _
from crm.views.pages import columns as choosing
from crm.web.here import own_settings


@pages.get("/cases/columns", can=VIEW_CASES)
def columns() -> Response:
    """Which columns there are, those that are shown first."""
    return choosing.asked(_list())


@pages.post("/cases/columns", can=VIEW_CASES)
def choose_columns() -> Response:
    """The list with the chosen columns; ``keep`` makes them one's own, ``usual`` lets go of one's own."""
    return choosing.chosen(_list())


def _list() -> choosing.Choosing:
    wish = asking.wish()
    return choosing.Choosing(
        name=_("Cases"),
        heading=_("Columns behind the case"),
        said=_("Your lists of cases have these columns now."),
        index="cases.index",
        chooser="cases.choose_columns",
        setting=SETTING,
        has_own=bool(codes_of(own_settings().get(SETTING))),
        first=NAME,
        most=MOST_SHOWN,
        every=all_columns(),
        shown=lists.columns_shown(wish).codes,
        kept=asking.kept(wish),
    )
