"""Cases, as far as workflows look at them: to fill a mail or to try a workflow out with a real one.

Cases stand on a higher floor; their package hands in what is asked here (``product`` knows nothing of it).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from crm.kernel.access import Actor
from crm.kernel.errors import NotFound

MOST_OFFERED = 20
Facts = Mapping[str, object]
"""The fields of a case that conditions ask for: ``type``, ``priority``, ``tags``, ``field:<key>`` …"""


def _none(_actor: Actor) -> Sequence[tuple[int, str]]:
    return ()


def _unknown(_case_id: int, _actor: Actor) -> Mapping[str, str]:
    raise NotFound


def _no_facts(_case_id: int, _actor: Actor) -> Facts:
    raise NotFound


@dataclass
class Casebook:
    """``offered`` are cases that the actor sees, the latest first, with their names.

    ``values`` fills a mail about one of them, ``facts`` are what conditions ask for; both raise ``NotFound``
    for a case that the actor doesn't see.
    """

    offered: Callable[[Actor], Sequence[tuple[int, str]]] = field(default=_none)
    values: Callable[[int, Actor], Mapping[str, str]] = field(default=_unknown)
    facts: Callable[[int, Actor], Facts] = field(default=_no_facts)


casebook = Casebook()
