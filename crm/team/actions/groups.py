"""Groups: added, changed, deleted and restored."""

from collections.abc import Collection

from sqlalchemy import delete, func, select

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.team.access import MANAGE_USERS
from crm.team.facts import GroupAdded, GroupChanged, GroupDeleted, GroupRestored
from crm.team.forms import GroupWish
from crm.team.models import Group, GroupMember, User
from crm.team.queries import group_named


def add_group(wish: GroupWish, *, by: Actor) -> Group:
    """Make a group of these users.

    Raises:
        Invalid: the name is taken, or somebody is no user here.
    Records: GroupAdded.
    """
    by.must(MANAGE_USERS)
    _must_be_free(wish.name)
    group = Group(name=wish.name)
    db.session.add(group)
    db.session.flush()
    _set_members(group, wish.member_ids)
    record(GroupAdded(group_id=group.id), by=by)
    return group


def change_group(group: Group, wish: GroupWish, *, by: Actor) -> None:
    """Rename a group, and give it exactly these members.

    Raises:
        Invalid: the name is taken, or somebody is no user here.
        Stale: the group was changed since ``wish.version``.
    Records: GroupChanged, if anything is new.
    """
    by.must(MANAGE_USERS)
    if group.version != wish.version:
        raise Stale
    if wish.name.casefold() != group.name.casefold():
        _must_be_free(wish.name)
    added, removed = _set_members(group, wish.member_ids)
    if (wish.name, [], []) == (group.name, added, removed):
        return
    group.name, group.version = wish.name, group.version + 1
    record(GroupChanged(group_id=group.id, added=added, removed=removed), by=by)


def delete_group(group: Group, *, by: Actor) -> None:
    """Delete a group: its members lose what they had through it, until it is restored.

    Records: GroupDeleted.
    """
    by.must(MANAGE_USERS)
    if group.deleted_at is None:
        group.deleted_at = func.now()
        record(GroupDeleted(group_id=group.id), by=by)


def restore_group(group: Group, *, by: Actor) -> None:
    """Bring a deleted group back with its members.

    Raises:
        Conflict: another group has its name by now.
    Records: GroupRestored.
    """
    by.must(MANAGE_USERS)
    if group.deleted_at is None:
        return
    if group_named(group.name) is not None:
        raise Conflict(lazy("Another group has this name by now. Rename that one first."))
    group.deleted_at = None
    record(GroupRestored(group_id=group.id), by=by)


def _set_members(group: Group, member_ids: Collection[int]) -> tuple[list[int], list[int]]:
    """Who came and who went."""
    wanted = set(db.session.scalars(select(User.id).where(User.id.in_(member_ids))))
    if wanted != set(member_ids):
        raise Invalid({"member_ids": lazy("Choose somebody who works here.")})
    present = set(db.session.scalars(select(GroupMember.user_id).where(GroupMember.group_id == group.id)))
    added, removed = sorted(wanted - present), sorted(present - wanted)
    db.session.execute(
        delete(GroupMember).where(GroupMember.group_id == group.id, GroupMember.user_id.in_(removed))
    )
    db.session.add_all(GroupMember(group_id=group.id, user_id=user_id) for user_id in added)
    return added, removed


def _must_be_free(name: str) -> None:
    if group_named(name) is not None:
        raise Invalid({"name": lazy("There is a group with this name already.")})
