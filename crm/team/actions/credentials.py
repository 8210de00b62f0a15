"""Passwords and e-mail addresses: changing one's own, and getting back in without a password (ACC-8)."""

from typing import Final

from sqlalchemy import func, select

from crm.kernel import clock, passwords
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Gone, Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import lazy
from crm.mail.actions import post
from crm.team.actions.links import link, spend_all
from crm.team.actions.sessions import end_sessions
from crm.team.actors import actor_of
from crm.team.facts import EmailChangeAsked, EmailChanged, PasswordChanged
from crm.team.models import LINK_LASTS, EmailChange, User
from crm.team.queries import user_by_email, user_by_id, workspace_settings

RESET: Final = "password-reset"
EMAIL: Final = "email-change"
OLD, NEW = "old", "new"


def ask_for_reset(email: str, *, locale: str) -> None:
    """Have a link mailed to this address, if it is an active user's.

    The work is the same for every address: a row and a job; only the letter's writer tells them apart.
    """
    user = user_by_email(email)
    if user is not None and user.is_active:
        post("team.reset", to=user.email, name=user.name, user_id=user.id, locale=user.locale)
    else:
        post("team.reset", to=email, locale=locale)


def reset_password(secret: str, password: str) -> User:
    """Set a new password by a mailed link; ends all sessions and the other links, and a mail says so.

    Raises:
        Gone: the link is used or expired, or the user was deactivated meanwhile.
        Invalid: the password is too easy to guess.
    Records: PasswordChanged.
    """
    user = user_of_reset(secret)
    by = actor_of(user.id)
    assert by is not None
    _set_password(user, password, by=by)
    return user


def user_of_reset(secret: str) -> User:
    """Whose password the link is for.

    Raises:
        Gone: the link is used or expired, or the user was deactivated meanwhile.
    """
    user = user_by_id(link(secret, purpose=RESET).subject_id)
    if not user.is_active:
        raise Gone
    return user


def change_password(user: User, *, old: str, new: str, by: Actor) -> None:
    """Change one's own password; ends the other sessions, and a mail says so.

    Raises:
        Invalid: the old one is wrong (``old``), or the new one too easy to guess (``password``).
    Records: PasswordChanged.
    """
    must_know_password(user, old, field="old")
    _set_password(user, new, by=by)


def ask_for_email(user: User, new_email: str, *, password: str, by: Actor) -> EmailChange:
    """Ask for another address; both addresses get a link, and the change waits for both.

    Raises:
        Invalid: the password is wrong, or the address belongs to somebody here.
    Records: EmailChangeAsked.
    """
    must_know_password(user, password, field="current")
    if user_by_email(new_email) is not None:
        raise Invalid({"email": lazy("There is a user with this e-mail address already.")})
    _take_back(user)
    change = EmailChange(user_id=user.id, new_email=new_email, expires_at=clock.now() + LINK_LASTS)
    db.session.add(change)
    db.session.flush()
    for side, address in ((OLD, user.email), (NEW, new_email)):
        post(
            "team.confirm_email", to=address, name=user.name, user_id=user.id, locale=user.locale,
            change_id=change.id, side=side,
        )  # fmt: skip
    record(EmailChangeAsked(user_id=user.id, change_id=change.id), by=by)
    return change


def confirm_email(secret: str) -> EmailChange:
    """Confirm a change from one of its two addresses; the second one carries it out.

    Raises:
        Gone: the link is used or expired, or the change was taken back.
        Invalid: somebody here has got the address meanwhile.
    Records: EmailChanged, when it is carried out.
    """
    found = link(secret, purpose=EMAIL)
    change = open_change(found.subject_id)
    found.used_at = func.now()
    setattr(change, f"{found.detail}_confirmed_at", clock.now())
    if change.old_confirmed_at and change.new_confirmed_at:
        _carry_out(change)
    return change


def change_behind(secret: str) -> EmailChange:
    """The change that a link confirms.

    Raises:
        Gone: the link is used or expired, or the change was taken back.
    """
    return open_change(link(secret, purpose=EMAIL).subject_id)


def open_change(change_id: int) -> EmailChange:
    """The change, while it waits for its confirmations.

    Raises:
        Gone: it was carried out or taken back.
    """
    change = db.session.get(EmailChange, change_id)
    if change is None or change.ended_at is not None:
        raise Gone
    return change


def must_know_password(user: User, password: str, *, field: str) -> None:
    """Refuse unless the password is the user's.

    Raises:
        Invalid: under ``field``.
    """
    if not passwords.verify(password, stored=user.password_hash):
        raise Invalid({field: lazy("This is not your password.")})


def checked_password(password: str, *, name: str, email: str, field: str = "password") -> str:
    """The hash of a new password that is good enough for this person.

    Raises:
        Invalid: under ``field``.
    """
    about = (name, email, workspace_settings().name)
    return passwords.hashed(passwords.checked(password, about=about, field=field))


def _set_password(user: User, password: str, *, by: Actor) -> None:
    user.password_hash = checked_password(password, name=user.name, email=user.email)
    user.password_changed_at = func.now()
    spend_all(RESET, user.id)
    end_sessions(user, but=by.session_id, by=by)
    post("team.password_changed", to=user.email, name=user.name, user_id=user.id, locale=user.locale)
    record(PasswordChanged(user_id=user.id), by=by)


def _take_back(user: User) -> None:
    waiting = select(EmailChange).where(EmailChange.user_id == user.id, EmailChange.ended_at.is_(None))
    for change in db.session.scalars(waiting):
        change.ended_at = func.now()


def _carry_out(change: EmailChange) -> None:
    user, by = user_by_id(change.user_id), actor_of(change.user_id)
    if by is None:
        raise Gone
    if user_by_email(change.new_email) is not None:
        raise Invalid({"email": lazy("There is a user with this e-mail address already.")})
    post("team.email_changed", to=user.email, name=user.name, user_id=user.id, locale=user.locale)
    user.email, user.version = change.new_email, user.version + 1
    change.ended_at = func.now()
    record(EmailChanged(user_id=user.id), by=by)
