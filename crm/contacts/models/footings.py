"""How a person stands in the access list: the principals that are theirs, each with the reason why (ACC-5).

The rule that renders the SQL and the words that explain it are both made of these (ARCHITECTURE, "Access").
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from crm.kernel.access import Actor, Level, Reach

EVERYONE: Final = "*"


class Ground(StrEnum):
    """Why somebody reaches a contact."""

    MANAGER = "manager"
    GRANT = "grant"
    STEP = "step"
    GROUP = "group"
    CLASS = "class"
    EVERYONE = "everyone"
    TEAMMATE = "teammate"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Footing:
    """One principal that is a person's. ``through`` is the user, group or class that it names.

    A row of this principal carries the person no further than ``most``, whatever its own level.
    """

    principal: str
    ground: Ground
    through: int | None = None
    most: Level = Level.MANAGE

    def carries(self, rows: Mapping[str, int]) -> Level | None:
        """The level at which rows of the access list (principal → level) let the person in by this."""
        return min(Level(rows[self.principal]), self.most) if self.principal in rows else None


@dataclass(frozen=True, slots=True)
class Openness:
    """All that says who reaches one contact; ``grants`` are levels by grantee (``u7``, ``g3``)."""

    manager_ids: Collection[int]
    sharing: str = "private"
    grants: Mapping[str, int] = field(default_factory=dict)
    class_id: int | None = None
    restricted: bool = False

    def rows(self) -> dict[str, int]:
        """The rows that the access list holds then (principal → level): what ``derive_access`` writes."""
        me = "u" if self.restricted else "m"
        managers = {f"{me}{user_id}": int(Level.MANAGE) for user_id in self.manager_ids}
        managing = {f"u{user_id}" for user_id in self.manager_ids}
        rows = {grantee: level for grantee, level in self.grants.items() if grantee not in managing}
        if not self.restricted and self.sharing != "private":
            rows[EVERYONE] = int(Level.WRITE if self.sharing == "write" else Level.READ)
        if not self.restricted and self.class_id is not None:
            rows[f"c{self.class_id}"] = int(Level.WRITE)
        return rows | managers


def footings(actor: Actor, reach: Reach) -> Iterator[Footing]:
    """All that the access list may know this person by, at reach own or group."""
    me = actor.user_id
    if me is not None:
        yield Footing(f"m{me}", Ground.MANAGER, me)
        yield Footing(f"u{me}", Ground.GRANT, me)
        yield Footing(f"s{me}", Ground.STEP, me, Level.READ)
    for group_id in sorted(actor.group_ids):
        yield Footing(f"g{group_id}", Ground.GROUP, group_id)
    for principal, level in sorted(actor.standing.items()):
        yield Footing(principal, Ground.CLASS, int(principal[1:]), Level(level))
    yield Footing(EVERYONE, Ground.EVERYONE)
    if reach is Reach.GROUP:
        for user_id in sorted(actor.teammates - {me}):
            yield Footing(f"m{user_id}", Ground.TEAMMATE, user_id)


def carried(actor: Actor, reach: Reach, rows: Mapping[str, int]) -> list[tuple[Level, Footing]]:
    """By which of these rows the person is let in, at reach own or group, and how far by each."""
    ways = ((footing.carries(rows), footing) for footing in footings(actor, reach))
    return [(level, footing) for level, footing in ways if level is not None]
