"""The list of contacts."""

from typing import Any, Final

from flask import Response, request, url_for

from crm.contacts.access import (
    CREATE_CONTACTS,
    EXPORT_CONTACTS,
    VIEW_CONTACTS,
)
from crm.contacts.models.kinds import CONTACT
from crm.contacts.pages import asking
from crm.contacts.pages.asking import kept, wish
from crm.contacts.pages.lines import lines
from crm.contacts.pages.plane import pages
from crm.contacts.pages.selbar import bar
from crm.contacts.presenters import cards, filters, heads
from crm.contacts.queries import states
from crm.contacts.queries.columns import SETTING, Chosen, codes_of, list_columns
from crm.contacts.queries.filterable import fields_in
from crm.contacts.queries.listing import Slice, Wish, counted, counted_exactly, listed_rows
from crm.contacts.queries.rows import RowText
from crm.kernel.access import Reach
from crm.kernel.errors import Invalid
from crm.kernel.paging import Count
from crm.team.actions.preferring import DENSITY
from crm.views.kinds import ListKind, list_kinds
from crm.views.pages.strip import default_view, strip
from crm.views.queries import Shelf, shelf
from crm.web.answers import page, to_path
from crm.web.here import actor, own_settings

__all__ = ["columns_shown", "index", "kept", "wish"]
NOTHING: Final[Slice[RowText]] = Slice([], None)


@pages.get("/contacts", can=VIEW_CONTACTS, kept=True)
def index() -> Response:
    """A page of the contacts that the person sees; the next one by ``after``, the previous by ``before``.

    An address that asks for nothing opens the view that the person has chosen for that.
    """
    kind = list_kinds.of(CONTACT, to=actor())
    if (chosen := default_view(kind)) is not None:
        return to_path(chosen)
    return _page(kind, shelf(CONTACT, open_id=asking.view_here(), to=actor()))


def _page(kind: ListKind, over: Shelf) -> Response:
    asked, shown, found, broken = _asked(over)
    return page(
        "contacts/list.html",
        status=422 if broken else 200,
        **_table(asked, shown, found),
        shelf=_shelf(kind, over, asked),
        wish=asked,
        searched=asked.q,
        broken=broken,
        cut=found.cut,
        may_create=actor().may(CREATE_CONTACTS),
        may_export=actor().may(EXPORT_CONTACTS),
    )


@pages.get("/contacts/count", can=VIEW_CONTACTS)
def count() -> Response:
    """How many match, however many, for the foot of the list."""
    return page("contacts/count.html", **_counted(wish(), "exact"))


def _shelf(kind: ListKind, over: Shelf, asked: Wish) -> dict[str, Any]:
    """The views over the list, and whether the list as it stands differs from the open one."""
    state, kept_as = states.told(asked), states.WHOLE
    if over.open is not None:
        try:
            kept_as = states.told(states.read(states.given(over.open.state)))
        except Invalid:
            kept_as = over.open.state
    return strip(kind, over, state=state, changed=state != kept_as)


def _asked(over: Shelf) -> tuple[Wish, Chosen, Slice[RowText], str]:
    """What is asked for and found; for a broken filter nothing, and the sentence that says so."""
    asked = Wish(view_id=over.open.id if over.open else None)
    try:
        asked = wish(opened=over.open.state if over.open else None)
        shown = columns_shown(asked)
        return asked, shown, listed_rows(asked, columns=shown.codes, to=actor()), ""
    except Invalid as refusal:
        if "filter" not in refusal.fields:
            raise
        return asked, Chosen(()), NOTHING, str(refusal.fields["filter"])


def columns_shown(wish: Wish) -> Chosen:
    """The columns that the address asks for, else the person's own, else the usual ones. One statement."""
    return list_columns(wish.columns, mine=codes_of(own_settings().get(SETTING)))


def _table(wish: Wish, shown: Chosen, found: Slice[RowText]) -> dict[str, Any]:
    """The lines, and what stands around them."""
    bars = _bars(wish, found)
    ticked = bars["selection"]["ids"] if bars["selection"] else None
    return {"rows": lines(found.contacts, shown, ticked=ticked), **bars, **_heads(wish, shown, found)}


def _bars(wish: Wish, found: Slice[RowText]) -> dict[str, Any]:
    """What stands around the rows: chips of the filter, addresses of the same list with one thing changed."""
    tree, sees_all = wish.whole, actor().reach(VIEW_CONTACTS) is Reach.ALL

    def address(parts: Any) -> str:
        return url_for("contacts.index", **asking.with_parts(wish, parts))

    def editor(part: int, at: int, field: str) -> str:
        place: dict[str, Any] = {"part": part, "at": at, "field": field}
        return url_for("contacts.filter_fields", **kept(wish), **place)

    return {
        "chips": filters.chips(tree, fields_in(tree), address=address, editor=editor),
        "quick": filters.quick(tree, address=address, sees_all=sees_all),
        "to": _addresses(wish, found),
        **_foot(wish, found),
    }


def _heads(wish: Wish, shown: Chosen, found: Slice[RowText]) -> dict[str, Any]:
    """The heads of the columns, each with the address that sorts by it."""
    sort = "name" if found.unsorted else wish.sort
    same = kept(wish)

    def address(sort: str) -> str:
        return url_for("contacts.index", **{**same, "sort": sort})

    return {
        "heads": heads.heads(shown, sort=sort, address=address),
        "many_columns": heads.are_many(shown),
        "unknown": shown.unknown,
        "unsorted": found.unsorted,
        "density": own_settings().get(DENSITY, ""),
    }


def _foot(wish: Wish, found: Slice[RowText]) -> dict[str, Any]:
    """How many there are, and what can be done with the selected."""
    foot = _counted(wish, "none" if found is NOTHING else request.args.get("count", ""), found)
    shown = [contact.id for contact in found.contacts]
    return {**foot, "selection": bar(kept(wish), all_of_list=foot["number"], shown=shown)}


def _counted(wish: Wish, mode: str, found: Slice[RowText] = NOTHING) -> dict[str, Any]:
    """The number of matches, up to 1,000 unless mode is "exact"; none of a filter that can't be used.

    Nothing is asked where finding the page has told it.
    """
    values, number = kept(wish), Count(0)
    if mode == "exact" and (found.number is None or found.number.capped):
        number = Count(counted_exactly(wish, to=actor()))
    elif mode != "none":
        number = found.number or counted(wish, to=actor())
    return {
        "count": cards.counted_text(number),
        "number": cards.number_text(number),
        "capped": number.capped,
        "counting": {
            "part": url_for("contacts.count", **values),
            "page": url_for("contacts.index", count="exact", **values),
        },
    }


def _addresses(wish: Wish, found: Slice[RowText]) -> dict[str, Any]:
    """Addresses of the same list with one thing changed."""
    same = kept(wish)

    def other(**changed: Any) -> str:
        return url_for("contacts.index", **{**same, **changed})

    return {
        "whole": cards.list_url(states.WHOLE),
        "here": other(),
        "vcards": url_for("contacts.vcards_of_list", **same),
        "export": url_for("contacts.new_contacts_export", **same),
        "next": other(after=marker) if (marker := asking.marker(wish.sort, found.next_key)) else None,
        "previous": other(before=back) if (back := asking.marker(wish.sort, found.previous_key)) else None,
        "filter": url_for("contacts.filter_fields", **same),
        "no_query": other(q=None),
        "not_only": other(selected=None),
        "columns": url_for("contacts.columns", **same),
    }
