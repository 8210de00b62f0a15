"""What the one search box finds: each package says how its kinds of records are looked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm.kernel.access import Actor, Doors, May
from crm.kernel.i18n import LazyText
from crm.kernel.paging import Count


@dataclass(frozen=True, slots=True)
class Found:
    """A record that answers a query: its name, what tells it from others, where it is, and its picture."""

    id: int
    title: str
    url: str
    second: str = ""
    initials: str = ""
    shape: str = "person"
    photo: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """The best of what answers, and how many answer at all, exact as far as they were looked through."""

    best: Sequence[Found]
    number: Count


@dataclass(frozen=True, slots=True)
class SearchKind:
    """A kind of records that can be looked for. ``finds(q, limit, actor)`` gives those that the actor sees,
    the best first; it takes the same few statements however many there are. ``listed`` kinds stand in
    the list that the search box leads to.
    """

    key: str
    label: LazyText
    can: May | Doors
    finds: Callable[[str, int, Actor], Answers]
    weight: int = 50
    listed: bool = False
