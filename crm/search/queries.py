"""What answers a query, kind by kind, as far as the person sees it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from crm.kernel.access import Actor, May
from crm.kernel.finding import Found, SearchKind
from crm.kernel.forms import clean
from crm.kernel.paging import Count

OFFERED: Final = 5
LONGEST_QUERY: Final = 200


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind, the best first, and how many there are at all.

    ``listed``: they stand in the list that the search box leads to.
    """

    key: str
    label: str
    found: Sequence[Found]
    number: Count
    listed: bool


def typed(value: object) -> str:
    """What was typed, as one line of a length that a search bears."""
    return " ".join(clean(value).split())[:LONGEST_QUERY] if isinstance(value, str) else ""


def search(q: str, kinds: Iterable[SearchKind], *, to: Actor) -> list[Group]:
    """At most five of each kind that the person may look for; kinds of which nothing is found stay out."""
    if not q:
        return []
    groups = (_group(kind, q, to) for kind in kinds if not isinstance(kind.can, May) or to.may(kind.can))
    return [group for group in groups if group.found]


def in_the_list(groups: Iterable[Group]) -> Count:
    """How many answers the list shows that the search box leads to."""
    numbers = [group.number for group in groups if group.listed]
    return Count(sum(number.value for number in numbers), capped=any(number.capped for number in numbers))


def _group(kind: SearchKind, q: str, to: Actor) -> Group:
    answers = kind.finds(q, OFFERED, to)
    return Group(kind.key, str(kind.label), answers.best[:OFFERED], answers.number, kind.listed)
