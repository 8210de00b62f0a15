"""Choosing the columns of the list: a form, and the list with what was chosen in its address (CON-10)."""

from collections.abc import Iterable
from typing import Any

from flask import Response, request, url_for

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.pages import asking, lists
from crm.contacts.pages.plane import pages
from crm.contacts.queries.columns import MOST_SHOWN, NAME, SETTING, Column, all_columns, codes_of
from crm.contacts.queries.wishes import Wish
from crm.kernel.i18n import _, lazy
from crm.team.actions.preferring import prefer
from crm.views.pages.filtering import pairs
from crm.web.answers import page, to_path, toast
from crm.web.here import actor, own_settings


@pages.get("/contacts/columns", can=VIEW_CONTACTS)
def columns() -> Response:
    """Which columns there are, those that are shown first."""
    wish = asking.wish()
    return _form(wish, lists.columns_shown(wish).codes)


@pages.post("/contacts/columns", can=VIEW_CONTACTS)
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
    toast(_("Your lists of contacts have these columns now."))
    return to_path(_list(wish, None))


def ticked(every: Iterable[Column]) -> list[str]:
    """The codes that the form has ticked, in the order of their places, the name first."""
    chosen = set(request.form.getlist("show"))
    some = [column.code for column in every if column.code in chosen and column.code != NAME]
    return [NAME, *sorted(some, key=_place)]


def _place(code: str) -> int:
    text = request.form.get(f"place-{code}", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 10**6


def _form(wish: Wish, codes: Any, *, error: Any = "") -> Response:
    shown = {code: place for place, code in enumerate(codes)}
    every = [column for column in all_columns() if column.code != NAME]
    every.sort(key=lambda column: shown.get(column.code, len(shown)))
    return page(
        "contacts/columns.html",
        status=422 if error else 200,
        columns=[(column.code, str(column.label), column.code in shown) for column in every],
        state=pairs({**asking.kept(wish), "columns": None}),
        back=url_for("contacts.index", **asking.kept(wish)),
        has_own=bool(codes_of(own_settings().get(SETTING))),
        error=error,
    )


def _list(wish: Wish, codes: list[str] | None) -> str:
    shown = ",".join(codes) if codes else None
    return url_for("contacts.index", **{**asking.kept(wish), "columns": shown})
