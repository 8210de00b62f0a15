"""What people may do with the workspace itself, and the four roles that every workspace has."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

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


def builtin_reaches(builtin: Builtin) -> dict[str, Reach]:
    """The table of a built-in role, made from what each permission says of itself."""
    return {key: _given(may, builtin) for key, may in MAYS.items()}


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


def _given(may: May, builtin: Builtin) -> Reach:
    if builtin is Builtin.OWNER or (builtin is Builtin.ADMIN and not may.owner_only):
        return max(may.reaches)
    return may.given.get(builtin.value, Reach.NONE)
