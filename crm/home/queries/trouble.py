"""What went wrong, gathered from all sources (NOT-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crm.home.queries.work import summed
from crm.kernel.access import Actor, Doors
from crm.kernel.paging import Count
from crm.kernel.work import Trouble, TroubleSource, sources

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that went wrong, and which source it is of."""

    trouble: Trouble
    source: TroubleSource


def troubles(*, to: Actor, kind: str = "", before: datetime | None = None, limit: int = PAGE) -> list[Wrong]:
    """The newest ``limit`` troubles that this person may see, older than ``before``."""
    found = [
        Wrong(trouble, source) for source in asked(to, kind) for trouble in source.found(before, limit, to)
    ]
    return sorted(found, key=lambda one: one.trouble.at, reverse=True)[:limit]


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
