"""The list of cases."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, request, url_for

from crm.cases.access import CREATE_CASES, DELETE_CASES, EDIT_CASES, VIEW_CASES
from crm.cases.models.case import Case
from crm.cases.models.words import CASE
from crm.cases.pages import asking
from crm.cases.pages.filters import PAGES
from crm.cases.pages.plane import pages
from crm.cases.presenters import cards, filters, slots
from crm.cases.presenters.cells import cells
from crm.cases.presenters.heads import are_many, heads
from crm.cases.queries import states
from crm.cases.queries.columns import SETTING, codes_of, list_columns
from crm.cases.queries.filterable import fields_in
from crm.cases.queries.listing import Slice, counted, counted_exactly, listed
from crm.cases.queries.records import allowed
from crm.cases.queries.setup import statuses
from crm.cases.queries.wishes import Wish
from crm.contacts.queries.columns import Chosen
from crm.kernel.errors import Invalid
from crm.kernel.paging import Count
from crm.team.actions.preferring import DENSITY
from crm.views.kinds import ListKind, list_kinds
from crm.views.pages.strip import default_view, strip
from crm.views.queries import Shelf, shelf
from crm.web.answers import page, to_path
from crm.web.here import actor, own_settings

ACTS: Final = {"edit": EDIT_CASES, "delete": DELETE_CASES}
"""What the menu of a row offers."""


@pages.get("/cases", can=VIEW_CASES)
def index() -> Response:
    """A page of the cases that the person sees; the next one by ``after``.

    An address that asks for nothing opens the view that the person has chosen for that.
    """
    kind = list_kinds.of(CASE, to=actor())
    if (chosen := default_view(kind)) is not None:
        return to_path(chosen)
    return _page(kind, shelf(CASE, open_id=asking.view_here(), to=actor()))


@pages.get("/cases/count", can=VIEW_CASES)
def count() -> Response:
    """How many match, however many, for the foot of the list."""
    return page("cases/count.html", **_counted(asking.wish(), "exact", None))


def _page(kind: ListKind, over: Shelf) -> Response:
    asked, found, broken = _asked(over)
    return page(
        "cases/list.html",
        status=422 if broken else 200,
        **table_of(asked, found.cases if found is not None else ()),
        **bars(asked, "list"),
        **_counted(asked, "none" if found is None else request.args.get("count", ""), found),
        next=_next(asked, found),
        shelf=shelf_of(kind, over, asked),
        broken=broken,
        searched=asked.q,
        density=own_settings().get(DENSITY, ""),
        may_create=actor().may(CREATE_CASES),
    )


def _asked(over: Shelf) -> tuple[Wish, Slice | None, str]:
    """What is asked for and found; for a broken filter nothing, and the sentence that says so."""
    asked = Wish(view_id=over.open.id if over.open else None)
    try:
        asked = asking.wish(opened=over.open.state if over.open else None)
        return asked, listed(asked, to=actor()), ""
    except Invalid as refusal:
        if "filter" not in refusal.fields:
            raise
        return asked, None, str(refusal.fields["filter"])


def columns_shown(asked: Wish) -> Chosen:
    """The columns that the address asks for, else the person's own, else the usual ones. One statement."""
    return list_columns(asked.columns, mine=codes_of(own_settings().get(SETTING)))


def table_of(asked: Wish, cases: Sequence[Case]) -> dict[str, Any]:
    """The rows with their cells and what may be done with each, and the heads over them."""
    to, shown, same = actor(), columns_shown(asked), asking.kept(asked)
    rows = cards.cards(cases, to=to)
    able = allowed((EDIT_CASES, DELETE_CASES), [one.id for one in cases], to=to)
    acts = {one.id: [act for act, may in ACTS.items() if one.id in able[may.key]] for one in cases}
    return {
        "rows": list(zip(rows, cells(cases, rows, shown, to=to), strict=True)),
        "acts": acts,
        "heads": heads(shown, asked, address=lambda sort: url_for("cases.index", **{**same, "sort": sort})),
        "many_columns": are_many(shown),
        "unknown": shown.unknown,
        "statuses": statuses() if any(acts.values()) else (),
        "edited": [(name, slots.label_of(name)) for name in slots.IN_MENU],
    }


def shelf_of(kind: ListKind, over: Shelf, asked: Wish) -> dict[str, Any]:
    """The views over the list, and whether the list as it stands differs from the open one."""
    state, kept_as = states.told(asked), states.WHOLE
    if over.open is not None:
        try:
            kept_as = states.told(states.read(states.given(over.open.state)))
        except Invalid:
            kept_as = over.open.state
    return strip(kind, over, state=state, changed=state != kept_as)


def bars(asked: Wish, where: str) -> dict[str, Any]:
    """The filter as chips, what one click adds, and addresses of the same page with one thing changed."""
    same, endpoint = asking.kept(asked), PAGES[where]

    def address(parts: Any) -> str:
        return url_for(endpoint, **asking.kept(asked, parts))

    def editor(part: int, at: int, field: str) -> str:
        place: dict[str, Any] = {"part": part, "at": at, "field": field, "where": where}
        return url_for("cases.filter_fields", **same, **place)

    return {
        "wish": asked,
        "chips": filters.chips(asked.filter, fields_in(asked.filter), address=address, editor=editor),
        "quick": filters.quick(asked.filter, address=address),
        "to": {
            "whole": cards.list_url(states.WHOLE),
            "filter": url_for("cases.filter_fields", **same, where=where),
            "no_query": url_for(endpoint, **{**same, "q": None}),
            "list": url_for("cases.index", **same),
            "board": url_for("cases.board", **same),
            "here": url_for(endpoint, **same),
            "columns": url_for("cases.columns", **same),
        },
    }


def _next(asked: Wish, found: Slice | None) -> str | None:
    marker = asking.marker(asked.sort, found.next_key) if found is not None else None
    return url_for("cases.index", **asking.kept(asked), after=marker) if marker else None


def _counted(asked: Wish, mode: str, found: Slice | None) -> dict[str, Any]:
    """The number of matches, up to 1,000 unless mode is "exact"; nothing is asked if the page holds all."""
    number = Count(0)
    if found is not None and found.next_key is None and asked.after is None:
        number = Count(len(found.cases))
    elif mode == "exact":
        number = Count(counted_exactly(asked, to=actor()))
    elif mode != "none":
        number = counted(asked, to=actor())
    values = asking.kept(asked)
    return {
        "count": cards.counted_text(number),
        "capped": number.capped,
        "counting": {
            "part": url_for("cases.count", **values),
            "page": url_for("cases.index", count="exact", **values),
        },
    }
