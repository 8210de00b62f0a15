"""Who sees a case, and why (ACC-7, CAS-8): the rule of ``access.reached``, read in memory for many at once.

It is made of the same grounds and levels as the SQL; a property test holds the two side by side.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, literal, select, tuple_

from crm.cases.access import DELETE_CASES, EDIT_CASES, LEVELS, VIEW_CASES, Ground
from crm.cases.models.case import Case
from crm.cases.queries.records import contact_ids
from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.models.contact import Contact
from crm.contacts.queries.audience import Rows, reaches, rows_of
from crm.kernel.access import Actor, Level, May, Reach
from crm.kernel.db import db
from crm.team.actors import actors_of
from crm.team.models import User
from crm.team.queries import active_users

BATCH: Final = 200
MOST_BATCHES: Final = 5
PAGE: Final = 50
Key = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Openness:
    """All that says who reaches a case; ``contacts`` are those outside the bin, with their access lists."""

    owner_id: int | None
    member_ids: Collection[int]
    responsible_ids: Collection[int]
    contacts: Mapping[int, Rows]


@dataclass(frozen=True, slots=True)
class Reason:
    """One way in; ``contact_id`` is the contact that the person sees, ``through`` the teammate."""

    ground: Ground
    level: Level
    contact_id: int | None = None
    through: int | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who sees the case: how far they may go, and all the reasons, the strongest first."""

    user: User
    level: Level
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Viewers:
    """Some of them, by name, and the key that the next page starts after."""

    people: Sequence[Viewer]
    next_key: list[Any] | None


def openness(one: Case) -> Openness:
    """Who reaches this case; three statements."""
    ids = contact_ids(one.id)
    living = set(
        db.session.scalars(select(Contact.id).where(Contact.id.in_(ids), Contact.deleted_at.is_(None)))
    )
    rows = rows_of([contact_id for contact_id in ids if contact_id in living]) if living else {}
    return Openness(one.owner_id, one.member_ids, one.responsible_ids, rows)


def viewers(one: Case, *, after: Key | None = None, limit: int = PAGE) -> Viewers:
    """A page of those who see the case. At most 1,000 users are asked for one page."""
    open_to = openness(one)
    found: list[tuple[Viewer, Key]] = []
    for _batch in range(MOST_BATCHES):
        batch, after = _some_users(after)
        people = actors_of([user.id for user, _name in batch])
        for user, lowered in batch:
            if user.id in people and (level := level_of(people[user.id], open_to)) is not None:
                why = tuple(reasons(people[user.id], open_to))
                found.append((Viewer(user, level, why), [lowered, user.id]))
        if len(found) >= limit or after is None:
            break
    if len(found) > limit:
        after = found[limit - 1][1]
    return Viewers([viewer for viewer, _key in found[:limit]], list(after) if after else None)


def level_of(actor: Actor, one: Openness) -> Level | None:
    """What the person may do with a case: see, also change, also delete; None: not even see."""
    if not may(actor, VIEW_CASES, one):
        return None
    steps = ((DELETE_CASES, Level.MANAGE), (EDIT_CASES, Level.WRITE))
    return next((level for need, level in steps if may(actor, need, one)), Level.READ)


def may(actor: Actor, need: May, one: Openness) -> bool:
    """Whether the person may do this to the case."""
    if not any(True for _reason in reasons(actor, one)):
        return False
    if need is VIEW_CASES:
        return True
    reach = actor.reach(need)
    if reach is Reach.ALL:
        return True
    return any(reason.level >= LEVELS[need.key] for reason in _ways(actor, reach, one))


def reasons(actor: Actor, one: Openness) -> list[Reason]:
    """Why the person sees the case, the strongest first; none if they don't."""
    reach = actor.reach(VIEW_CASES)
    found = list(_ways(actor, min(reach, Reach.OWN), one))
    if not one.contacts:
        found += _further(actor, reach, one)
    return sorted(found, key=lambda reason: -reason.level)


def _ways(actor: Actor, reach: Reach, one: Openness) -> Iterator[Reason]:
    if reach is Reach.NONE:
        return
    me = actor.user_id
    if one.owner_id == me:
        yield Reason(Ground.OWNER, Level.MANAGE)
    if me in one.member_ids:
        yield Reason(Ground.MEMBER, Level.WRITE)
    if me in one.responsible_ids:
        yield Reason(Ground.RESPONSIBLE, Level.WRITE)
    for contact_id, rows in one.contacts.items():
        if reaches(actor, VIEW_CONTACTS, rows):
            level = Level.WRITE if reaches(actor, EDIT_CONTACTS, rows) else Level.READ
            yield Reason(Ground.CONTACT, level, contact_id)
    yield from _further(actor, reach, one)


def _further(actor: Actor, reach: Reach, one: Openness) -> Iterator[Reason]:
    if reach is Reach.GROUP:
        if one.owner_id in actor.teammates:
            yield Reason(Ground.TEAMMATE, Level.MANAGE, through=one.owner_id)
        yield from (
            Reason(Ground.TEAMMATE, Level.WRITE, through=user_id)
            for user_id in one.member_ids
            if user_id in actor.teammates
        )
    if reach is Reach.ALL:
        yield Reason(Ground.ROLE, Level.MANAGE)


def _some_users(after: Key | None) -> tuple[list[tuple[User, str]], Key | None]:
    """The next users by name, each with its name as it is sorted, and the key that further ones follow."""
    chosen = active_users().add_columns(func.lower(User.name))
    if after is not None:
        chosen = chosen.where(tuple_(func.lower(User.name), User.id) > tuple_(*map(literal, after)))
    rows = [(row[0], row[1]) for row in db.session.execute(chosen.limit(BATCH + 1))]
    last = rows[BATCH - 1] if len(rows) > BATCH else None
    return rows[:BATCH], [last[1], last[0].id] if last else None
