"""The bell."""

from flask import Response, jsonify, request

from crm.kernel.access import Doors
from crm.kernel.i18n import _
from crm.notifications import actions
from crm.notifications.presenters import told
from crm.notifications.queries import PAGE, notices_page, unread_count
from crm.web import here
from crm.web.answers import go, onward, page, toast
from crm.web.pages import Pages

pages = Pages("notifications", __name__)
RECENT = 7


@pages.get("/notices", can=Doors.SIGNED_IN, own=True)
def notices() -> Response:
    """What one was told, newest first; further pages by ``?before=``."""
    actor = here.actor()
    found = notices_page(actor, before=request.args.get("before", type=int))
    older = found[-1].id if len(found) == PAGE else None
    return page("notifications/notices.html", notices=told(found, to=actor), older=older)


@pages.get("/notices/recent", can=Doors.SIGNED_IN, own=True)
def recent() -> Response:
    """The newest as a part of a page: what the bell opens."""
    actor = here.actor()
    return page("notifications/recent.html", notices=told(notices_page(actor, limit=RECENT), to=actor))


@pages.get("/notices/unread.json", can=Doors.SIGNED_IN, own=True)
def unread() -> Response:
    """How many wait; the frame asks every minute."""
    return jsonify({"unread": unread_count(here.actor())})


@pages.post("/notices/<int:notice_id>/reading", can=Doors.SIGNED_IN)
def read(notice_id: int) -> Response:
    """Mark one as read, and stay where one is (``?next=``)."""
    actions.mark_read(notice_id, by=here.actor())
    return onward()


@pages.post("/notices/reading", can=Doors.SIGNED_IN)
def read_all() -> Response:
    """Mark all as read."""
    actions.mark_all_read(by=here.actor())
    toast(_("All notices are read."))
    return go("notifications.notices")
