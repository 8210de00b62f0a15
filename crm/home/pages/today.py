"""Today: what waits for me, what is new, my contacts; in a fresh workspace the next steps."""

from collections.abc import Sequence

from flask import Response

from crm.contacts.access import CREATE_CONTACTS, VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.contacts.queries.listing import Wish, listed
from crm.home.pages.plane import pages
from crm.home.presenters.days import greeting, next_steps, today
from crm.home.presenters.work import WorkLine, lines
from crm.home.queries.work import work_of
from crm.kernel.access import Actor, Doors
from crm.notifications.presenters import Told, told_together
from crm.notifications.queries import notices_page
from crm.web import here
from crm.web.answers import page

SHOWN = 8
WAITING = 6


@pages.get("/", can=Doors.SIGNED_IN)
def start() -> Response:
    """Where a person lands."""
    me = here.actor()
    mine = _latest(me, manager_id=me.user_id)
    seen = mine or _latest(me)
    return page(
        "home/today.html", greeting=greeting(me), today=today(), mine=mine, seen=seen, me=me,
        news=_news(me), steps=next_steps(me) if not seen else (), work=_work(me),
        may_create=me.may(CREATE_CONTACTS),
    )  # fmt: skip


def _news(me: Actor) -> list[Told] | None:
    """The unread notices; None for who sees as another user: the bell is for its owner alone (ACC-7)."""
    if here.is_looking():
        return None
    return told_together(notices_page(me, unread=True), to=me)[:SHOWN]


def _work(me: Actor) -> list[WorkLine]:
    """What waits for the person, the longest overdue first."""
    return lines(work_of([me.user_id or 0], by=me, limit=WAITING).found, shown=WAITING)


def _latest(me: Actor, *, manager_id: int | None = None) -> Sequence[Contact]:
    """The contacts with the latest activity, of those in the person's charge or of all that they see."""
    if not me.may(VIEW_CONTACTS):
        return ()
    return listed(Wish(manager_id=manager_id, sort="activity", limit=SHOWN), to=me).contacts
