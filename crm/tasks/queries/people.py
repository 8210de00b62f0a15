"""Who may be given tasks."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, case, exists, func, or_, select

from crm.kernel.access import Reach
from crm.kernel.db import db
from crm.tasks.access import EDIT_TASKS
from crm.team.access import FIXED, Builtin
from crm.team.models import Role, User, UserRole


def possible_assignees() -> Select[Any]:
    """The users who may do tasks: active, with a role that may change them; by name."""
    given = [(Role.builtin == name, int(reach)) for name, reach in EDIT_TASKS.given.items()]
    chosen = func.coalesce(Role.reaches[EDIT_TASKS.key].as_integer(), case(*given, else_=0))
    does = or_(
        Role.builtin.in_(FIXED),
        (chosen > Reach.NONE) & Role.builtin.is_distinct_from(Builtin.OBSERVER.value),
    )
    has_role = exists().where(UserRole.user_id == User.id, UserRole.role_id == Role.id, does)
    return select(User).where(User.deactivated_at.is_(None), has_role).order_by(User.name, User.id)


def impossible(user_ids: Collection[int]) -> set[int]:
    """Those of the ids that are no possible assignees; no statement where there is none."""
    if not user_ids:
        return set()
    known = possible_assignees().with_only_columns(User.id).order_by(None).where(User.id.in_(user_ids))
    return set(user_ids) - set(db.session.scalars(known))


def named(name: str) -> list[int]:
    """The ids of possible assignees whose name begins so; at most two: several are nobody."""
    begins = func.replace(func.lower(User.name), "ё", "е").startswith(
        name.lower().replace("ё", "е"), autoescape=True
    )
    return list(db.session.scalars(possible_assignees().with_only_columns(User.id).where(begins).limit(2)))
