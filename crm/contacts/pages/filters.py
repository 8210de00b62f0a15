"""Putting filters on the list: which field, and a form about one condition; all by links and forms."""

from collections.abc import Sequence
from typing import Any

from flask import Response, redirect, request, url_for

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.pages import asking
from crm.contacts.pages.plane import pages, whole_number
from crm.contacts.presenters import filters as words
from crm.contacts.queries.filterable import all_fields
from crm.contacts.queries.wishes import Wish
from crm.kernel.errors import Invalid, NotFound
from crm.views.fields import Field, typed
from crm.views.language import Condition, Node
from crm.views.pages.conditions import alternatives, chosen, placed
from crm.web.answers import is_search, page, sought


@pages.get("/contacts/filter", can=VIEW_CONTACTS)
def filter_fields() -> Response:
    """What to filter by; with ``field`` the form about a condition of it."""
    wish, key = asking.wish(), request.args.get("field")
    if key is not None:
        return _form(wish, _field(key), _present(wish, key))
    offered = words.offered(all_fields(), editor=lambda key: _here(wish, field=key))
    return page("contacts/filter_fields.html", fields=offered, back=_list(wish, wish.whole.parts))


@pages.get("/contacts/filter/applied", can=VIEW_CONTACTS)
def apply_filter() -> Response:
    """The list with the condition that was chosen."""
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
    return redirect(_list(wish, placed(wish.whole.parts, condition)), code=303)  # type: ignore[return-value] # werkzeug's


def _field(key: str) -> Field:
    fields = all_fields()
    if key not in fields:
        raise NotFound
    return fields[key]


def _form(wish: Wish, of: Field, condition: Condition | None, *, error: str = "") -> Response:
    place = {name: request.args.get(name) for name in ("part", "at", "or")}
    alternative = _here(wish, **{"or": place["part"]}) if place["part"] and condition else ""
    return page(
        "contacts/filter.html",
        status=422 if error else 200,
        **words.form(of, condition, q=sought()),
        error=error,
        state=[*asking.pairs(asking.kept(wish)), *((name, value) for name, value in place.items() if value)],
        alternative=alternative,
        back=_list(wish, wish.whole.parts),
    )


def _present(wish: Wish, key: str) -> Condition | None:
    """The condition that the address says is to be edited."""
    parts, part, at = wish.whole.parts, whole_number("part"), whole_number("at") or 0
    if part is None or part >= len(parts):
        return None
    some = alternatives(parts[part])
    found = some[at] if at < len(some) else None
    return found if isinstance(found, Condition) and found.field == key else None


def _here(wish: Wish, **more: Any) -> str:
    places = {name: request.args.get(name) for name in ("or",)}
    return url_for("contacts.filter_fields", **{**asking.kept(wish), **places, **more})


def _list(wish: Wish, parts: Sequence[Node]) -> str:
    return url_for("contacts.index", **asking.with_parts(wish, parts))
