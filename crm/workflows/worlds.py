"""What the engine may ask about the world outside of a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from crm.team.working_time import QuietHours, WorkingTime, delivery
from crm.workflows.definition import Responsible, Who


class World(Protocol):
    """Answers as of the event's instant. Users are told by id, the active ones alone."""

    @property
    def working(self) -> WorkingTime:
        """The workspace's hours, on its own clock."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """What conditions are asked of: the case's values by field."""

    @property
    def owner_id(self) -> int | None:
        """The case's owner, unless they have left."""

    def people(self, responsible: Responsible, *, answering: bool = False) -> Sequence[int]:
        """All whom this can mean, in a fixed order; ``answering``: of whom an answer may be asked."""

    def next_in_turn(self, step: str, people: Sequence[int]) -> int:
        """Who of these comes after whoever got this step last, in any run."""

    def least_busy(self, people: Sequence[int]) -> int:
        """Who of these has the fewest steps waiting; the first of several."""

    def delivery(self, user_id: int, at: datetime) -> datetime:
        """When a reminder or an escalation of this instant may reach the user."""


@dataclass(frozen=True)
class PlainWorld:
    """A world of plain values, for the simulator and for tests.

    ``roles`` and ``groups`` hold the ids of their active members, ``zones`` the clocks of users who have
    their own. ``turns`` is who got each step last, ``waiting`` how many steps wait for each user.
    """

    working: WorkingTime
    users: Sequence[int] = ()
    roles: Mapping[int, Sequence[int]] = field(default_factory=dict)
    groups: Mapping[int, Sequence[int]] = field(default_factory=dict)
    lead_id: int | None = None
    owner_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    zones: Mapping[int, ZoneInfo] = field(default_factory=dict)
    quiet: Mapping[int, QuietHours] = field(default_factory=dict)
    turns: Mapping[str, int] = field(default_factory=dict)
    waiting: Mapping[int, int] = field(default_factory=dict)

    def people(self, responsible: Responsible, *, answering: bool = False) -> Sequence[int]:
        """All whom this can mean, in a fixed order."""
        wanted = responsible.id or 0
        found: Sequence[int | None] = {
            Who.USER: (wanted,),
            Who.ROLE: self.roles.get(wanted, ()),
            Who.GROUP: self.groups.get(wanted, ()),
            Who.LEAD: (self.lead_id,),
            Who.OWNER: (self.owner_id,),
        }[responsible.kind]
        return [user_id for user_id in found if user_id is not None and user_id in self.users]

    def next_in_turn(self, step: str, people: Sequence[int]) -> int:
        """Who of these comes after whoever got this step last."""
        return in_turn(people, after=self.turns.get(step))

    def least_busy(self, people: Sequence[int]) -> int:
        """Who of these has the fewest steps waiting; the first of several."""
        return min(people, key=lambda user_id: self.waiting.get(user_id, 0))

    def delivery(self, user_id: int, at: datetime) -> datetime:
        """When a reminder or an escalation of this instant may reach the user."""
        zone = self.zones.get(user_id, self.working.zone)
        return delivery(at, schedule=self.working.schedule, zone=zone, quiet=self.quiet.get(user_id))


def in_turn(people: Sequence[int], *, after: int | None) -> int:
    """Who comes after this user in the order of ids, and after the last one the first, also of a gone one."""
    ordered = sorted(people)
    return next((user_id for user_id in ordered if after is not None and user_id > after), ordered[0])
