"""Today: what is new for me, what happened with my contacts, and in a fresh workspace the next steps."""

from flask import Response

from crm.contacts.access import CREATE_CONTACTS, VIEW_CONTACTS
from crm.contacts.queries.listing import Wish, listed
from crm.home.presenters import greeting, next_steps, today
from crm.kernel.access import Doors
from crm.notifications.presenters import told
from crm.notifications.queries import unread_notices
from crm.web import here
from crm.web.answers import page
from crm.web.pages import Pages

pages = Pages("home", __name__)
SHOWN = 8


@pages.get("/", can=Doors.SIGNED_IN)
def start() -> Response:
    """Where a person lands."""
    me = here.actor()
    wish = Wish(manager_id=me.user_id, sort="activity", limit=SHOWN)
    mine = listed(wish, to=me).contacts if me.may(VIEW_CONTACTS) else ()
    return page(
        "home/today.html", greeting=greeting(me), today=today(), mine=mine, me=me,
        news=told(unread_notices(me, limit=SHOWN), to=me), steps=next_steps(me) if not mine else (),
        may_create=me.may(CREATE_CONTACTS),
    )  # fmt: skip
