"""Who may do what with which contact, as PRODUCT says it (ACC-4, ACC-5), by brute force."""

from dataclasses import dataclass, field

NONE, OWN, GROUP, ALL = range(4)
READ, WRITE, MANAGE = range(1, 4)
NEEDED = {"view": READ, "edit": WRITE, "assign": MANAGE}


@dataclass
class Card:
    """One contact."""

    managers: set[int]
    sharing: int = 0
    grants: dict[str, int] = field(default_factory=dict)
    class_id: int | None = None
    restricted: bool = False
    gone: bool = False


@dataclass
class Member:
    """One user; ``roles`` are tables of action → reach."""

    roles: list[dict[str, int]] = field(default_factory=list)
    active: bool = True


@dataclass
class World:
    """Everything that access depends on. ``groups`` and ``classes`` are those that are not deleted."""

    members: dict[int, Member] = field(default_factory=dict)
    groups: dict[int, set[int]] = field(default_factory=dict)
    classes: dict[int, dict[str, int]] = field(default_factory=dict)
    cards: dict[int, Card] = field(default_factory=dict)

    def level(self, user: int, card: Card) -> int:
        """The highest level of: managing, grants; and of class and sharing, unless it is restricted."""
        names = {f"u{user}", *(f"g{group}" for group, members in self.groups.items() if user in members)}
        grants = [card.grants] if card.restricted else [card.grants, self.classes.get(card.class_id, {})]
        levels = [level for some in grants for grantee, level in some.items() if grantee in names]
        levels += [MANAGE] if user in card.managers else []
        levels += [] if card.restricted else [card.sharing]
        return max(levels, default=0)

    def may(self, user: int, action: str, card: Card) -> bool:
        """Whether the user may; nobody acts on what they don't see."""
        member = self.members[user]
        reach = max((role.get(action, NONE) for role in member.roles), default=NONE)
        mates = {mate for members in self.groups.values() if user in members for mate in members}
        by_group = reach == GROUP and not card.restricted and bool(mates & card.managers)
        by_level = reach >= OWN and self.level(user, card) >= NEEDED[action]
        sees = action == "view" or self.may(user, "view", card)
        return member.active and not card.gone and sees and (reach == ALL or by_group or by_level)
