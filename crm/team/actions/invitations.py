"""Invitations: sent, sent again, withdrawn, taken (TEN-6)."""

from sqlalchemy import func

from crm.kernel import clock
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Forbidden, Gone, Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.mail.actions import post
from crm.team.access import MANAGE_USERS
from crm.team.actions.credentials import checked_password
from crm.team.actions.links import link, spend_all
from crm.team.actions.users import may_take_from, must_be_new, must_give, new_user
from crm.team.actors import actor_of
from crm.team.facts import InvitationResent, InvitationTaken, InvitationWithdrawn, UserInvited
from crm.team.forms import InvitationWish, Newcomer
from crm.team.models import INVITATION_LASTS, Invitation, User
from crm.team.queries import open_invitation_to, role_by_id, user_by_email

PURPOSE = "invitation"
OF_THOSE_ABOVE = lazy("Only an admin can change an admin’s invitation, and only an owner an owner’s.")


def invite(wish: InvitationWish, *, by: Actor) -> Invitation:
    """Invite somebody by e-mail; the link lasts seven days.

    Raises:
        Forbidden: the actor may not give this role.
        Invalid: the address is a user's or was invited already, or there is no such role.
    Records: UserInvited.
    """
    by.must(MANAGE_USERS)
    role = role_by_id(wish.role_id)
    if role is None:
        raise Invalid({"role_id": lazy("Choose one of the given values.")})
    must_give(role, by=by)
    must_be_new(wish.email)
    if open_invitation_to(wish.email) is not None:
        raise Invalid({"email": lazy("This person is invited already. You can send the invitation again.")})
    invitation = Invitation(
        email=wish.email, name=wish.name, role_id=role.id, locale=wish.locale, invited_by=by.user_id,
        expires_at=clock.now() + INVITATION_LASTS,
    )  # fmt: skip
    db.session.add(invitation)
    db.session.flush()
    _mail(invitation)
    record(UserInvited(invitation_id=invitation.id, role_id=role.id), by=by)
    return invitation


def resend(invitation: Invitation, *, by: Actor) -> None:
    """Mail another link, which lasts seven days from now.

    Raises:
        Conflict: it was taken or withdrawn.
        Forbidden: it is an owner's or an admin's and the actor is less.
    Records: InvitationResent.
    """
    _must_be_open(invitation, by=by)
    invitation.expires_at = clock.now() + INVITATION_LASTS
    _mail(invitation)
    record(InvitationResent(invitation_id=invitation.id), by=by)


def withdraw(invitation: Invitation, *, by: Actor) -> None:
    """Take an invitation back; its links open nothing any more.

    Raises:
        Conflict: it was taken or withdrawn.
        Forbidden: it is an owner's or an admin's and the actor is less.
    Records: InvitationWithdrawn.
    """
    _must_be_open(invitation, by=by)
    invitation.withdrawn_at = func.now()
    spend_all(PURPOSE, invitation.id)
    record(InvitationWithdrawn(invitation_id=invitation.id), by=by)


def may_change(builtin: str | None, *, by: Actor) -> bool:
    """Whether the actor may send again or withdraw an invitation to this built-in role; None: to another."""
    return may_take_from({builtin}, by=by)


def invitation_behind(secret: str) -> Invitation:
    """The invitation that a link opens.

    Raises:
        Gone: it was taken, withdrawn or has expired.
    """
    invitation = db.session.get(Invitation, link(secret, purpose=PURPOSE).subject_id)
    if invitation is None or not invitation.is_open or user_by_email(invitation.email) is not None:
        raise Gone
    return invitation


def take(secret: str, newcomer: Newcomer) -> User:
    """Make the invited person a user who can come in at once.

    Raises:
        Gone: the invitation was taken, withdrawn or has expired.
        Invalid: the password is too easy to guess.
    Records: InvitationTaken.
    """
    invitation = invitation_behind(secret)
    password_hash = checked_password(newcomer.password, name=newcomer.name, email=invitation.email)
    role = role_by_id(invitation.role_id)
    assert role is not None
    user = new_user(
        invitation.email, name=newcomer.name, role=role, locale=newcomer.locale, password_hash=password_hash
    )
    invitation.taken_at = func.now()
    spend_all(PURPOSE, invitation.id)
    by = actor_of(user.id)
    assert by is not None
    record(InvitationTaken(invitation_id=invitation.id, user_id=user.id), by=by)
    return user


def _mail(invitation: Invitation) -> None:
    mail = post(
        "team.invitation", to=invitation.email, name=invitation.name, locale=invitation.locale,
        invitation_id=invitation.id,
    )  # fmt: skip
    invitation.mail_id = mail.id


def _must_be_open(invitation: Invitation, *, by: Actor) -> None:
    by.must(MANAGE_USERS)
    role = role_by_id(invitation.role_id)
    if role is not None and not may_change(role.builtin, by=by):
        raise Forbidden(OF_THOSE_ABOVE)
    if not invitation.is_open:
        raise Conflict(lazy("This invitation was taken or withdrawn already."))
