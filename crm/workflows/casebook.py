"""Cases, as far as workflows look at them: to fill a mail or to try a workflow out with a real one.

Cases stand on a higher floor; their package hands in what is asked here (``product`` knows nothing of it).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.kernel.access import Actor
from crm.kernel.errors import NotFound

MOST_OFFERED = 20


Facts = Mapping[str, Any]
"""The fields of a case that conditions ask for: ``type``, ``priority``, ``tags``, ``field:<key>`` …"""


@dataclass(frozen=True, slots=True)
class Known:
    """What the simulator has to know of a case. ``facts`` are its values by field, for conditions."""

    facts: Facts = field(default_factory=dict)
    owner_id: int | None = None
    lead_id: int | None = None


@dataclass(frozen=True, slots=True)
class Counters:
    """``turns`` is who got each step of a workflow last, ``waiting`` how many steps wait for each user."""

    turns: Mapping[str, int] = field(default_factory=dict)
    waiting: Mapping[int, int] = field(default_factory=dict)


def _none(_actor: Actor) -> Sequence[tuple[int, str]]:
    return ()


def _unknown(_case_id: int, _actor: Actor) -> Facts:
    raise NotFound


def _oneself(_case_id: int, actor: Actor) -> tuple[int | None, int | None]:
    return actor.user_id, actor.user_id


def _at_nothing(_workflow_id: int | None, _steps: Sequence[str], _users: Sequence[int]) -> Counters:
    return Counters()


@dataclass
class Casebook:
    """``offered`` are cases that the actor sees, the latest first, with their names.

    ``values`` fills a mail about one of them, ``facts`` are what conditions ask for, ``people`` its owner and
    the lead manager of its first contact; each raises ``NotFound`` for a case that the actor doesn't see.
    ``counters`` are those of the workspace, for these steps of a workflow (None: of one that is not kept yet)
    and these users.
    """

    offered: Callable[[Actor], Sequence[tuple[int, str]]] = field(default=_none)
    values: Callable[[int, Actor], Mapping[str, str]] = field(default=_unknown)
    facts: Callable[[int, Actor], Facts] = field(default=_unknown)
    people: Callable[[int, Actor], tuple[int | None, int | None]] = field(default=_oneself)

    counters: Callable[[int | None, Sequence[str], Sequence[int]], Counters] = field(default=_at_nothing)

    def known(self, case_id: int, actor: Actor) -> Known:
        """What the simulator has to know of this case.

        Raises:
            NotFound: there is none, or it is hidden.
        """
        facts = self.facts(case_id, actor)
        return Known(facts, *self.people(case_id, actor))


casebook = Casebook()
