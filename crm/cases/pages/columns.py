"""Choosing the columns of the list of cases: a form, and the list with what was chosen in its address."""

from typing import Any

from flask import Response, request, url_for

from crm.cases.access import VIEW_CASES
from crm.cases.pages import asking, lists
from crm.cases.pages.plane import pages
from crm.cases.queries.columns import SETTING, all_columns, codes_of
from crm.cases.queries.wishes import Wish
from crm.contacts.pages.columns import ticked
from crm.contacts.queries.columns import MOST_SHOWN, NAME
from crm.kernel.i18n import _, lazy
from crm.team.actions.preferring import prefer
from crm.views.pages.filtering import pairs
from crm.web.answers import page, to_path, toast
from crm.web.here import actor, own_settings


@pages.get("/cases/columns", can=VIEW_CASES)
def columns() -> Response:
    """Which columns there are, those that are shown first."""
    wish = asking.wish()
    return _form(wish, lists.columns_shown(wish).codes)


@pages.post("/cases/columns", can=VIEW_CASES)
def choose_columns() -> Response:
    """The list with the chosen columns; ``keep`` makes them one's own, ``usual`` lets go of one's own."""
    wish, codes = asking.wish(), ticked(all_columns())
    if "usual" in request.form:
        prefer({SETTING: None}, by=actor())
        return to_path(_list(wish, None))
    if len(codes) > MOST_SHOWN:
        return _form(wish, codes, error=lazy("Up to %(num)s columns can be shown.", num=MOST_SHOWN))
    if "keep" not in request.form:
        return to_path(_list(wish, codes))
    prefer({SETTING: codes}, by=actor())
    toast(_("Your lists of cases have these columns now."))
    return to_path(_list(wish, None))


def _form(wish: Wish, codes: Any, *, error: Any = "") -> Response:
    shown = {code: place for place, code in enumerate(codes)}
    every = [column for column in all_columns() if column.code != NAME]
    every.sort(key=lambda column: shown.get(column.code, len(shown)))
    return page(
        "cases/columns.html",
        status=422 if error else 200,
        columns=[(column.code, str(column.label), column.code in shown) for column in every],
        state=pairs({**asking.kept(wish), "columns": None}),
        back=url_for("cases.index", **asking.kept(wish)),
        has_own=bool(codes_of(own_settings().get(SETTING))),
        error=error,
    )


def _list(wish: Wish, codes: list[str] | None) -> str:
    shown = ",".join(codes) if codes else None
    return url_for("cases.index", **{**asking.kept(wish), "columns": shown})
