"""Users: how they come to be, what roles they have, how they leave and come back (TEN-7)."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, func, select, update

from crm.kernel.access import Actor, Reach
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Forbidden, Invalid, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.team.access import MANAGE_USERS, OWN_WORKSPACE, Builtin, role_reaches
from crm.team.actions.links import spend_all
from crm.team.actions.seeing import end_looks
from crm.team.actions.sessions import end_sessions
from crm.team.facts import ProfileChanged, RolesChanged, UserAdded, UserDeactivated, UserReactivated
from crm.team.forms import Profile
from crm.team.models import ApiToken, Role, Session, User, UserRole
from crm.team.queries import builtin_role, is_owner, user_by_email

OWNERS_ONLY = lazy("Only an owner can make, change or deactivate an owner.")
ADMINS_ONLY = lazy("Only an admin can change or deactivate an admin.")
WIDER_THAN_YOURS = lazy("This role may do more than you. Ask somebody who may do all of it to give it.")
LAST_OWNER = lazy("This is the last owner. Make somebody else an owner first.")


def add_user(
    email: str,
    *,
    name: str,
    role: Role,
    locale: str,
    time_zone: str | None = None,
    password_hash: str | None,
    by: Actor,
) -> User:
    """Make a user who can come in at once. ``time_zone`` None means the workspace's.

    Raises:
        Invalid: the address belongs to a user already, also to a deactivated one.
    Records: UserAdded.
    """
    must_give(role, by=by)
    must_be_new(email)
    user = new_user(
        email, name=name, role=role, locale=locale, time_zone=time_zone, password_hash=password_hash
    )
    record(UserAdded(user_id=user.id, role_id=role.id), by=by)
    return user


def new_user(
    email: str, *, name: str, role: Role, locale: str, time_zone: str | None = None, password_hash: str | None
) -> User:
    """The row of a new user with one role; whoever calls records how they came."""
    user = User(email=email, name=name, locale=locale, time_zone=time_zone, password_hash=password_hash)
    db.session.add(user)
    db.session.flush()
    db.session.add(UserRole(user_id=user.id, role_id=role.id))
    return user


def change_profile(user: User, form: Profile, *, by: Actor) -> None:
    """Change how one is called and spoken to.

    Records: ProfileChanged, if anything is new.
    """
    values = {"name": form.name, "locale": form.locale, "time_zone": form.time_zone or None}
    changed = [field for field, value in values.items() if getattr(user, field) != value]
    if changed:
        for field in changed:
            setattr(user, field, values[field])
        user.version += 1
        record(ProfileChanged(user_id=user.id, fields=changed), by=by)


def set_roles(user: User, roles: Sequence[Role], *, version: int, by: Actor) -> None:
    """Give a user exactly these roles.

    Raises:
        Invalid: none is chosen.
        Forbidden: an owner is concerned, and the actor is none; or a new role may do more than the actor.
        Conflict: the last owner would go.
        Stale: the user was changed since ``version``.
    Records: RolesChanged, if they are others.
    """
    if not roles:
        raise Invalid({"role_ids": lazy("Choose at least one role.")})
    lock_roles()
    must_manage(user, by=by)
    if user.version != version:
        raise Stale
    after = sorted({role.id for role in roles})
    before = sorted(db.session.scalars(select(UserRole.role_id).where(UserRole.user_id == user.id)))
    for role in roles:
        if role.id not in before:
            must_give(role, by=by)
    if after == before:
        return
    if not any(role.builtin == Builtin.OWNER for role in roles):
        _keep_an_owner(user)
    db.session.execute(delete(UserRole).where(UserRole.user_id == user.id))
    db.session.add_all(UserRole(user_id=user.id, role_id=role_id) for role_id in after)
    user.version += 1
    end_looks(Session.user_id == user.id, by=by)
    record(RolesChanged(user_id=user.id, role_ids=after, before=before), by=by)


def deactivate(user: User, *, heir: User | None, by: Actor) -> None:
    """Shut every door to a user and hand what they are in charge of to the heir, in one step.

    ``heir`` None leaves it with them. Sessions end, and API tokens die for good.

    Raises:
        Conflict: it is oneself or the last owner, or the heir can't take over.
        Forbidden: an owner is concerned, and the actor is none.
    Records: UserDeactivated.
    """
    lock_roles()
    must_manage(user, by=by)
    if user.id == by.user_id:
        raise Conflict(lazy("You can't deactivate yourself. Ask another admin."))
    if heir is not None and (heir.id == user.id or not heir.is_active):
        raise Invalid({"heir_id": lazy("Choose somebody who works here.")})
    if not user.is_active:
        return
    _keep_an_owner(user)
    user.deactivated_at = func.now()
    user.version += 1
    end_sessions(user, by=by)
    end_looks(Session.viewing_as_id == user.id, by=by)
    spend_all("password-reset", user.id)
    db.session.execute(
        update(ApiToken)
        .where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=func.now())
    )
    record(UserDeactivated(user_id=user.id, heir_id=heir.id if heir else None), by=by)


def reactivate(user: User, *, by: Actor) -> None:
    """Let a deactivated user come in again, with the roles and password they had.

    Records: UserReactivated.
    """
    must_manage(user, by=by)
    if user.is_active:
        return
    user.deactivated_at = None
    user.version += 1
    record(UserReactivated(user_id=user.id), by=by)


def must_be_new(email: str) -> None:
    """Refuse an address that belongs to a user.

    Raises:
        Invalid: under ``email``.
    """
    user = user_by_email(email)
    if user is not None and user.is_active:
        raise Invalid({"email": lazy("There is a user with this e-mail address already.")})
    if user is not None:
        raise Invalid({"email": lazy("This was a user’s address. Activate that user again instead.")})


def must_give(role: Role, *, by: Actor) -> None:
    """Refuse unless the actor may give this role.

    Raises:
        Forbidden: the actor manages no users, gives ownership without having it, or more than they may do.
        Invalid: the role is gone, under ``role_ids``.
    """
    by.must(MANAGE_USERS)
    if role.builtin == Builtin.OWNER:
        by.must(OWN_WORKSPACE, why=OWNERS_ONLY)
    if exceeding(role_reaches(role.builtin, role.reaches), by=by):
        raise Forbidden(WIDER_THAN_YOURS)
    stands = select(Role.id).where(Role.id == role.id).with_for_update(read=True, key_share=True)
    if db.session.scalar(stands) is None:
        raise Invalid({"role_ids": lazy("There is no such role any more.")})


def exceeding(reaches: Mapping[str, Reach], *, by: Actor) -> list[str]:
    """The permissions that go further here than the actor's roles do; a token's scopes don't count."""
    if by.is_system:
        return []
    return [key for key, reach in reaches.items() if reach > by.reaches.get(key, Reach.NONE)]


def must_manage(user: User, *, by: Actor) -> None:
    """Refuse unless the actor may change this user's place in the workspace.

    Raises:
        Forbidden: the actor manages no users, or the user is an owner or an admin and the actor is less.
    """
    by.must(MANAGE_USERS)
    if is_owner(user) and not by.may(OWN_WORKSPACE):
        raise Forbidden(OWNERS_ONLY)
    if _is_admin(user) and not may_all_of_admins(by):
        raise Forbidden(ADMINS_ONLY)


def _is_admin(user: User) -> bool:
    held = select(UserRole.role_id).where(UserRole.user_id == user.id)
    return builtin_role(Builtin.ADMIN).id in db.session.scalars(held)


def may_all_of_admins(by: Actor) -> bool:
    """Whether the actor's roles reach as far as an admin's: who does not changes no admin."""
    return not exceeding(role_reaches(Builtin.ADMIN, {}), by=by)


def may_take_from(builtins: Collection[str | None], *, by: Actor) -> bool:
    """Whether the actor may take from somebody who has these roles of ours: nobody takes from those above."""
    may_owners, may_admins = by.may(OWN_WORKSPACE), may_all_of_admins(by)
    return (may_owners or Builtin.OWNER not in builtins) and (may_admins or Builtin.ADMIN not in builtins)


def lock_roles() -> None:
    """Let two changes of roles wait for each other, so that they can't both remove the last owner but one."""
    owner = builtin_role(Builtin.OWNER)
    db.session.execute(select(Role.id).where(Role.id == owner.id).with_for_update())


def _keep_an_owner(user: User) -> None:
    others = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .where(Role.builtin == Builtin.OWNER.value, User.deactivated_at.is_(None), User.id != user.id)
    )
    if is_owner(user) and db.session.scalar(others.limit(1)) is None:
        raise Conflict(LAST_OWNER)
