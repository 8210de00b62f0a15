"""Questions about the people of a workspace."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select

from crm.kernel.db import db
from crm.team.access import Builtin
from crm.team.models import Role, User, Workspace


def workspace_settings() -> Workspace:
    """The settings of the pinned workspace."""
    return db.session.execute(select(Workspace)).scalar_one()


def users() -> Select[Any]:
    """All users, also deactivated ones. Everybody in a workspace may know who works there."""
    return select(User)


def active_users() -> Select[Any]:
    """The users who can come in, by name."""
    return users().where(User.deactivated_at.is_(None)).order_by(func.lower(User.name), User.id)


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
