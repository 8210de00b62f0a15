"""Putting filters on the list and the board: which field, and a form about one condition."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, redirect, request, url_for

from crm.cases.access import VIEW_CASES
from crm.cases.pages import asking
from crm.cases.pages.plane import pages
from crm.cases.presenters import filters as words
from crm.cases.queries.filterable import all_fields
from crm.cases.queries.wishes import Wish
from crm.contacts.pages.asking import pairs
from crm.contacts.pages.plane import whole_number
from crm.kernel.errors import Invalid, NotFound
from crm.views.fields import Field, typed
from crm.views.language import Condition, Node
from crm.views.pages.conditions import alternatives, chosen, placed
from crm.web.answers import is_search, page, sought

PAGES: Final = {"list": "cases.index", "board": "cases.board"}
"""The pages that a filter can be put on, as an address names them by ``where``."""


@pages.get("/cases/filter", can=VIEW_CASES)
def filter_fields() -> Response:
    """What to filter by; with ``field`` the form about a condition of it."""
    wish, key = asking.wish(), request.args.get("field")
    if key is not None:
        return _form(wish, _field(key), _present(wish, key))
    offered = words.offered(all_fields(), editor=lambda key: _here(wish, field=key))
    return page("cases/filter_fields.html", fields=offered, back=_back(wish, wish.filter.parts))


@pages.get("/cases/filter/applied", can=VIEW_CASES)
def apply_filter() -> Response:
    """The list or the board with the condition that was chosen."""
    wish = asking.wish()
    if "field" not in request.args:
        return redirect(_here(wish), code=303)  # type: ignore[return-value] # werkzeug's
    of = _field(request.args["field"])
    condition = chosen(of)
    if is_search():
        return _form(wish, of, condition)
    try:
        typed(condition, {of.key: of})
    except Invalid as refusal:
        return _form(wish, of, condition, error=str(refusal.fields["filter"]))
    return redirect(_back(wish, placed(wish.filter.parts, condition)), code=303)  # type: ignore[return-value] # werkzeug's


def _field(key: str) -> Field:
    fields = all_fields()
    if key not in fields:
        raise NotFound
    return fields[key]


def _form(wish: Wish, of: Field, condition: Condition | None, *, error: str = "") -> Response:
    place = {name: request.args.get(name) for name in ("part", "at", "or")}
    alternative = _here(wish, **{"or": place["part"]}) if place["part"] and condition else ""
    more = [("where", _where()), *((name, value) for name, value in place.items() if value)]
    return page(
        "cases/filter.html",
        status=422 if error else 200,
        **words.form(of, condition, q=sought()),
        error=error,
        state=[*pairs(asking.kept(wish)), *more],
        alternative=alternative,
        back=_back(wish, wish.filter.parts),
    )


def _present(wish: Wish, key: str) -> Condition | None:
    """The condition that the address says is to be edited."""
    parts, part, at = wish.filter.parts, whole_number("part"), whole_number("at") or 0
    if part is None or part >= len(parts):
        return None
    some = alternatives(parts[part])
    found = some[at] if at < len(some) else None
    return found if isinstance(found, Condition) and found.field == key else None


def _here(wish: Wish, **more: Any) -> str:
    places = {"or": request.args.get("or"), "where": _where()}
    return url_for("cases.filter_fields", **{**asking.kept(wish), **places, **more})


def _back(wish: Wish, parts: Sequence[Node]) -> str:
    return url_for(PAGES[_where()], **asking.kept(wish, parts))


def _where() -> str:
    asked = request.args.get("where", "")
    return asked if asked in PAGES else "list"
