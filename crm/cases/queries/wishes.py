"""What of the list of cases somebody wants to see: filters, order and place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm.views.language import EVERYTHING, AllOf

PAGE: Final = 50
SORTS: Final = ("changed", "created", "due", "priority", "title")
LARGEST_FIRST: Final = ("changed", "created", "priority")


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the list somebody wants to see.

    ``sort`` is one of ``SORTS``; with "-" before it, the other way round. ``after`` is a ``Slice.next_key``:
    go on from there. With ``contact_id`` only the cases of this contact; whether it is seen the caller asks.
    """

    q: str = ""
    filter: AllOf = EVERYTHING
    sort: str = "changed"
    after: Sequence[Any] | None = None
    limit: int = PAGE
    contact_id: int | None = None
    view_id: int | None = None
    """The saved view that is open."""
    columns: tuple[str, ...] = ()
    """The codes of the columns that the address names; none: one's own, or the usual ones."""

    @property
    def by(self) -> str:
        """What it is sorted by, either way."""
        return self.sort.removeprefix("-")

    @property
    def descends(self) -> bool:
        """Whether what is greater comes first."""
        return (self.by in LARGEST_FIRST) != self.sort.startswith("-")
