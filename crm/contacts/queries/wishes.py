"""What of the list of contacts somebody wants to see: filters, order and place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from crm.contacts.models.contact import Kind
from crm.contacts.queries.records import PAGE
from crm.views.language import EVERYTHING, AllOf, Condition, all_of

Sort = Literal["name", "activity", "created"]
WALKED: Final[tuple[Sort, ...]] = ("name", "activity", "created")
"""Orders that indexes have: a page of them costs the same at any depth and in any number."""
LATEST_FIRST: Final = ("activity", "created", "changed")


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the list somebody wants to see.

    ``sort`` is one of ``WALKED`` or a key of ``sorting``; with "-" before it, the other way round.
    ``after`` is a ``Slice.next_key``: go on from there; ``before`` a ``Slice.previous_key``: what ends there.
    ``type_id``, ``manager_id``, ``tag_id`` and ``kind`` are short for conditions of ``filter``.
    """

    q: str = ""
    type_id: int | None = None
    manager_id: int | None = None
    sort: str = "name"
    after: Sequence[Any] | None = None
    limit: int = PAGE
    kind: Kind | None = None
    tag_id: int | None = None
    filter: AllOf = EVERYTHING
    before: Sequence[Any] | None = None
    selected_by: int | None = None
    """Only what this user has selected."""
    columns: Sequence[str] = ()
    """Codes of the columns to show; none: those that the reader always has."""
    view_id: int | None = None
    """The saved view that is open."""

    @property
    def by(self) -> str:
        """What it is sorted by, either way."""
        return self.sort.removeprefix("-")

    @property
    def descends(self) -> bool:
        """Whether what is greater comes first."""
        return (self.by in LATEST_FIRST) != self.sort.startswith("-")

    @property
    def start(self) -> Sequence[Any] | None:
        """The key that the page lies after or before."""
        return self.after if self.before is None else self.before

    @property
    def whole(self) -> AllOf:
        """The whole filter, the short ones put into it."""
        short = {"type": self.type_id, "tag": self.tag_id, "manager": self.manager_id, "kind": self.kind}
        put = [Condition(field, "is", (str(value),)) for field, value in short.items() if value is not None]
        return all_of([*put, self.filter])

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.q or self.whole.parts or self.selected_by)
