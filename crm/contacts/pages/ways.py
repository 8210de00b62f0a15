"""Ways into the list: by who is responsible, and by class, each with the reader's own counts (CON-10)."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, request, url_for

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.pages.finding import typed
from crm.contacts.pages.plane import pages
from crm.contacts.presenters import cards
from crm.contacts.queries.classes import class_counts, classes
from crm.contacts.queries.listing import Wish, counted
from crm.contacts.queries.tallies import manager_counts
from crm.kernel.access import Reach
from crm.kernel.i18n import _
from crm.kernel.names import initials
from crm.kernel.paging import Count
from crm.kernel.search_text import fold
from crm.team.queries import Face, faces_of
from crm.views.language import AllOf, Condition
from crm.web.answers import page
from crm.web.here import actor

MOST_SHOWN: Final = 100
NOBODY: Final = AllOf((Condition("manager", "empty"),))


@pages.get("/contacts/responsibles", can=VIEW_CONTACTS)
def responsibles() -> Response:
    """Who manages contacts in sight, with how many; the busiest first. ``q`` narrows it by name."""
    q, counts = typed(request.args.get("q")), manager_counts(to=actor())
    faces = faces_of(counts)
    found = [user_id for user_id in faces if fold(q) in fold(faces[user_id].name)]
    found.sort(key=lambda user_id: (-counts[user_id].value, fold(faces[user_id].name), user_id))
    lines = [_manager(user_id, faces[user_id], counts[user_id]) for user_id in found[:MOST_SHOWN]]
    return _page("responsibles", [] if q else _unassigned(), lines, q=q, left=len(found) - len(lines))


@pages.get("/contacts/classes", can=VIEW_CONTACTS)
def classes_in() -> Response:
    """The classes of contacts in sight, with how many each has."""
    counts = class_counts(to=actor())
    lines = [
        {
            "title": one.shown,
            "url": url_for("contacts.index", f=f"class:is:{one.id}", sort="name"),
            "count": cards.number_text(counts[one.id]),
            "hue": one.hue,
        }
        for one in classes()
        if counts.get(one.id, Count(0)).value
    ]
    return _page("classes_in", [], lines)


def _manager(user_id: int, face: Face, count: Count) -> dict[str, Any]:
    return {
        "title": face.name,
        "url": url_for("contacts.index", manager=user_id, sort="name"),
        "count": cards.number_text(count),
        "id": user_id,
        "initials": initials(face.name),
        "photo": face.photo,
    }


def _unassigned() -> list[dict[str, Any]]:
    """Contacts that nobody manages, for who sees all of them (ACC-1)."""
    if actor().reach(VIEW_CONTACTS) is not Reach.ALL:
        return []
    number = counted(Wish(filter=NOBODY), to=actor())
    url = url_for("contacts.index", f="manager:empty", sort="name")
    return [{"title": _("Unassigned"), "url": url, "count": cards.number_text(number), "nobody": True}]


def _page(way: str, first: Sequence[Any], lines: Sequence[Any], *, q: str = "", left: int = 0) -> Response:
    more = cards.left_text(left) if left > 0 else ""
    return page("contacts/ways.html", way=way, lines=[*first, *lines], q=q, more=more)
