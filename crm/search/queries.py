"""What answers a query, kind by kind, as far as the person sees it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from crm.kernel.access import Actor, May
from crm.kernel.finding import Found, SearchKind
from crm.kernel.forms import clean

OFFERED: Final = 5
LONGEST_QUERY: Final = 200


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind, the best first."""

    key: str
    label: str
    found: Sequence[Found]


def typed(value: object) -> str:
    """What was typed, as one line of a length that a search bears."""
    return " ".join(clean(value).split())[:LONGEST_QUERY] if isinstance(value, str) else ""


def search(q: str, kinds: Iterable[SearchKind], *, to: Actor) -> list[Group]:
    """At most five of each kind that the person may look for; kinds of which nothing is found stay out."""
    if not q:
        return []
    groups = (
        Group(kind.key, str(kind.label), kind.finds(q, OFFERED, to)[:OFFERED])
        for kind in kinds
        if not isinstance(kind.can, May) or to.may(kind.can)
    )
    return [group for group in groups if group.found]
