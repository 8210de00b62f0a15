"""The tabs that the history brings to a contact's profile: History and Notes."""

from collections.abc import Sequence
from typing import Any, Final

from flask import request
from markupsafe import Markup

from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import allowed
from crm.kernel.access import Actor
from crm.kernel.i18n import LazyText, lazy, ngettext
from crm.kernel.moments import number
from crm.kernel.paging import Count, Cursors
from crm.team.queries import names_of
from crm.timeline.access import EDIT_ENTRIES_OF_OTHERS
from crm.timeline.models import Entry
from crm.timeline.pages import composing
from crm.timeline.pages.plane import address_of, part_of
from crm.timeline.presenters import lines
from crm.timeline.presenters.lines import Rights
from crm.timeline.queries import entries, history
from crm.timeline.queries.history import KINDS, SHOWS, Place, Show, Slice, Wish
from crm.web.answers import part
from crm.web.here import settings
from crm.web.product import Tab
from crm.web.tabs import MOST_COUNTED

SHOW_LABELS: Final[dict[Show, LazyText]] = {
    "all": lazy("All events"),
    "notes": lazy("Notes"),
    "calls": lazy("Calls"),
    "meetings": lazy("Meetings"),
    "mails": lazy("Mails"),
    "cases": lazy("Cases"),
    "tasks": lazy("Tasks"),
    "changes": lazy("Changes"),
    "files": lazy("Files"),
    "forms": lazy("Forms"),
}


def show_history(contact: Contact, by: Actor) -> Markup:
    """What happened, the newest first, a page at a time; pinned on top, and where one writes."""
    return _page(contact, _wish(contact, show=_show_wanted(), to=by), tab=HISTORY.key, by=by)


def show_notes(contact: Contact, by: Actor) -> Markup:
    """The notes alone."""
    return _page(contact, _wish(contact, show="notes", to=by), tab=NOTES.key, by=by)


def count_notes(contact: Contact, by: Actor) -> int:
    """How many notes there are."""
    return entries.number(contact.id, kind="note", most=MOST_COUNTED + 1)


HISTORY = Tab("history", lazy("History"), VIEW_CONTACTS, show_history, weight=10)
NOTES = Tab("notes", lazy("Notes"), VIEW_CONTACTS, show_notes, badge=count_notes, weight=40)


def rights_of(contact: Contact, by: Actor) -> Rights:
    """What the person may do with what is written about the contact."""
    able = allowed((EDIT_CONTACTS,), [contact.id], to=by)[EDIT_CONTACTS.key]
    return Rights(by.user_id, bool(able), by.may(EDIT_ENTRIES_OF_OTHERS))


def _page(contact: Contact, wish: Wish, *, tab: str, by: Actor) -> Markup:
    rights, found = rights_of(contact, by), history.listed(wish)
    pins = () if wish.with_pinned or wish.after else entries.on_top(contact.id, kind=KINDS.get(wish.show))
    return part(
        "timeline/history.html",
        contact=contact,
        tab=tab,
        writes=rights.writes,
        composer=composing.empty(contact, tab=tab) if rights.writes and wish.after is None else None,
        pins=lines.events(pins, to=by, rights=rights),
        days=lines.days(found.lines, to=by, rights=rights, shown=_shown_before(wish.after)),
        earlier=_earlier(contact, wish, found, tab),
        count=_count_text(_counted(wish, found)) if wish.after is None else "",
        filters=_filters(contact, wish, found, pins) if tab == HISTORY.key and wish.after is None else None,
    )


def _wish(contact: Contact, *, show: Show, to: Actor) -> Wish:
    cursor, user = request.args.get("after"), request.args.get("by", "")
    user_id = int(user) if user.isascii() and user.isdigit() and len(user) < 19 else None
    return Wish(
        contact.id,
        history.merged_ids(contact.id),
        to,
        show=show,
        user_id=user_id,
        after=Place.read(_cursors().read(cursor)) if cursor else None,
        with_pinned=show not in ("all", "notes") or user_id is not None,
    )


def _show_wanted() -> Show:
    wanted = request.args.get("show")
    return next((show for show in SHOWS if show == wanted), "all")


def _shown_before(place: Place | None) -> Any:
    """When the lines are put below others on the page, the instant of the last of those."""
    return place.day if place is not None and "HX-Request" in request.headers else None


def _earlier(contact: Contact, wish: Wish, found: Slice, tab: str) -> dict[str, str] | None:
    if found.next is None:
        return None
    query = {**_query(wish), "after": _cursors().write(*found.next.key)}
    return {"url": address_of(contact, tab, **query), "part": part_of(contact, tab, **query)}


def _counted(wish: Wish, found: Slice) -> Count:
    """How much there is in all; where the page holds all of it, nothing is asked."""
    return history.counted(wish) if found.next else Count(len(found.lines))


def _took_part(contact: Contact, wish: Wish, found: Slice, pins: Sequence[Entry]) -> set[int | None]:
    """Who took part; where the page holds the whole history, those of the page."""
    if found.next or _query(wish):
        return {*history.people(contact.id, to=wish.to), wish.user_id}
    facts = (line.fact.actor_id for line in found.lines if line.fact)
    entries = [line.entry for line in found.lines if line.entry]
    return {*facts, *(entry.made_by for entry in (*entries, *pins))}


def _filters(contact: Contact, wish: Wish, found: Slice, pins: Sequence[Entry]) -> dict[str, Any]:
    """Links to the same history with another filter, and who took part in it."""

    def link(label: str, **changed: Any) -> dict[str, Any]:
        query = {name: value for name, value in {**_query(wish), **changed}.items() if value}
        return {
            "label": label,
            "url": address_of(contact, HISTORY.key, **query),
            "part": part_of(contact, HISTORY.key, **query),
            "current": query == _query(wish),
        }

    names = names_of(_took_part(contact, wish, found, pins))
    by_name = sorted(names.items(), key=lambda person: person[1].casefold())
    return {
        "show": str(SHOW_LABELS[wish.show]),
        "shows": [link(str(SHOW_LABELS[show]), show=show if show != "all" else None) for show in SHOWS],
        "person": names.get(wish.user_id or 0),
        "people": [link(name, by=user_id) for user_id, name in by_name],
        "anybody": link("", by=None),
        "is_whole": not _query(wish),
        "whole": address_of(contact, HISTORY.key),
    }


def _query(wish: Wish) -> dict[str, Any]:
    query = {"show": wish.show if wish.show != "all" else None, "by": wish.user_id}
    return {name: value for name, value in query.items() if value}


def _count_text(count: Count) -> str:
    if not count.value:
        return ""
    told = number(count.value) + ("+" if count.capped else "")
    # Translators: %(num)s is a number such as 12 or 1,000+
    return ngettext("%(num)s event", "%(num)s events", count.value, num=told)


def _cursors() -> Cursors:
    return Cursors(settings().derived("cursors"), "history")
