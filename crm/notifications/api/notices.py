"""One's own notices in the JSON API (NOT-1)."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, Field

from crm.kernel.access import Doors
from crm.kernel.i18n import mark
from crm.kernel.paging import COUNT_CAP, Count
from crm.notifications import actions
from crm.notifications.api.plane import api
from crm.notifications.forms import ReadingShape
from crm.notifications.kinds import kinds
from crm.notifications.models import Notice
from crm.notifications.presenters import Told, told
from crm.notifications.queries import counted, facts_of, notices_page, unread_count
from crm.web import here
from crm.web.api.listing import Listing, Paged, count_out, read_cursor, write_cursor

NEWEST: Final = "notices, newest first"


class NoticeOut(BaseModel):
    """Something that one was told."""

    id: int
    kind: Annotated[str, Field(description=mark("The kind of notice that one can choose about."))]
    text: Annotated[str, Field(description=mark("What happened, in the language of the request."))]
    url: Annotated[
        str | None,
        Field(
            description=mark("The page of what it is about; null if there is none or it is hidden from you.")
        ),
    ]
    actor_id: Annotated[int | None, Field(description=mark("The user who did it."))]
    at: datetime
    read: bool


class NoticeListing(Listing[NoticeOut]):
    """A page of one's notices, the newest first."""


class NoticesQuery(Paged):
    """Which notices."""

    unread: bool = False
    """Only those that are not read yet."""


class UnreadOut(BaseModel):
    """How many notices wait."""

    unread: Annotated[int, Field(description=mark("Exact up to 99; 100 is more."))]


@api.get("/notices", can=Doors.SIGNED_IN, asks=NoticesQuery, gives=NoticeListing)
def list_notices(asked: NoticesQuery) -> NoticeListing:
    """List your notices.

    What you were told, the newest first. Nobody reads another's.
    """
    me = here.actor()
    after = read_cursor(asked.cursor, of=NEWEST)
    found = notices_page(me, before=after[0] if after else None, limit=asked.limit + 1, unread=asked.unread)
    shown = found[: asked.limit]
    value = counted(me, unread=asked.unread, most=COUNT_CAP + 1)
    return NoticeListing(
        items=_told(shown),
        next_cursor=write_cursor([shown[-1].id] if len(found) > asked.limit else None, of=NEWEST),
        count=count_out(Count(min(value, COUNT_CAP), value > COUNT_CAP)),
    )


@api.post("/notices/readings", can=Doors.SIGNED_IN, takes=ReadingShape, gives=UnreadOut)
def read_notices(form: ReadingShape) -> UnreadOut:
    """Mark notices as read.

    Some by their ids, or all of them. What is read already, or is not yours, is left alone.
    """
    me = here.actor()
    if form.all:
        actions.mark_all_read(by=me)
    else:
        actions.mark_several_read(form.ids, by=me)
    return UnreadOut(unread=unread_count(me))


def _told(notices: list[Notice]) -> list[NoticeOut]:
    facts = facts_of(notices)
    names = {notice.id: facts[notice.fact_id].name for notice in notices}
    return [_shown(line, names[line.id]) for line in told(notices, to=here.actor())]


def _shown(line: Told, fact_name: str) -> NoticeOut:
    address = here.workspace().address
    return NoticeOut(
        id=line.id,
        kind=kinds.of(fact_name).key,
        text=line.text,
        url=f"{address}{line.url}" if line.url else None,
        actor_id=line.actor_id or None,
        at=line.at,
        read=line.is_read,
    )
