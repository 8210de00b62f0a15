"""Putting filters on the list and the board: which field, and a form about one condition."""

from typing import Final

from flask import Response, request, url_for

from crm.cases.access import VIEW_CASES
from crm.cases.pages import asking
from crm.cases.pages.plane import pages
from crm.cases.presenters import filters as words
from crm.cases.queries.filterable import all_fields
from crm.kernel.i18n import _
from crm.views.pages import filtering

PAGES: Final = {"list": "cases.index", "board": "cases.board"}
"""The pages that a filter can be put on, as an address names them by ``where``."""


@pages.get("/cases/filter", can=VIEW_CASES)
def filter_fields() -> Response:
    """What to filter by; with ``field`` the form about a condition of it."""
    return filtering.asked(_list())


@pages.get("/cases/filter/applied", can=VIEW_CASES)
def apply_filter() -> Response:
    """The list or the board with the condition that was chosen."""
    return filtering.applied(_list())


def _list() -> filtering.Filtered:
    wish, where = asking.wish(), request.args.get("where", "")
    where = where if where in PAGES else "list"
    return filtering.Filtered(
        name=_("Cases"),
        chooser="cases.filter_fields",
        applier="cases.apply_filter",
        fields=all_fields(),
        form=words.form,
        parts=wish.filter.parts,
        kept={**asking.kept(wish), "where": where},
        back=lambda parts: url_for(PAGES[where], **asking.kept(wish, parts)),
    )
