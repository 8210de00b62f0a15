"""Roles: added, changed, brought back to the usual, deleted (ACC-5).

Owners and admins may always do all, so whatever is changed here, the last owner keeps the right to change it
back (see ``users``: the last owner stays).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from crm.kernel.access import MAYS, Actor, Reach
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import LazyText, lazy
from crm.team.access import FIXED, MANAGE_ROLES, OWN_WORKSPACE, Builtin, possible, role_reaches, usual
from crm.team.actions.users import OWNERS_ONLY, exceeding, lock_roles
from crm.team.facts import RoleAdded, RoleChanged, RoleDeleted
from crm.team.forms import RoleShape
from crm.team.models import Invitation, Role, User, UserRole
from crm.team.queries import builtin_role, open_invitations, roles

MOST_ROLES: Final = 100
ALWAYS_ALL: Final = lazy(
    "Owners and admins may always do everything that is theirs. Add a role of your own instead."
)


@dataclass(frozen=True, slots=True)
class RoleUse:
    """How many users, deactivated ones too, have a role, and how many are invited with it."""

    users: int
    invitations: int

    @property
    def is_used(self) -> bool:
        """Whether somebody has it or is to get it."""
        return bool(self.users or self.invitations)


def role_use(role: Role) -> RoleUse:
    """Who has this role or is invited with it."""
    users = select(func.count()).where(UserRole.role_id == role.id)
    invited = select(func.count()).select_from(
        open_invitations().where(Invitation.role_id == role.id).order_by(None).subquery()
    )
    row = db.session.execute(select(users.scalar_subquery(), invited.scalar_subquery())).one()
    return RoleUse(row[0], row[1])


def add_role(shape: RoleShape, *, by: Actor) -> Role:
    """Add a role of the workspace's own.

    Raises:
        Invalid: the name is taken, there is no such permission or reach, or the actor has not got it.
        Conflict: there are too many.
    Records: RoleAdded.
    """
    by.must(MANAGE_ROLES)
    lock_roles()
    if len(roles()) >= MOST_ROLES:
        raise Conflict(lazy("There can be at most %(most)s roles.", most=MOST_ROLES))
    _must_be_free(shape.name)
    role = Role(name=shape.name, help=shape.help, reaches=_kept(_asked(shape, None), {}))
    _must_have(role_reaches(None, role.reaches), {}, by=by)
    db.session.add(role)
    db.session.flush()
    record(RoleAdded(role_id=role.id, role_name=role.name, reaches=role.reaches), by=by)
    return role


def change_role(role: Role, shape: RoleShape, *, by: Actor) -> None:
    """Give a role this name, description and exactly these reaches; what is left out is none.

    Of a built-in role only what differs from the usual is kept; its name and description stay.

    Raises:
        Conflict: the role may always do all.
        Invalid: the name is taken or fixed, there is no such permission or reach, or the actor lacks it.
        Stale: the role was changed since ``shape.version``.
    Records: RoleChanged, if anything is new.
    """
    by.must(MANAGE_ROLES)
    _must_be_open(role)
    if role.version != shape.version:
        raise Stale
    if role.builtin is not None:
        _must_be_unnamed(role, shape)
    elif shape.name.casefold() != role.name.casefold():
        _must_be_free(shape.name)
    kept = _kept(_asked(shape, role.builtin), usual(role.builtin) if role.builtin else {})
    name, words = (role.name, role.help) if role.builtin else (shape.name, shape.help)
    _change(role, name=name, words=words, reaches=kept, by=by)


def use_usual(role: Role, *, by: Actor) -> None:
    """Let a built-in role be again what it usually is.

    Raises:
        Conflict: it is a role of the workspace's own, or one that may always do all.
    Records: RoleChanged, if it was not.
    """
    by.must(MANAGE_ROLES)
    _must_be_open(role)
    if role.builtin is None:
        raise Conflict(lazy("This is a role of your own: there is nothing usual to go back to."))
    _change(role, name=role.name, words=role.help, reaches={}, by=by)


def delete_role(role: Role, *, replacement: Role | None, by: Actor) -> None:
    """Delete a role of the workspace's own; whoever has it, or is invited with it, gets the replacement.

    Raises:
        Conflict: it is a built-in role.
        Invalid: it is in use and there is no replacement, or this one can't be given.
    Records: RoleDeleted.
    """
    by.must(MANAGE_ROLES)
    lock_roles()
    if role.builtin is not None:
        raise Conflict(lazy("Built-in roles stay."))
    use = role_use(role)
    if use.is_used:
        _must_replace(role, replacement, by=by)
    users = _replace(role, replacement)
    db.session.delete(role)
    db.session.flush()
    fact = RoleDeleted(
        role_id=role.id, role_name=role.name, reaches=role.reaches,
        replacement_id=replacement.id if replacement else None, user_ids=users,
    )  # fmt: skip
    record(fact, by=by)


def _change(role: Role, *, name: str, words: str, reaches: dict[str, int], by: Actor) -> None:
    """Put it in force, and record what was and what is, of what differs."""
    lock_roles()
    tables = role_reaches(role.builtin, role.reaches), role_reaches(role.builtin, reaches)
    _must_have(tables[1], tables[0], by=by)
    before: dict[str, Any] = {"name": role.name, "help": role.help, **tables[0]}
    after: dict[str, Any] = {"name": name, "help": words, **tables[1]}
    differing = [key for key in after if before[key] != after[key]]
    if not differing and reaches == role.reaches:
        return
    role.name, role.help, role.reaches, role.version = name, words, reaches, role.version + 1
    fact = RoleChanged(
        role_id=role.id,
        before={key: before[key] for key in differing},
        after={key: after[key] for key in differing},
    )
    record(fact, by=by)


def _asked(shape: RoleShape, builtin: str | None) -> dict[str, Reach]:
    """The reaches asked for.

    Raises:
        Invalid: there is no such permission, or the role can't have that reach.
    """
    asked, faults = {}, {}
    for key, name in shape.reaches.items():
        may, reach = MAYS.get(key), Reach[name.upper()]
        if may is None:
            faults[f"reaches.{key}"] = lazy("There is no such permission.")
        elif reach not in possible(may, builtin):
            faults[f"reaches.{key}"] = _why_not(builtin, has=possible(may, builtin))
        asked[key] = reach
    if faults:
        raise Invalid(faults)
    return asked


def _why_not(builtin: str | None, *, has: Sequence[Reach]) -> LazyText:
    if max(has) > Reach.NONE:
        return lazy("This permission doesn't reach so far or so little.")
    if builtin == Builtin.OBSERVER:
        return lazy("Observers never get this.")
    return lazy("Only owners and admins have this.")


def _kept(asked: Mapping[str, Reach], base: Mapping[str, Reach]) -> dict[str, int]:
    """What the row keeps: every reach that differs from what the role has of itself."""
    wanted = {key: asked.get(key, Reach.NONE) for key in MAYS}
    return {key: int(reach) for key, reach in wanted.items() if reach != base.get(key, Reach.NONE)}


def _must_have(after: Mapping[str, Reach], before: Mapping[str, Reach], *, by: Actor) -> None:
    """Refuse to widen anything beyond what the actor may."""
    wider = {key: reach for key, reach in after.items() if reach > before.get(key, Reach.NONE)}
    beyond = exceeding(wider, by=by)
    if beyond:
        raise Invalid(
            {f"reaches.{key}": lazy("You can't give more than you may yourself.") for key in beyond}
        )


def _must_be_open(role: Role) -> None:
    if role.builtin in FIXED:
        raise Conflict(ALWAYS_ALL)


def _must_be_unnamed(role: Role, shape: RoleShape) -> None:
    if shape.name != role.name or shape.help != role.help:
        raise Invalid({"name": lazy("Built-in roles keep their names and descriptions.")})


def _must_be_free(name: str) -> None:
    taken = {role.name.casefold() for role in roles() if role.builtin is None}
    taken |= {str(builtin.label).casefold() for builtin in Builtin}
    if name.casefold() in taken:
        raise Invalid({"name": lazy("There is a role with this name already.")})


def _must_replace(role: Role, replacement: Role | None, *, by: Actor) -> None:
    if replacement is None:
        raise Invalid({"replacement_id": lazy("People have this role. Choose what they get instead.")})
    if replacement.id == role.id:
        raise Invalid({"replacement_id": lazy("Choose another role.")})
    if replacement.builtin == Builtin.OWNER and not by.may(OWN_WORKSPACE):
        raise Invalid({"replacement_id": OWNERS_ONLY})
    if exceeding(role_reaches(replacement.builtin, replacement.reaches), by=by):
        raise Invalid({"replacement_id": lazy("You can't give more than you may yourself.")})


def _replace(role: Role, replacement: Role | None) -> list[int]:
    """Whoever had the role; invitations that are over keep some role, which opens nothing any more."""
    had = select(UserRole.user_id).where(UserRole.role_id == role.id).order_by(UserRole.user_id)
    users = list(db.session.scalars(had))
    instead = replacement or builtin_role(Builtin.OBSERVER)
    db.session.execute(update(Invitation).where(Invitation.role_id == role.id).values(role_id=instead.id))
    if users:
        given = [{"user_id": user_id, "role_id": instead.id} for user_id in users]
        db.session.execute(insert(UserRole).on_conflict_do_nothing(), given)
        db.session.execute(delete(UserRole).where(UserRole.role_id == role.id))
        db.session.execute(update(User).where(User.id.in_(users)).values(version=User.version + 1))
    return users
