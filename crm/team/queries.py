"""Questions about the people of a workspace."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, exists, func, literal, select, tuple_
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.util import identity_key

from crm.kernel import photos
from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.search_text import patterns
from crm.mail.models import Mail
from crm.team.access import Builtin
from crm.team.models import (
    IDLE,
    ApiToken,
    EmailChange,
    Group,
    GroupMember,
    Invitation,
    Logo,
    Role,
    Session,
    User,
    UserRole,
    Workspace,
)

MOST_PICKABLE: Final = 500


def workspace_settings() -> Workspace:
    """The settings of the pinned workspace."""
    return db.session.execute(select(Workspace), execution_options={"prepared": True}).scalar_one()


def logos() -> Select[Any]:
    """The logo in use and the one before it."""
    return select(Logo)


def logo_in_use() -> Select[Any]:
    """The logo in use, if there is one. Everybody may see it, also at the sign-in page."""
    return select(Logo).join(Workspace, Workspace.logo_id == Logo.id)


def logo_version() -> int | None:
    """Which logo is in use; None for none."""
    return db.session.scalar(select(Workspace.logo_id))


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
    return page_of_users(active_users(), q=q, after=after, limit=limit)


def page_of_users(
    source: Select[Any], *, q: str = "", after: Sequence[Any] | None = None, limit: int
) -> UsersPage:
    """A page of these users, which are ordered by name."""
    key = func.lower(User.name), User.id
    for pattern in patterns(q):
        source = source.where(func.lower(User.name).like(pattern))
    number = db.session.scalar(
        select(func.count()).select_from(source.order_by(None).limit(COUNT_CAP + 1).subquery())
    )
    rows = source.where(tuple_(*key) > tuple_(*map(literal, after))) if after else source
    matching = db.session.execute(rows.add_columns(key[0]).limit(limit + 1)).all()
    last = matching[limit - 1] if len(matching) > limit else None
    count = Count(min(number or 0, COUNT_CAP), capped=(number or 0) > COUNT_CAP)
    return UsersPage([row[0] for row in matching[:limit]], [last[1], last[0].id] if last else None, count)


def user_by_email(email: str) -> User | None:
    """The user with this address in any letter case, also a deactivated one."""
    found: User | None = db.session.scalar(users().where(func.lower(User.email) == email.strip().lower()))
    return found


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these users, also of deactivated ones, by id; no statement for those who are loaded."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    at_hand = (db.session().identity_map.get(identity_key(User, user_id)) for user_id in wanted)
    names = {user.id: user.name for user in at_hand if user is not None and "name" in vars(user)}
    missing = wanted - names.keys()
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(missing))) if missing else ()
    return {**names, **{row.id: row.name for row in rows}}


@dataclass(frozen=True, slots=True)
class Face:
    """What a user is called and looks like; ``photo`` is a path, empty where there is none."""

    name: str
    photo: str


def faces_of(user_ids: Iterable[int | None]) -> dict[int, Face]:
    """The names and photos of these users, also of deactivated ones, by id."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    if not wanted:
        return {}
    rows = db.session.execute(select(User.id, User.name, User.photo_key).where(User.id.in_(wanted)))
    return {row.id: Face(row.name, photos.url(row.photo_key)) for row in rows}


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


def all_roles() -> Select[Any]:
    """All roles."""
    return select(Role)


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


def open_sessions(actor: Actor) -> list[Session]:
    """Where this person is signed in, the one used last first; at most 100."""
    query = select(Session).where(
        Session.user_id == actor.user_id,
        Session.ended_at.is_(None),
        Session.ends_at > func.now(),
        Session.seen_at > func.now() - IDLE,
    )
    return list(db.session.scalars(query.order_by(Session.seen_at.desc(), Session.id.desc()).limit(100)))


def tokens_of(actor: Actor) -> Select[Any]:
    """This person's own API tokens that still open something, the newest first."""
    return (
        select(ApiToken)
        .where(ApiToken.user_id == actor.user_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id.desc())
    )


def listed_tokens(actor: Actor) -> list[ApiToken]:
    """The same as a list; at most 100."""
    return list(db.session.scalars(tokens_of(actor).limit(100)))


def waiting_email_change(actor: Actor) -> EmailChange | None:
    """The change of address that waits for its confirmations, if there is one."""
    query = select(EmailChange).where(
        EmailChange.user_id == actor.user_id,
        EmailChange.ended_at.is_(None),
        EmailChange.expires_at > func.now(),
    )
    change: EmailChange | None = db.session.scalar(query.order_by(EmailChange.id.desc()).limit(1))
    return change


def former_users() -> Select[Any]:
    """The users who were deactivated, by name."""
    return users().where(User.deactivated_at.is_not(None)).order_by(func.lower(User.name), User.id)


def with_roles(query: Select[Any]) -> Select[Any]:
    """The same users with their roles and groups loaded."""
    return query.options(selectinload(User.roles), selectinload(User.groups))


def pickable_users() -> list[User]:
    """Active users to choose from, by name; at most ``MOST_PICKABLE``."""
    return list(db.session.scalars(active_users().limit(MOST_PICKABLE)))


def possible_heirs(user: User) -> list[User]:
    """Who may take over what this user is in charge of: active users who are more than observers."""
    works = exists().where(
        UserRole.user_id == User.id,
        UserRole.role_id == Role.id,
        Role.builtin.is_distinct_from(Builtin.OBSERVER.value),
    )
    return list(db.session.scalars(active_users().where(User.id != user.id, works).limit(MOST_PICKABLE)))


def members_of(group: Group) -> list[User]:
    """The active members of a group, by name."""
    return list(
        db.session.scalars(
            active_users()
            .join(GroupMember, GroupMember.user_id == User.id)
            .where(GroupMember.group_id == group.id)
            .limit(MOST_PICKABLE)
        )
    )


def member_counts() -> dict[int, int]:
    """How many active members each group has, by the group's id."""
    rows = db.session.execute(
        select(GroupMember.group_id, func.count())
        .join(User, User.id == GroupMember.user_id)
        .where(User.deactivated_at.is_(None))
        .group_by(GroupMember.group_id)
    )
    return {row[0]: row[1] for row in rows}


def holders() -> dict[int, int]:
    """How many active users have each role, by the role's id."""
    rows = db.session.execute(
        select(UserRole.role_id, func.count())
        .join(User, User.id == UserRole.user_id)
        .where(User.deactivated_at.is_(None))
        .group_by(UserRole.role_id)
    )
    return {row[0]: row[1] for row in rows}


def all_groups() -> Select[Any]:
    """All groups, also deleted ones."""
    return select(Group)


def invitations_with_mails() -> list[tuple[Invitation, str | None]]:
    """The open invitations with how their newest mail fares; at most ``MOST_PICKABLE``."""
    query = open_invitations().options(joinedload(Invitation.role)).limit(MOST_PICKABLE)
    mails = query.outerjoin(Mail, Mail.id == Invitation.mail_id).add_columns(Mail.state)
    return [(invitation, state) for invitation, state in db.session.execute(mails)]
