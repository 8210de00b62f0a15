"""The bell, and what one chooses to be told of."""

from typing import Any

from flask import Response, jsonify, request

from crm.kernel.access import Doors
from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID, read
from crm.kernel.i18n import _
from crm.notifications import actions
from crm.notifications.choosing import MODES, asked, typed
from crm.notifications.forms import PreferencesShape
from crm.notifications.kinds import kinds
from crm.notifications.preferences import preferences_of
from crm.notifications.presenters import one_by_one, told_together
from crm.notifications.queries import PAGE, notices_page, pulse
from crm.web import here
from crm.web.answers import form_values, go, onward, page, toast
from crm.web.pages import Pages

pages = Pages("notifications", __name__)
RECENT = 30
SHOWN = 7


@pages.get("/notices", can=Doors.SIGNED_IN, own=True)
def notices() -> Response:
    """What one was told, newest first; more by ``?before=``. ``?of=``: one by one what is told as one."""
    actor, of = here.actor(), _id("of")
    if of is not None:
        lines = one_by_one(notices_page(actor, before=of + 1), to=actor)
        return page("notifications/notices.html", notices=lines, older=None, of=of)
    found = notices_page(actor, before=_id("before"))
    older = found[-1].id if len(found) == PAGE else None
    return page("notifications/notices.html", notices=told_together(found, to=actor), older=older, of=None)


@pages.get("/notices/recent", can=Doors.SIGNED_IN, own=True)
def recent() -> Response:
    """The newest as a part of a page: what the bell opens."""
    actor = here.actor()
    lines = told_together(notices_page(actor, limit=RECENT), to=actor)
    return page("notifications/recent.html", notices=lines[:SHOWN])


@pages.get("/notices/unread.json", can=Doors.SIGNED_IN, own=True, endpoint="unread")
def unread_json() -> Response:
    """How many wait, and which is the newest."""
    unread, newest = pulse(here.actor())
    return jsonify({"unread": unread, "newest": newest})


@pages.post("/notices/<int:notice_id>/reading", can=Doors.SIGNED_IN)
def read_one(notice_id: int) -> Response:
    """Mark one as read, or those told as one with it (``?down_to=``), and stay where one is (``?next=``)."""
    actions.mark_read(notice_id, down_to=_id("down_to"), by=here.actor())
    return onward()


@pages.post("/notices/reading", can=Doors.SIGNED_IN)
def read_all() -> Response:
    """Mark all as read."""
    actions.mark_all_read(by=here.actor())
    toast(_("All notices are read."))
    return go("notifications.notices")


@pages.get("/me/notifications", can=Doors.SIGNED_IN)
def preferences() -> Response:
    """What one is told of, where and when."""
    return _form(typed(preferences_of(here.own_settings())), {})


@pages.post("/me/notifications", can=Doors.SIGNED_IN)
def choose() -> Response:
    """Keep it."""
    try:
        actions.choose(read(PreferencesShape, asked(form_values())), by=here.actor())
    except Invalid as error:
        return _form(form_values(), error.fields, status=422)
    toast(_("Saved."))
    return go("notifications.preferences")


def _form(values: dict[str, Any], errors: Any, *, status: int = 200) -> Response:
    rows = values.get("kinds")
    rows = (
        {str(row.get("key")): row for row in rows if isinstance(row, dict)} if isinstance(rows, list) else {}
    )
    return page(
        "notifications/preferences.html", status=status, errors=errors, values=values, modes=MODES,
        lines=[(kind, rows.get(kind.key, {})) for kind in kinds], time_zone=here.actor().time_zone,
    )  # fmt: skip


def _id(name: str) -> int | None:
    """An id in the address's query, if it is one."""
    text = request.values.get(name, "")[:20]
    return int(text) if text.isascii() and text.isdecimal() and 0 < int(text) < LARGEST_ID else None
