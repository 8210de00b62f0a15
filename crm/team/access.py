"""What people may do with the workspace itself, and the four roles that every workspace has."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from crm.kernel.access import MAYS, May, Reach
from crm.kernel.i18n import LazyText, lazy

MANAGE_USERS = May(
    "team.manage_users",
    lazy("Manage users"),
    lazy("Invite people, choose their roles and groups, deactivate them and hand their work over."),
    "user",
)
MANAGE_WORKSPACE = May(
    "team.manage_workspace",
    lazy("Change the workspace's settings"),
    lazy("Name, language, time zone, currency, and what holds for every new contact."),
    "workspace",
)
MANAGE_ROLES = May(
    "team.manage_roles",
    lazy("Manage roles"),
    lazy("Add roles, and say what each of them may do. Nobody can give more than they may themselves."),
    "user",
)
SEE_AS = May(
    "team.see_as",
    lazy("See as another user"),
    lazy("Look at lists and records as another user sees them, without changing anything. It is recorded."),
    "user",
    unsafe=False,
    admin_only=True,
)
OWN_WORKSPACE = May(
    "team.own_workspace",
    lazy("Own the workspace"),
    lazy("Make others owners, and change or deactivate owners."),
    "workspace",
    owner_only=True,
)


class Builtin(StrEnum):
    """The roles that every workspace has and nobody can remove (PRODUCT, "Words")."""

    OWNER = "owner"
    ADMIN = "admin"
    MANAGER = "manager"
    OBSERVER = "observer"

    @property
    def label(self) -> LazyText:
        """The role's name in the reader's language."""
        return _LABELS[self]

    @property
    def help(self) -> LazyText:
        """What the role is for, in one sentence."""
        return _HELP[self]


_LABELS = {
    Builtin.OWNER: lazy("Owner"),
    Builtin.ADMIN: lazy("Admin"),
    Builtin.MANAGER: lazy("Manager"),
    Builtin.OBSERVER: lazy("Observer"),
}
_HELP = {
    Builtin.OWNER: lazy("An admin who also decides about the workspace as a whole and about its owners."),
    Builtin.ADMIN: lazy("Sees all contacts, and manages users, lists and settings."),
    Builtin.MANAGER: lazy("Works with the contacts they are in charge of and those shared with them."),
    Builtin.OBSERVER: lazy("Reads what is shared with them, and changes nothing."),
}


FIXED: Final = (Builtin.OWNER, Builtin.ADMIN)
"""The roles that may always do all that there is for them."""


def possible(may: May, builtin: str | None) -> tuple[Reach, ...]:
    """The reaches that a role can give this permission; ``builtin`` is None for a workspace's own role.

    An owner or an admin has the widest that there is. Others get nothing that is for owners or admins alone,
    and observers nothing that changes something or takes data out (ACC-5).
    """
    if builtin == Builtin.OWNER or (builtin == Builtin.ADMIN and not may.owner_only):
        return (max(may.reaches),)
    if may.owner_only or may.admin_only:
        return (Reach.NONE,)
    if builtin == Builtin.OBSERVER and (may.unsafe or may.takes_out):
        return (Reach.NONE,)
    return may.reaches


def usual(builtin: str | None) -> dict[str, Reach]:
    """The table of a built-in role as the permissions themselves say; an own role has nothing of itself."""
    return {key: _clipped(may, builtin, may.given.get(builtin or "", 0)) for key, may in MAYS.items()}


def role_reaches(builtin: str | None, reaches: Mapping[str, Any]) -> dict[str, Reach]:
    """The table of a role: what it usually has, and over that what the workspace chose (``Role.reaches``).

    What it can't have counts for nothing, whatever is kept.
    """
    chosen = {} if builtin in FIXED else reaches
    return {
        key: _clipped(may, builtin, chosen.get(key, may.given.get(builtin or "", 0)))
        for key, may in MAYS.items()
    }


def widest(tables: Iterable[Mapping[str, Any]]) -> dict[str, Reach]:
    """Several roles together: per permission the widest reach (ACC-5)."""
    reaches: dict[str, Reach] = {}
    for table in tables:
        for key, reach in table.items():
            reaches[key] = max(reaches.get(key, Reach.NONE), Reach(reach))
    return reaches


def known_scopes() -> list[str]:
    """Every scope a token can have: ``*``, and reading or writing each kind of record."""
    entities = sorted({may.entity for may in MAYS.values()})
    return ["*", *(f"{entity}:{right}" for entity in entities for right in ("read", "write"))]


def _clipped(may: May, builtin: str | None, reach: int) -> Reach:
    """The widest reach up to this one that the role can have; a fixed role has just one."""
    can = possible(may, builtin)
    return max((one for one in can if one <= reach), default=min(can))
