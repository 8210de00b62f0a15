"""What went wrong, gathered from all sources (NOT-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from crm.home.queries.work import summed
from crm.kernel.access import Actor, Doors
from crm.kernel.forms import LARGEST_ID
from crm.kernel.paging import Count
from crm.kernel.work import Place, Trouble, TroubleSource, sources

PAGE: Final = 50
Key = list[Any]
"""An instant, the key of a source and an id."""
FIRST: Final[Key] = ["9000-01-01T00:00:00.000000+00:00", "", 0]
"""Before all that has an instant."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that went wrong, and which source it is of."""

    trouble: Trouble
    source: TroubleSource

    @property
    def key(self) -> Key:
        """What troubles are sorted by, as a cursor holds it."""
        if self.trouble.lasts:
            return FIRST
        return [
            self.trouble.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.source.key,
            self.trouble.id,
        ]


def troubles(*, to: Actor, kind: str = "", after: Key | None = None, limit: int = PAGE) -> list[Wrong]:
    """The newest ``limit`` troubles that this person may see, after the one with this sort key.

    What happened in the same instant keeps an order, by source and id, so that no page leaves any of it out.
    """
    found = [
        Wrong(trouble, source)
        for source in asked(to, kind)
        for trouble in source.found(_place(after, source), limit, to)
    ]
    return sorted(found, key=lambda one: one.key, reverse=True)[:limit]


def next_key(found: Sequence[Wrong], limit: int = PAGE) -> Key | None:
    """The sort key that the next page starts after; None at the end."""
    return found[-1].key if len(found) == limit else None


def _place(after: Key | None, source: TroubleSource) -> Place | None:
    """Where a source goes on: of the instant where the page ended it has told all, nothing, or some."""
    if after is None:
        return None
    at, key, last_id = datetime.fromisoformat(after[0]), after[1], after[2]
    if source.key == key:
        return at, last_id
    return at, (LARGEST_ID if source.key < key else 0)


def counted(to: Actor, kind: str = "") -> Count:
    """How many there are, capped."""
    return summed(source.count(to) for source in asked(to, kind))


def asked(to: Actor, kind: str = "") -> Sequence[TroubleSource]:
    """The sources that this person may see, or the one of this kind."""
    return [
        source
        for source in sources.trouble
        if kind in ("", source.key) and (isinstance(source.can, Doors) or to.may(source.can))
    ]
