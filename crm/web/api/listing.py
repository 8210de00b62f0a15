"""Lists of the API: a bounded page, the cursor of the next one, and a capped count."""

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field

from crm.kernel import context
from crm.kernel.forms import Line, Shape
from crm.kernel.i18n import mark
from crm.kernel.paging import COUNT_CAP, Count, Cursors
from crm.web import here

Item = TypeVar("Item", bound=BaseModel)


class Paged(Shape):
    """The query of a list that is not searched."""

    limit: Annotated[int, Field(ge=1, le=200, description=mark("How many records a page holds."))] = 50
    cursor: Annotated[
        str | None,
        Field(min_length=1, max_length=1000, description=mark("`next_cursor` of the page before.")),
    ] = None


class PageQuery(Paged):
    """The query of every other list."""

    q: Annotated[Line, Field(description=mark("Words to look for."))] = ""


class CountOut(BaseModel):
    """How many records match."""

    value: Annotated[int, Field(ge=0, le=COUNT_CAP, description=mark("Exact up to 1,000."))]
    capped: Annotated[bool, Field(description=mark("There are more than `value`."))]


class Listing(BaseModel, Generic[Item]):
    """A page of a list. The list of contacts is ``class ContactListing(Listing[ContactOut])``."""

    items: list[Item]
    next_cursor: Annotated[
        str | None, Field(description=mark("The `cursor` of what follows; null at the end."))
    ]
    count: CountOut


def count_out(count: Count) -> CountOut:
    """A count as the API tells it."""
    return CountOut(value=count.value, capped=count.capped)


def read_cursor(cursor: str | None, *, of: str) -> list[Any] | None:
    """The sort key that the page starts after; None for the first page. ``of`` names the list and its order.

    Raises:
        Invalid: the cursor is of another list, order or workspace, or made up.
    """
    return _cursors(of).read(cursor) if cursor else None


def write_cursor(key: list[Any] | None, *, of: str) -> str | None:
    """The cursor of the page after the row with this sort key; None where there is no such page."""
    return None if key is None else _cursors(of).write(*key)


def _cursors(of: str) -> Cursors:
    return Cursors(here.settings().derived("api-cursors"), f"{context.tenant().tenant_id}:{of}")
