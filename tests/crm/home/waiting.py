"""A source of work made of nothing but a list, for the pages that know no package."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from crm.kernel.clock import now
from crm.kernel.i18n import lazy
from crm.kernel.paging import Count
from crm.kernel.work import Deed, Work, WorkSource, sources
from tests.kit.cast import ALICE, BOB, CAROL


def thing(title: str, user_id: int, *, due_at: datetime | None = None, is_late: bool = False) -> Work:
    """Something that waits."""
    return Work(
        title, f"/things/{title}", user_id, "Lamp", due_at, None, is_late, (Deed("Do it", "/things"),)
    )


@contextmanager
def waiting(*things: Work, key: str = "things") -> Iterator[None]:
    """These things wait, in a source of their own, and nothing else does."""
    source = WorkSource(
        key,
        lazy("Steps"),
        "checklist",
        lambda ids, after, limit, by: _told(things, ids, after)[:limit],
        lambda ids, by: Count(sum(one.user_id in ids for one in things)),
        weight=1,
    )
    before = list(sources.work)
    sources.work[:] = [one for one in before if one.key.startswith("things")]
    sources.add_work(source)
    try:
        yield
    finally:
        sources.work[:] = before


def _told(things: Sequence[Work], ids: Collection[int], after: Sequence[int] | None) -> list[Work]:
    """Those of these users in the order of a source, each with its place, behind the one told last."""
    mine = [one for one in things if one.user_id in ids]
    mine.sort(key=lambda one: (one.due_at is None, one.due_at or now()))
    told = [replace(one, place=(number,)) for number, one in enumerate(mine)]
    return told[after[0] + 1 :] if after is not None else told


def some() -> tuple[Work, ...]:
    """Of Alice one late, one for today and one without a date; one of Bob's and one of Carol's."""
    return (
        thing("undated", ALICE.id),
        thing("soon", ALICE.id, due_at=now() + timedelta(days=3)),
        thing("late", ALICE.id, due_at=now() - timedelta(days=2), is_late=True),
        thing("bobs", BOB.id, due_at=now() + timedelta(days=2)),
        thing("carols", CAROL.id, due_at=now() + timedelta(days=2)),
    )
