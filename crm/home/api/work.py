"""My work and Attention in the JSON API (CAS-7, NOT-3)."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from crm.home.api.plane import api
from crm.home.queries import trouble, work
from crm.home.queries.trouble import Wrong
from crm.home.queries.work import Waiting
from crm.kernel.access import Doors
from crm.kernel.errors import NotFound
from crm.kernel.forms import Line, OptionalId
from crm.kernel.i18n import mark
from crm.kernel.work import ATTEND
from crm.web import here
from crm.web.api.listing import Listing, Paged, count_out, read_cursor, write_cursor


class WorkQuery(Paged):
    """Whose work, and of which kind."""

    user_id: OptionalId = None
    """A colleague whose work you may look at; yours, if it is left out."""
    kind: Line = ""
    """The key of one kind of work."""


class WorkOut(BaseModel):
    """One thing that waits."""

    kind: Annotated[str, Field(description=mark("The key of the kind of work."))]
    title: str
    subject: Annotated[str, Field(description=mark("What it is about, as far as you see that."))]
    url: Annotated[str, Field(description=mark("Its page."))]
    user_id: Annotated[int, Field(description=mark("The user for whom it waits."))]
    due_at: datetime | None
    due_on: date | None
    late: bool


class WorkListing(Listing[WorkOut]):
    """What waits, the longest overdue first."""


class TroubleQuery(Paged):
    """Which troubles."""

    kind: Line = ""
    """The key of one kind of trouble."""


class TroubleOut(BaseModel):
    """One thing that went wrong."""

    kind: Annotated[str, Field(description=mark("The key of the kind of trouble."))]
    title: str
    reason: str
    advice: Annotated[str, Field(description=mark("What helps."))]
    url: Annotated[str | None, Field(description=mark("Its page, if it has one."))]
    at: datetime


class TroubleListing(Listing[TroubleOut]):
    """What went wrong, the newest first."""


@api.get("/work", can=Doors.SIGNED_IN, asks=WorkQuery, gives=WorkListing)
def list_work(asked: WorkQuery) -> WorkListing:
    """List what waits for you.

    Steps, approvals, tasks and reminders, the longest overdue first. `user_id` asks for a colleague's, as far
    as your right to see contacts reaches them.
    """
    me = here.actor()
    user_id = asked.user_id or me.user_id or 0
    if user_id != me.user_id and user_id not in work.colleagues(me):
        raise NotFound
    order = f"work {me.user_id} {user_id} {asked.kind}"
    after = read_cursor(asked.cursor, of=order)
    told = work.work_of([user_id], by=me, kind=asked.kind, after=after, limit=asked.limit)
    return WorkListing(
        items=[_work(one) for one in told.found],
        next_cursor=write_cursor(told.next_places, of=order),
        count=count_out(work.counted([user_id], by=me, kind=asked.kind)),
    )


@api.get("/attention", can=ATTEND, asks=TroubleQuery, gives=TroubleListing)
def list_attention(asked: TroubleQuery) -> TroubleListing:
    """List what needs attention.

    Rows that were left out, mails that failed, work that is late, the newest first.
    """
    me, order = here.actor(), f"attention {asked.kind}"
    after = read_cursor(asked.cursor, of=order)
    found = trouble.troubles(to=me, kind=asked.kind, after=after, limit=asked.limit)
    return TroubleListing(
        items=[_trouble(one) for one in found],
        next_cursor=write_cursor(trouble.next_key(found, asked.limit), of=order),
        count=count_out(trouble.counted(me, asked.kind)),
    )


def _work(one: Waiting) -> WorkOut:
    known = one.work
    return WorkOut(
        kind=one.source.key, title=known.title, subject=known.subject, url=_whole(known.url) or "",
        user_id=known.user_id, due_at=known.due_at, due_on=known.due_on, late=known.is_late,
    )  # fmt: skip


def _trouble(one: Wrong) -> TroubleOut:
    known = one.trouble
    return TroubleOut(
        kind=one.source.key, title=known.title, reason=known.reason, advice=known.advice,
        url=_whole(known.url), at=known.at,
    )  # fmt: skip


def _whole(path: str) -> str | None:
    return f"{here.workspace().address}{path}" if path else None
