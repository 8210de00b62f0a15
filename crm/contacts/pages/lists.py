"""The list of contacts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

from flask import Response, request, url_for

from crm.contacts.access import (
    ASSIGN_CONTACTS,
    CREATE_CONTACTS,
    DELETE_CONTACTS,
    EDIT_CONTACTS,
    EXPORT_CONTACTS,
    VIEW_CONTACTS,
)
from crm.contacts.models.lists import ContactType, Tag
from crm.contacts.pages.plane import pages, whole_number
from crm.contacts.pages.selbar import bar
from crm.contacts.presenters import cards, custom
from crm.contacts.queries.links import main_companies
from crm.contacts.queries.listing import Slice, Sort, Wish, counted, listed
from crm.contacts.queries.matching import LONGEST_QUERY
from crm.contacts.queries.records import allowed, types
from crm.contacts.queries.tags import tags, tags_of
from crm.kernel.access import Actor
from crm.kernel.paging import Cursors
from crm.web.answers import page
from crm.web.here import actor, settings

TAGS_OFFERED: Final = 30
ROW_ACTS: Final = {"edit": EDIT_CONTACTS, "assign": ASSIGN_CONTACTS, "delete": DELETE_CONTACTS}


@pages.get("/contacts", can=VIEW_CONTACTS)
def index() -> Response:
    """A page of the contacts that the person sees; the next one by ``after``."""
    asked, to = wish(), actor()
    found, all_types, all_tags = listed(asked, to=to), types(), tags()
    return page(
        "contacts/list.html",
        **_rows(found, all_tags),
        **_foot(asked, found),
        wish=asked,
        searched=asked.q,
        to=_addresses(asked, all_types, all_tags, found.next_key),
        types=all_types,
        tags=all_tags,
        **_may(to),
        me=to.user_id,
    )


def _may(to: Actor) -> dict[str, bool]:
    """What the person may do beside reading the list."""
    return {"may_create": to.may(CREATE_CONTACTS), "may_export": to.may(EXPORT_CONTACTS)}


def wish() -> Wish:
    """What of the list the address asks for."""
    sort: Sort = "activity" if request.args.get("sort") == "activity" else "name"
    cursor = request.args.get("after")
    return Wish(
        q=request.args.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY],
        type_id=whole_number("type"),
        manager_id=whole_number("manager"),
        tag_id=whole_number("tag"),
        sort=sort,
        after=_cursors(sort).read(cursor) if cursor else None,
        selected_by=actor().user_id if request.args.get("selected") else None,
    )


def kept(wish: Wish) -> dict[str, Any]:
    """The same as the values of an address, but for the page."""
    return {
        "q": wish.q or None, "type": wish.type_id, "tag": wish.tag_id, "manager": wish.manager_id,
        "sort": wish.sort, "selected": 1 if wish.selected_by else None,
    }  # fmt: skip


def _rows(found: Slice, all_tags: Sequence[Tag]) -> dict[str, Any]:
    """The contacts as rows, and the labels of their custom columns."""
    ids, to = [contact.id for contact in found.contacts], actor()
    able = allowed(tuple(ROW_ACTS.values()), ids, to=to)
    columns, cells = custom.cells(found.contacts, to=to)
    tagged = tags_of(found.contacts, among=all_tags)
    companies = main_companies([one.id for one in found.contacts if one.kind == "person"], to=to)
    rows = [
        cards.row(
            one,
            may=_acts(one.id, able),
            company=companies.get(one.id),
            tags=tagged[one.id],
            own=cells[one.id],
        )
        for one in found.contacts
    ]
    return {"rows": rows, "own_columns": columns}


def _foot(asked: Wish, found: Slice) -> dict[str, Any]:
    """How many there are, and what can be done with the selected."""
    count = cards.counted_text(counted(asked, to=actor()))
    shown = [contact.id for contact in found.contacts]
    return {"count": count, "selection": bar(kept(asked), all_of_list=count, shown=shown)}


def _acts(contact_id: int, able: Mapping[str, set[int]]) -> list[str]:
    return [name for name, may in ROW_ACTS.items() if contact_id in able[may.key]]


def _addresses(
    wish: Wish, all_types: Sequence[ContactType], all_tags: Sequence[Tag], next_key: list[Any] | None
) -> dict[str, Any]:
    """Addresses of the same list with one thing changed."""
    same = kept(wish)

    def other(**changed: Any) -> str:
        return url_for("contacts.index", **{**same, **changed})

    return {
        "all": other(manager=None),
        "whole": url_for("contacts.index"),
        "vcards": url_for("contacts.vcards_of_list", **same),
        "mine": other(manager=actor().user_id),
        "next": other(after=_cursors(wish.sort).write(*next_key)) if next_key else None,
        "no_type": other(type=None),
        "no_query": other(q=None),
        "no_tag": other(tag=None),
        "not_only": other(selected=None),
        "tag": {tag.id: other(tag=tag.id) for tag in all_tags[:TAGS_OFFERED]},
        "type": {contact_type.id: other(type=contact_type.id) for contact_type in all_types},
        "sort": {sort: other(sort=sort) for sort in get_args(Sort)},
    }


def _cursors(sort: Sort) -> Cursors:
    return Cursors(settings().derived("cursors"), f"contacts by {sort}")
