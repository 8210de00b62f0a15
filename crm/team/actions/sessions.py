"""Signing in and out: sessions as rows, each with a new secret that is kept hashed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select

from crm.kernel import clock, context, passwords
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import record
from crm.kernel.ids import new_token, token_hash
from crm.mail.actions import post
from crm.team.actions.seeing import end_looks
from crm.team.actors import actor_of
from crm.team.facts import SignedIn, SignedOut, SignInFailed
from crm.team.models import LASTS, Session, User
from crm.team.queries import user_by_email


@dataclass(frozen=True, slots=True)
class Device:
    """What a session is opened on. ``token`` is the secret of the device's cookie, None before the first."""

    agent: str = ""
    address: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session and the secrets that go into cookies; they are known only now."""

    session: Session
    token: str
    device_token: str


def user_with_password(email: str, password: str) -> User | None:
    """The active user whom e-mail and password belong to; an unknown address costs as much as a known one."""
    user = user_by_email(email)
    known = user if user is not None and user.is_active else None
    right = passwords.verify(password, stored=known.password_hash if known else None)
    if not right or known is None:
        return None
    if passwords.needs_rehash(known.password_hash or ""):
        known.password_hash = passwords.hashed(password)
    return known


def failure(email: str) -> SignInFailed:
    """What there is to tell of a refused sign-in: whose it was; the same query for any address."""
    user = user_by_email(email)
    return SignInFailed(user_id=user.id if user is not None else None)


def sign_in(user: User, *, device: Device) -> Opened:
    """Open a session for somebody who has shown who they are; a mail tells of a device not seen before.

    Records: SignedIn.
    """
    token, device_token = new_token("session"), device.token or new_token("device")
    session = Session(
        token_hash=token_hash(token, purpose="session", tenant_id=context.tenant().tenant_id),
        user_id=user.id,
        device_hash=device_hash(device_token),
        agent=device.agent[:300],
        address=device.address,
        ends_at=clock.now() + LASTS,
    )
    is_new = _has_signed_in(user) and not knows_device(user.email, device)
    db.session.add(session)
    db.session.flush()
    if is_new:
        post(
            "team.new_device", to=user.email, name=user.name, user_id=user.id, locale=user.locale,
            time_zone=user.time_zone, session_id=session.id,
        )  # fmt: skip
    by = actor_of(user.id)
    assert by is not None
    record(SignedIn(user_id=user.id, session_id=session.id), by=by)
    return Opened(session, token, device_token)


def sign_out(session_ids: Sequence[int], *, by: Actor) -> int:
    """End those of these sessions that are one's own and still open; returns how many.

    Records: SignedOut, if any was.
    """
    return _end(Session.user_id == by.user_id, Session.id.in_(session_ids), by=by)


def sign_out_everywhere(*, by: Actor) -> int:
    """End all of one's own sessions, this one too; returns how many.

    Records: SignedOut.
    """
    return _end(Session.user_id == by.user_id, by=by)


def end_sessions(user: User, *, but: int | None = None, by: Actor) -> int:
    """End the sessions of a user whose password changed or who was deactivated; ``but`` is one that stays.

    Records: SignedOut, if any was.
    """
    return _end(Session.user_id == user.id, Session.id != (but or 0), by=by)


def knows_device(email: str, device: Device) -> bool:
    """Whether the user with this address has signed in on this device before; one query for any address."""
    if device.token is None:
        return False
    query = (
        select(Session.id)
        .join(User, User.id == Session.user_id)
        .where(
            func.lower(User.email) == email.strip().lower(), Session.device_hash == device_hash(device.token)
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def device_hash(token: str) -> bytes:
    """What is kept of a device's secret."""
    return token_hash(token, purpose="device", tenant_id=context.tenant().tenant_id)


def _has_signed_in(user: User) -> bool:
    return bool(db.session.scalar(select(exists().where(Session.user_id == user.id))))


def _end(*which: object, by: Actor) -> int:
    open_ones = select(Session).where(*which, Session.ended_at.is_(None))  # type: ignore[arg-type]
    sessions = db.session.scalars(open_ones.with_for_update()).all()
    for session in sessions:
        session.ended_at = func.now()
    if sessions:
        end_looks(Session.id.in_([session.id for session in sessions]), by=by)
        ids = tuple(session.id for session in sessions)
        record(SignedOut(user_id=sessions[0].user_id, session_ids=ids), by=by)
    return len(sessions)
