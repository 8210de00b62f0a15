"""What waits for people, gathered from all sources (CAS-7)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from heapq import merge
from typing import Any, Final
from zoneinfo import ZoneInfo

from crm.contacts.access import VIEW_CONTACTS
from crm.kernel.access import Actor, Reach
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.work import Work, WorkSource, sources
from crm.team.queries import names_of, pickable_users

PAGE: Final = 100
LAST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits, and which source it is of."""

    work: Work
    source: WorkSource


Places = list[list[Any]]
"""How far each source has been told: its key, and the place of the last thing told of it."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what waits, and where the next page goes on; None at the end."""

    found: list[Waiting]
    next_places: Places | None


def work_of(
    user_ids: Collection[int], *, by: Actor, kind: str = "", after: Places | None = None, limit: int = PAGE
) -> Page:
    """What waits for these users as far as the actor sees it: what is late first, then by when it is due.

    Of all sources together, or of the one of this ``kind``. Each is told in its own order, from where the
    page before has left it, so that no page leaves out or repeats any of it.
    """
    places: dict[str, Any] = {one[0]: one[1] for one in after or ()}
    streams = [
        [Waiting(work, one) for work in one.waiting(user_ids, places.get(one.key), limit + 1, by)]
        for one in asked(kind)
    ]
    zone = ZoneInfo(by.time_zone)
    merged = list(merge(*streams, key=lambda one: (not one.work.is_late, due(one.work, zone))))
    places |= {one.source.key: list(one.work.place) for one in merged[:limit]}
    more = len(merged) > limit
    return Page(merged[:limit], [[key, place] for key, place in places.items()] if more else None)


def due(work: Work, zone: ZoneInfo) -> datetime:
    """When it is due; of a whole day its end there, of what is never due the end of time."""
    if work.due_at is not None:
        return work.due_at
    return datetime.combine(work.due_on, time.max, tzinfo=zone) if work.due_on is not None else LAST


def counted(user_ids: Collection[int], *, by: Actor, kind: str = "") -> Count:
    """How many things wait for these users, capped."""
    return summed(source.count(user_ids, by) for source in asked(kind))


def summed(counts: Iterable[Count]) -> Count:
    """All of these together, capped."""
    known = list(counts)
    value = sum(count.value for count in known)
    return Count(min(value, COUNT_CAP), value > COUNT_CAP or any(count.capped for count in known))


def asked(kind: str = "") -> Sequence[WorkSource]:
    """All sources, or the one of this kind."""
    return [source for source in sources.work if kind in ("", source.key)]


def colleagues(me: Actor) -> dict[int, str]:
    """Whose work the person may look at beside their own, by name: whom their right to see contacts reaches.

    What of it they see is each source's answer. At most 500.
    """
    reach = me.reach(VIEW_CONTACTS)
    if reach < Reach.GROUP:
        return {}
    others = [user.id for user in pickable_users()] if reach is Reach.ALL else sorted(me.teammates)
    names = names_of([user_id for user_id in others if user_id != me.user_id][:500])
    return dict(sorted(names.items(), key=lambda one: one[1].casefold()))
