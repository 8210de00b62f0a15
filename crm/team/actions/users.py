"""Users: how they come to be."""

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.kernel.jobs import later
from crm.team.access import MANAGE_USERS, OWN_WORKSPACE, Builtin
from crm.team.facts import UserAdded
from crm.team.models import Role, User, UserRole
from crm.team.queries import user_by_email

REMEMBER_ADDRESS = "team.remember_address"


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
    by.must(OWN_WORKSPACE if role.builtin == Builtin.OWNER else MANAGE_USERS)
    if user_by_email(email) is not None:
        raise Invalid({"email": lazy("There is a user with this e-mail address already.")})
    user = User(email=email, name=name, locale=locale, time_zone=time_zone, password_hash=password_hash)
    db.session.add(user)
    db.session.flush()
    db.session.add(UserRole(user_id=user.id, role_id=role.id))
    record(UserAdded(user_id=user.id, role_id=role.id), by=by)
    later(REMEMBER_ADDRESS, key=f"{user.id}:{user.version}", user_id=user.id)
    return user
