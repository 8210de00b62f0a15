"""From a user to an actor: reaches, groups and teammates, in one query, never kept between requests."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from crm.kernel.access import MAYS, STANDING_SOURCES, Actor, Reach
from crm.kernel.db import db
from crm.team.access import Builtin, role_reaches, widest
from crm.team.models import Group, GroupMember, Role, User, UserRole, Workspace


def actor_of(user_id: int) -> Actor | None:
    """The person as an actor outside a request (jobs, mails); None for one who is deactivated or unknown."""
    return actors_of([user_id]).get(user_id)


def actors_of(user_ids: Iterable[int]) -> dict[int, Actor]:
    """The active ones of these users as actors, by id; one query for all."""
    people = select(User, *rights()).where(User.id.in_(set(user_ids)), User.deactivated_at.is_(None))
    return {row.User.id: actor_from(row) for row in db.session.execute(people)}


def rights() -> tuple[Any, ...]:
    """Columns beside ``User`` that ``actor_from`` reads."""
    return _rights(tuple(STANDING_SOURCES))


@cache
def _rights(_sources: tuple[Any, ...]) -> tuple[Any, ...]:
    """Built once: every request asks for them."""
    mate = aliased(GroupMember)
    roles = (
        select(func.jsonb_agg(func.jsonb_build_array(Role.builtin, Role.reaches, Role.name)))
        .join(UserRole, UserRole.role_id == Role.id)
        .where(UserRole.user_id == User.id)
    )
    groups = (
        select(GroupMember.group_id)
        .join(Group, Group.id == GroupMember.group_id)
        .where(GroupMember.user_id == User.id, Group.deleted_at.is_(None))
    )
    teammates = (
        select(mate.user_id)
        .join(GroupMember, GroupMember.group_id == mate.group_id)
        .join(Group, Group.id == mate.group_id)
        .where(GroupMember.user_id == User.id, Group.deleted_at.is_(None))
        .distinct()
    )
    return (
        _apart(roles).label("role_list"),
        func.array(_apart(groups)).label("group_list"),
        func.array(_apart(teammates)).label("teammate_list"),
        _standing(groups).label("standing"),
        select(Workspace.time_zone).scalar_subquery().label("workspace_zone"),
    )


def actor_from(row: Row[Any]) -> Actor:
    """The actor that a row of ``User`` with its ``rights`` stands for."""
    user: User = row.User
    return Actor(
        user_id=user.id,
        name=user.name,
        reaches=_together(_roles(row), len(MAYS)),
        group_ids=frozenset(row.group_list),
        teammates=frozenset({user.id, *row.teammate_list}),
        standing=row.standing,
        locale=user.locale,
        time_zone=user.time_zone or row.workspace_zone,
    )


def _roles(row: Row[Any]) -> tuple[Any, ...]:
    """The roles as a key: which of the built-in ones each is, and what the workspace chose for it."""
    return tuple((builtin, tuple(reaches.items())) for builtin, reaches, _name in row.role_list or ())


@lru_cache(maxsize=256)
def _together(roles: tuple[Any, ...], _mays: int) -> Mapping[str, Reach]:
    """What these roles give together; asked at every request, and the same for all who have them."""
    tables = (role_reaches(builtin, dict(reaches)) for builtin, reaches in roles)
    return MappingProxyType(widest(tables))


def builtins(row: Row[Any]) -> set[str]:
    """Which of the built-in roles the row's user has."""
    return {builtin for builtin, _reaches, _name in row.role_list or () if builtin}


def role_names(row: Row[Any]) -> list[str]:
    """The names of the row's roles in the reader's language."""
    return [
        str(Builtin(builtin).label) if builtin else name for builtin, _reaches, name in row.role_list or ()
    ]


def _standing(groups: Select[Any]) -> ColumnElement[Any]:
    """What the user stands behind beside themselves and their groups: what all sources say, in one object."""
    named = groups.with_only_columns(func.concat("g", GroupMember.group_id))
    names = func.array_append(func.array(_apart(named)), func.concat("u", User.id))
    found: ColumnElement[Any] = cast({}, JSONB)
    for source in STANDING_SOURCES:
        found = found.op("||")(func.coalesce(source(names), cast({}, JSONB)))
    return found


def _apart(query: Select[Any]) -> Any:
    """The query as a value that belongs to the user of the query around it."""
    return query.correlate(User).scalar_subquery()
