"""Questions about the people of a workspace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, literal, select, tuple_

from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.search_text import patterns
from crm.team.access import Builtin
from crm.team.models import Group, Invitation, Role, User, UserRole, Workspace


def workspace_settings() -> Workspace:
    """The settings of the pinned workspace."""
    return db.session.execute(select(Workspace)).scalar_one()


def users() -> Select[Any]:
    """All users, also deactivated ones. Everybody in a workspace may know who works there."""
    return select(User)


def active_users() -> Select[Any]:
    """The users who can come in, by name."""
    return users().where(User.deactivated_at.is_(None)).order_by(func.lower(User.name), User.id)


@dataclass(frozen=True, slots=True)
class UsersPage:
    """Some users in order, the key that the next page starts after, and how many match in all."""

    users: Sequence[User]
    next_key: list[Any] | None
    count: Count


def active_users_page(*, q: str = "", after: Sequence[Any] | None = None, limit: int) -> UsersPage:
    """A page of the active users, by name; ``q`` is a part of it. ``after`` is an earlier ``next_key``."""
    key = func.lower(User.name), User.id
    matching = active_users()
    for pattern in patterns(q):
        matching = matching.where(func.lower(User.name).like(pattern))
    number = db.session.scalar(
        select(func.count()).select_from(matching.order_by(None).limit(COUNT_CAP + 1).subquery())
    )
    rows = matching.where(tuple_(*key) > tuple_(*map(literal, after))) if after else matching
    found = db.session.execute(rows.add_columns(key[0]).limit(limit + 1)).all()
    last = found[limit - 1] if len(found) > limit else None
    count = Count(min(number or 0, COUNT_CAP), capped=(number or 0) > COUNT_CAP)
    return UsersPage([row[0] for row in found[:limit]], [last[1], last[0].id] if last else None, count)


def user_by_email(email: str) -> User | None:
    """The user with this address in any letter case, also a deactivated one."""
    found: User | None = db.session.scalar(users().where(func.lower(User.email) == email.strip().lower()))
    return found


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these users, also of deactivated ones, by id."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    if not wanted:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return dict(rows.tuples().all())


def builtin_role(builtin: Builtin) -> Role:
    """The built-in role of this workspace."""
    return db.session.execute(select(Role).where(Role.builtin == builtin.value)).scalar_one()


def user_by_id(user_id: int) -> User:
    """The user, also a deactivated one.

    Raises:
        NotFound: there is none.
    """
    user: User = found(users(), id=user_id)
    return user


def is_owner(user: User) -> bool:
    """Whether the user is one of the workspace's owners."""
    role = exists().where(
        UserRole.user_id == user.id, UserRole.role_id == Role.id, Role.builtin == Builtin.OWNER.value
    )
    return bool(db.session.scalar(select(role)))


def roles() -> list[Role]:
    """All roles, the built-in ones first, from the widest to the narrowest."""
    return list(db.session.scalars(select(Role).order_by(Role.builtin.is_(None), Role.id)))


def role_by_id(role_id: int) -> Role | None:
    """The role, if there is one."""
    return db.session.get(Role, role_id)


def open_invitation_to(email: str) -> Invitation | None:
    """The invitation to this address that was neither taken nor withdrawn; it may have expired."""
    invitation: Invitation | None = db.session.scalar(
        open_invitations().where(func.lower(Invitation.email) == email.strip().lower())
    )
    return invitation


def open_invitations() -> Select[Any]:
    """The invitations that were neither taken nor withdrawn, the newest first."""
    return (
        select(Invitation)
        .where(Invitation.taken_at.is_(None), Invitation.withdrawn_at.is_(None))
        .order_by(Invitation.id.desc())
    )


def groups() -> Select[Any]:
    """The groups that there are, by name."""
    return select(Group).where(Group.deleted_at.is_(None)).order_by(func.lower(Group.name))


def group_named(name: str) -> Group | None:
    """The group with this name in any letter case."""
    group: Group | None = db.session.scalar(groups().where(func.lower(Group.name) == name.strip().lower()))
    return group
