"""Who can see a contact, and why (ACC-7): drawn from the footings that render the SQL as well."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, literal, select, tuple_

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.models.footings import Footing, Ground, carried
from crm.contacts.queries.audience import Rows, rows_of, stance
from crm.kernel.access import Actor, Level, Reach
from crm.kernel.db import db
from crm.team.access import Builtin, role_reaches
from crm.team.actors import actors_of
from crm.team.models import Group, GroupMember, Role, User, UserRole
from crm.team.queries import active_users

BATCH: Final = 200
MOST_BATCHES: Final = 5
PAGE: Final = 50
Key = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """One way in. ``through`` is the user, group or class; ``common`` a group that is shared with a teammate.

    ``roles`` are the names of the roles that reach all contacts.
    """

    ground: Ground
    level: Level
    through: int | None = None
    common: int | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who sees the contact: how far they may go, and all the reasons, the strongest first."""

    user: User
    level: Level
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Viewers:
    """Some of them, by name, and the key that the next page starts after."""

    people: Sequence[Viewer]
    next_key: list[Any] | None


def viewers(contact_id: int, *, after: Key | None = None, limit: int = PAGE) -> Viewers:
    """A page of those who see the contact. At most 1,000 users are asked for one page, so a page of a large
    workspace may hold few; five statements for each 200.
    """
    rows = rows_of([contact_id])[contact_id]
    found: list[tuple[Viewer, Key]] = []
    for _batch in range(MOST_BATCHES):
        batch, after = _some_users(after)
        keys = {user.id: [lowered, user.id] for user, lowered in batch}
        found += [(viewer, keys[viewer.user.id]) for viewer in _seeing([user for user, _ in batch], rows)]
        if len(found) >= limit or after is None:
            break
    if len(found) > limit:
        after = found[limit - 1][1]
    return Viewers([viewer for viewer, _key in found[:limit]], list(after) if after else None)


def reasons(actor: Actor, rows: Rows, mates: Mapping[int, Collection[int]] | None = None) -> list[Reason]:
    """Why the person sees a contact with these rows, the strongest first; none if they don't.

    ``mates`` are the groups of its managers, by user: which of them is shared with the person.
    """
    reach = actor.reach(VIEW_CONTACTS)
    if reach is Reach.NONE:
        return []
    ways = [
        _reason(level, footing, actor, mates or {})
        for level, footing in carried(actor, min(reach, Reach.GROUP), rows)
        if reach is not Reach.ALL or footing.ground is not Ground.TEAMMATE
    ]
    if reach is Reach.ALL:
        ways.append(Reason(Ground.ROLE, stance(actor, rows) or Level.READ))
    return sorted(ways, key=lambda reason: -reason.level)


def _reason(level: Level, footing: Footing, actor: Actor, mates: Mapping[int, Collection[int]]) -> Reason:
    """A row of a user at *manage* is a manager's, also of a restricted contact."""
    if footing.ground is Ground.GRANT and level is Level.MANAGE:
        return Reason(Ground.MANAGER, level, footing.through)
    common = None
    if footing.ground is Ground.TEAMMATE:
        common = min(actor.group_ids.intersection(mates.get(footing.through or 0, ())), default=None)
    return Reason(footing.ground, level, footing.through, common)


def _seeing(users: Sequence[User], rows: Rows) -> list[Viewer]:
    people = actors_of([user.id for user in users])
    mates = _groups_of([int(name[1:]) for name in rows if name.startswith("m")])
    told = [(user, people[user.id]) for user in users if user.id in people]
    seeing = [(user, actor, level) for user, actor in told if (level := stance(actor, rows))]
    roles = _reaching_all(
        [user.id for user, actor, _level in seeing if actor.reach(VIEW_CONTACTS) is Reach.ALL]
    )
    return [
        Viewer(
            user,
            level,
            tuple(_named(reason, roles.get(user.id, ())) for reason in reasons(actor, rows, mates)),
        )
        for user, actor, level in seeing
    ]


def _named(reason: Reason, roles: Collection[str]) -> Reason:
    if reason.ground is not Ground.ROLE:
        return reason
    return Reason(reason.ground, reason.level, roles=tuple(roles))


def _some_users(after: Key | None) -> tuple[list[tuple[User, str]], Key | None]:
    """The next users by name, each with its name as it is sorted, and the key that further ones follow."""
    chosen = active_users().add_columns(func.lower(User.name))
    if after is not None:
        chosen = chosen.where(tuple_(func.lower(User.name), User.id) > tuple_(*map(literal, after)))
    rows = [(row[0], row[1]) for row in db.session.execute(chosen.limit(BATCH + 1))]
    last = rows[BATCH - 1] if len(rows) > BATCH else None
    return rows[:BATCH], [last[1], last[0].id] if last else None


def _groups_of(user_ids: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    members = select(GroupMember.user_id, GroupMember.group_id).join(Group, Group.id == GroupMember.group_id)
    chosen = members.where(GroupMember.user_id.in_(user_ids), Group.deleted_at.is_(None))
    for user_id, group_id in db.session.execute(chosen) if user_ids else ():
        found[user_id].add(group_id)
    return found


def _reaching_all(user_ids: Collection[int]) -> dict[int, list[str]]:
    """The names of the roles by which these users reach every contact."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = select(UserRole.user_id, Role).join(Role, Role.id == UserRole.role_id).order_by(Role.id)
    for user_id, role in db.session.execute(rows.where(UserRole.user_id.in_(user_ids))) if user_ids else ():
        if role_reaches(role.builtin, role.reaches).get(VIEW_CONTACTS.key) is Reach.ALL:
            found[user_id].append(str(Builtin(role.builtin).label) if role.builtin else role.name)
    return found
