"""How roles and permissions are told: what each is for, and how far it reaches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm.kernel.access import ENTITIES, MAYS, Actor, Entity, May, Reach
from crm.kernel.facts import FactRow
from crm.kernel.i18n import LazyText, _, lazy
from crm.kernel.tellings import Changed, Detail
from crm.team.access import FIXED, Builtin, possible, role_reaches, usual
from crm.team.models import Role
from crm.team.queries import roles

# Translators: how far a permission reaches: nothing, records of one's own, of one's group, all records
REACHES: Final[dict[Reach, LazyText]] = {
    Reach.NONE: lazy("No"), Reach.OWN: lazy("Own"), Reach.GROUP: lazy("Own group’s"), Reach.ALL: lazy("All"),
}  # fmt: skip


def role_name(role: Role) -> str:
    """What the reader calls a role."""
    return str(Builtin(role.builtin).label) if role.builtin else role.name


def role_help(role: Role) -> str:
    """What the role is for, in a sentence; may be empty for an own one."""
    return str(Builtin(role.builtin).help) if role.builtin else role.help


def is_switch(may: May) -> bool:
    """Whether the permission is there or not, with nothing between."""
    return may.reaches == (Reach.NONE, Reach.ALL)


def reach_name(may: May, reach: Reach) -> str:
    """How far a permission goes, in the reader's words."""
    if is_switch(may):
        return _("Yes") if reach else _("No")
    return str(REACHES[reach])


@dataclass(frozen=True, slots=True)
class RoleShown:
    """A role in the list: what it is for, how many active users have it, its reach by permission."""

    id: int
    name: str
    help: str
    holders: int
    is_own: bool
    is_fixed: bool
    is_changed: bool
    reaches: dict[str, Reach]


def roles_shown(all_roles: Iterable[Role], holders: Mapping[int, int]) -> list[RoleShown]:
    """The roles with what they may do."""
    return [
        RoleShown(
            id=role.id, name=role_name(role), help=role_help(role), holders=holders.get(role.id, 0),
            is_own=role.builtin is None, is_fixed=role.builtin in FIXED,
            is_changed=role.builtin is not None and role.builtin not in FIXED and bool(role.reaches),
            reaches=role_reaches(role.builtin, role.reaches),
        )
        for role in all_roles
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MayGroup:
    """The permissions about one kind of thing, those that reach to records before the mere rights."""

    label: str
    mays: list[May]


def grouped() -> list[MayGroup]:
    """All permissions that are wired, by what they are about."""
    by_entity: dict[str, list[May]] = {}
    for may in MAYS.values():
        by_entity.setdefault(may.entity, []).append(may)
    known = {key: ENTITIES.get(key) or Entity(key, lazy("Other"), 99) for key in by_entity}
    order = sorted(known.values(), key=lambda entity: entity.weight)
    return [MayGroup(str(one.label), sorted(by_entity[one.key], key=is_switch)) for one in order]


@dataclass(frozen=True, slots=True)
class Right:
    """One permission of one role: how far it reaches, how far it could, and how far it usually does.

    ``why`` says why nobody can choose here; empty where there is a choice.
    """

    may: May
    reach: Reach
    options: list[tuple[str, str]]
    is_usual: bool
    why: str

    @property
    def text(self) -> str:
        """How far it reaches, in words."""
        return reach_name(self.may, self.reach)


def rights(builtin: str | None, reaches: Mapping[str, Reach]) -> list[tuple[str, list[Right]]]:
    """Everything that the role may or could do, by what it is about."""
    base = usual(builtin)
    return [
        (group.label, [_right(may, builtin, reaches.get(may.key, Reach.NONE), base) for may in group.mays])
        for group in grouped()
    ]


def _right(may: May, builtin: str | None, reach: Reach, base: Mapping[str, Reach]) -> Right:
    can = possible(may, builtin)
    return Right(
        may=may, reach=reach,
        options=[(one.name.lower(), reach_name(may, one)) for one in can],
        is_usual=builtin is None or reach == base[may.key],
        why=_why(may, builtin) if len(can) == 1 else "",
    )  # fmt: skip


def _why(may: May, builtin: str | None) -> str:
    if builtin == Builtin.OWNER or (builtin == Builtin.ADMIN and not may.owner_only):
        return _("Always")
    if may.owner_only:
        return _("Owners only")
    return _("Admins only") if may.admin_only else _("Never for observers")


@dataclass(frozen=True, slots=True)
class Sum:
    """What somebody may do by all their roles together, and which of these it comes from."""

    may: May
    text: str
    sources: str


def summed(having: Sequence[Role]) -> list[tuple[str, list[Sum]]]:
    """What these roles allow together: for each permission the widest reach, and who gives it."""
    tables = [(role_name(role), role_reaches(role.builtin, role.reaches)) for role in having]
    found = []
    for group in grouped():
        rows = [_sum(may, tables) for may in group.mays if any(table[may.key] for _name, table in tables)]
        if rows:
            found.append((group.label, rows))
    return found


def _sum(may: May, tables: Sequence[tuple[str, Mapping[str, Reach]]]) -> Sum:
    widest = max(table[may.key] for _name, table in tables)
    names = [name for name, table in tables if table[may.key] == widest]
    return Sum(may, reach_name(may, widest), ", ".join(names) if len(tables) > 1 else "")


def told_changed(rows: Sequence[FactRow], _to: Actor) -> dict[int, Detail]:
    """What changed of roles: each permission before and after."""
    return {
        row.id: Detail(changed=tuple(_differences(row.body["before"], row.body["after"]))) for row in rows
    }


def told_kept(rows: Sequence[FactRow], _to: Actor) -> dict[int, Detail]:
    """What roles that were added or deleted may do."""
    return {row.id: Detail(changed=tuple(_differences({}, row.body["reaches"]))) for row in rows}


def told_given(rows: Sequence[FactRow], _to: Actor) -> dict[int, Detail]:
    """The roles that users had and have."""
    names = {role.id: role_name(role) for role in roles()}
    label = _("Roles")
    found = {}
    for row in rows:
        before, after = (_named(row.body[key], names) for key in ("before", "role_ids"))
        found[row.id] = Detail(changed=(Changed(label, before, after),))
    return found


def _named(ids: Sequence[int], names: Mapping[int, str]) -> str:
    return ", ".join(names.get(role_id) or _("deleted role") for role_id in ids)


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[Changed]:
    labels = {"name": _("Name"), "help": _("What it is for")}
    for key in {**before, **after}:
        if key in labels:
            yield Changed(labels[key], str(before.get(key, "")), str(after.get(key, "")))
        elif (may := MAYS.get(key)) is not None:
            yield Changed(str(may.label), _reach(may, before.get(key)), _reach(may, after.get(key)))


def _reach(may: May, kept: object) -> str:
    return reach_name(may, Reach(kept)) if isinstance(kept, int) else ""
