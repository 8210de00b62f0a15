"""Cases, as far as workflows look at them: to fill a mail or to try a workflow out with a real one.

Cases stand on a higher floor; their package hands in what is asked here (``product`` knows nothing of it).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.kernel.access import Actor
from crm.kernel.errors import NotFound

MOST_OFFERED = 20


@dataclass(frozen=True, slots=True)
class Known:
    """What the simulator has to know of a case. ``facts`` are its values by field, for conditions."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    owner_id: int | None = None
    lead_id: int | None = None


def _none(_actor: Actor) -> Sequence[tuple[int, str]]:
    return ()


def _unknown(_case_id: int, _actor: Actor) -> Mapping[str, str]:
    raise NotFound


def _nothing(_case_id: int, _actor: Actor) -> Known:
    raise NotFound


@dataclass
class Casebook:
    """``offered`` are cases that the actor sees, the latest first, with their names.

    ``values`` fills a mail about one of them, ``known`` is for trying a workflow out; both raise ``NotFound``
    for a case that the actor doesn't see.
    """

    offered: Callable[[Actor], Sequence[tuple[int, str]]] = field(default=_none)
    values: Callable[[int, Actor], Mapping[str, str]] = field(default=_unknown)
    known: Callable[[int, Actor], Known] = field(default=_nothing)


casebook = Casebook()
