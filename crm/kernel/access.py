"""Who may do what: permissions as values, reaches, and the actor that travels through every call.

A package declares its permissions in its ``access.py``; wiring collects them. A role is a table
{permission key: Reach}; several roles add up to the widest (ACC-5).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, exists, select

from crm.kernel.db import db
from crm.kernel.errors import Forbidden, NotFound
from crm.kernel.i18n import LazyText


class Reach(IntEnum):
    """How far a permission goes: none < own < group < all."""

    NONE = 0
    OWN = 1
    GROUP = 2
    ALL = 3


class Level(IntEnum):
    """What a contact grants a person: reading, also writing, or being in charge as a manager (ACC-5)."""

    READ = 1
    WRITE = 2
    MANAGE = 3


@dataclass(frozen=True, slots=True)
class May:
    """One permission. ``reaches`` are those a role can give it; a right without records has NONE and ALL.

    ``records`` is the select of the records that an actor may do this to, for permissions on records.
    Owners and admins get the widest reach; ``given`` says what the other built-in roles, ``manager`` and
    ``observer``, usually get. What is ``owner_only`` or ``admin_only`` can be given to no other role; what is
    ``unsafe`` or ``takes_out`` data of the workspace never to observers.
    """

    key: str
    label: LazyText
    help: LazyText
    entity: str
    reaches: tuple[Reach, ...] = (Reach.NONE, Reach.ALL)
    unsafe: bool = True
    owner_only: bool = False
    admin_only: bool = False
    takes_out: bool = False
    given: Mapping[str, Reach] = field(default_factory=dict, compare=False)
    records: "Callable[[Actor, May], Select[Any]] | None" = field(default=None, compare=False)

    def __str__(self) -> str:
        return self.key


MAYS: dict[str, May] = {}
"""All permissions that are wired, by key."""


StandingSource = Callable[[ColumnElement[Any]], ColumnElement[Any]]
"""From the names of a person, an array of ``u7`` and ``g3`` in SQL, to what they stand behind by these.

The answer is a scalar subquery: a JSONB object {principal: the highest level}, or NULL.
"""
STANDING_SOURCES: list[StandingSource] = []
"""All that are wired; ``team`` asks them in the one query that makes an actor."""


@dataclass(frozen=True, slots=True)
class Entity:
    """What permissions are about, as the heading over them. Lower ``weight`` stands higher."""

    key: str
    label: LazyText
    weight: int = 50


ENTITIES: dict[str, Entity] = {}
"""All that are wired, by key."""


class Doors(IntEnum):
    """What a route asks for (``can=``) when it asks for no permission."""

    ANYONE = 0
    SIGNED_IN = 1


class Reachable(Protocol):
    """A record whose class tells which of its rows an actor may do something to."""

    id: Any


@dataclass(frozen=True)
class Actor:
    """Who acts: a user (by session or token) or the system. Explicit in every action, last and named ``by``.

    ``principals`` are the names under which the access list knows this person, without teammates;
    ``teammates`` are the user ids in a common group, the person included. ``standing`` are further principals
    of the access list that the person stands behind, each with the ``Level`` they are granted at (``c5``, a
    class granted to them or to a group of theirs). ``scopes`` is None for a person at a page, else the scopes
    of the token: a token has its user's rights cut by its scopes.
    """

    user_id: int | None
    name: str
    reaches: Mapping[str, Reach] = field(default_factory=dict)
    group_ids: frozenset[int] = frozenset()
    teammates: frozenset[int] = frozenset()
    standing: Mapping[str, int] = field(default_factory=dict)
    locale: str = "en"
    time_zone: str = "UTC"
    scopes: frozenset[str] | None = None
    is_system: bool = False
    session_id: int | None = None

    @classmethod
    def system(cls, name: str) -> "Actor":
        """The system itself, named after the work it does (``import``, ``provisioning``, ``command``)."""
        return cls(user_id=None, name=name, is_system=True)

    def reach(self, may: May) -> Reach:
        """How far this permission goes for this actor, scopes applied. The system reaches all."""
        if self.is_system:
            return Reach.ALL
        if self.scopes is not None and not _in_scope(may, self.scopes):
            return Reach.NONE
        return self.reaches.get(may.key, Reach.NONE)

    def may(self, may: May, record: Reachable | None = None) -> bool:
        """Whether the actor may do this at all, or to this record. With a record it costs one query.

        Both questions come from the one select of the permission (STYLE 5: one SQL truth).
        """
        if self.reach(may) is Reach.NONE:
            return False
        if record is None or may.records is None or self.is_system:
            return True
        allowed = may.records(self, may).where(type(record).id == record.id)
        return bool(
            db.session.scalar(select(exists(allowed.with_only_columns(type(record).id).order_by(None))))
        )

    def must(self, may: May, record: Reachable | None = None, *, why: LazyText | None = None) -> None:
        """Refuse unless ``may``.

        Raises:
            Forbidden: with the reason, for somebody who already sees the record.
        """
        if not self.may(may, record):
            raise Forbidden(why)

    def narrowed_to(self, scopes: frozenset[str]) -> "Actor":
        """The same person acting through a token with these scopes."""
        return replace(self, scopes=scopes)


def _in_scope(may: May, scopes: frozenset[str]) -> bool:
    """A scope is ``<entity>:read``, ``<entity>:write`` (which includes reading) or ``*``."""
    if "*" in scopes or f"{may.entity}:write" in scopes:
        return True
    return not may.unsafe and f"{may.entity}:read" in scopes


def found(visible: Select[Any], **by: Any) -> Any:
    """The one record of the select with these column values, loaded through the person.

    Raises:
        NotFound: there is none, or it is hidden; nobody can tell which.
    """
    entity = visible.column_descriptions[0]["entity"]
    for name, value in by.items():
        visible = visible.where(getattr(entity, name) == value)
    record = db.session.scalar(visible.order_by(None).limit(1))
    if record is None:
        raise NotFound
    return record
