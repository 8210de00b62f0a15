"""What waits for people, and what an admin should look at: packages hand in sources, ``home`` shows them.

My work (CAS-7) and Attention (NOT-3) know no package: each source answers for its own records, through the
person who asks, with a bounded number of items and of statements.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from crm.kernel.access import Actor, Doors, May
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.paging import Count

ATTEND: Final = May(
    "attention.see",
    lazy("See what needs attention"),
    lazy("Rows that were left out, mails that failed, work that is late, in one place; and try it again."),
    "workspace",
    admin_only=True,
)

Place = tuple[datetime, int]
"""An instant and an id: a place in the order of what went wrong."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A button beside an item: it POSTs to ``url`` (a path, which leads back by ``next=``)."""

    label: str
    url: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that waits for ``user_id``. ``subject`` names what it is about as far as the reader sees it.

    It is due at an instant, on a day or, with neither, some time; ``is_late`` by the clock of its source.
    ``place`` is where it stands in the order of its source, as JSON can hold it.
    """

    title: str
    url: str
    user_id: int
    subject: str = ""
    due_at: datetime | None = None
    due_on: date | None = None
    is_late: bool = False
    deeds: Sequence[Deed] = ()
    place: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class WorkSource:
    """A kind of things that wait: steps, approvals, tasks, reminders; ``one`` names a single one of them.

    ``waiting(user_ids, after, limit, actor)`` gives what waits for these users, the longest overdue first,
    then by when it is due, undated last, behind the one with the place ``after`` (None: from the first);
    ``count(user_ids, actor)`` how many, capped. Both only what the actor sees.
    """

    key: str
    label: LazyText
    icon: str
    waiting: Callable[[Collection[int], Sequence[Any] | None, int, Actor], Sequence[Work]]
    count: Callable[[Collection[int], Actor], Count]
    weight: int = 50
    one: LazyText | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong: what, when, why, and what helps, in the reader's language.

    ``id`` orders what its source tells of the same instant. What ``lasts`` stands first;
    its source tells it on the first page alone.
    """

    title: str
    at: datetime
    reason: str = ""
    advice: str = ""
    url: str = ""
    deeds: Sequence[Deed] = ()
    id: int = 0
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class TroubleSource:
    """A kind of trouble for the Attention page: skipped rows, failed mails, dead jobs, stuck workflows.

    ``found(before, limit, actor)`` gives the newest by instant and id, of what lies before that place
    if it is given; ``count(actor)`` how many there are, capped. Who may not ``can`` sees neither.
    """

    key: str
    label: LazyText
    icon: str
    can: May | Doors
    found: Callable[[Place | None, int, Actor], Sequence[Trouble]]
    count: Callable[[Actor], Count]
    weight: int = 50


@dataclass
class Sources:
    """All that is wired, by weight."""

    work: list[WorkSource] = field(default_factory=list)
    trouble: list[TroubleSource] = field(default_factory=list)

    def add_work(self, source: WorkSource) -> None:
        """Make a kind of work known, in place of one with the same key."""
        kept = [one for one in self.work if one.key != source.key]
        self.work = sorted([*kept, source], key=lambda one: one.weight)

    def add_trouble(self, source: TroubleSource) -> None:
        """Make a kind of trouble known, in place of one with the same key."""
        kept = [one for one in self.trouble if one.key != source.key]
        self.trouble = sorted([*kept, source], key=lambda one: one.weight)


sources = Sources()
