"""The bin in the JSON API."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from crm.journal.api.plane import api
from crm.journal.bins import Binned, bins
from crm.journal.queries import binned
from crm.kernel.access import Doors
from crm.kernel.forms import Line, Shape
from crm.web.api.answers import Answer
from crm.web.api.listing import PageQuery, read_cursor, write_cursor
from crm.web.here import actor

ORDER = "bin"


class BinnedOut(BaseModel):
    """A deleted record that you may bring back."""

    kind: Annotated[str, Field(examples=["contact"])]
    id: int
    title: str
    deleted_at: datetime
    deleted_by: Annotated[int | None, Field(description="The user; null for the system.")]
    purged_at: Annotated[datetime, Field(description="When it goes for good.")]


class BinListing(BaseModel):
    """A page of the bin, those deleted last first."""

    items: list[BinnedOut]
    next_cursor: Annotated[str | None, Field(description="The `cursor` of what follows; null at the end.")]


class RestorationIn(Shape):
    """How to bring a record back."""

    leave_out: Annotated[
        list[Line],
        Field(
            max_length=200,
            default_factory=list,
            description="What may be left out: names of the `errors` of an earlier answer with the code"
            " `unsettled`.",
        ),
    ]


@api.get("/bin", can=Doors.SIGNED_IN, asks=PageQuery, gives=BinListing)
def list_bin(asked: PageQuery) -> BinListing:
    """List the bin.

    What you deleted yourself; of what others deleted, what your rights reach. `q` looks for names.
    """
    after = read_cursor(asked.cursor, of=ORDER)
    found = binned(q=asked.q, after=after, limit=asked.limit, to=actor())
    items = [_shown(row) for row in found.rows]
    return BinListing(items=items, next_cursor=write_cursor(found.next_key, of=ORDER))


@api.post(
    "/bin/<kind>/<int:record_id>/restoration",
    can=Doors.SIGNED_IN,
    takes=RestorationIn,
    gives=BinnedOut,
)
def restore_record(kind: str, record_id: int, form: RestorationIn) -> Answer:
    """Restore a record from the bin.

    With all that hangs on it. What can't come back as it was is asked first: 409 with the code `unsettled`.
    The answer tells the record as it stood in the bin.
    """
    owner = bins.of(kind)
    row = owner.found(record_id, actor())
    owner.restore(record_id, form.leave_out, actor())
    return _shown(row)


def _shown(row: Binned) -> BinnedOut:
    return BinnedOut(
        kind=row.kind, id=row.id, title=row.title, deleted_at=row.deleted_at, deleted_by=row.deleted_by,
        purged_at=row.purged_at,
    )  # fmt: skip
