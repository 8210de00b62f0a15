"""Links that open a door once: made by the letter that carries them, spent by whoever follows them."""

from datetime import timedelta

from sqlalchemy import func, select, update

from crm.kernel import clock, context
from crm.kernel.db import db
from crm.kernel.errors import Gone
from crm.kernel.ids import new_token, token_hash
from crm.team.models import OneTimeToken


def new_link(purpose: str, subject_id: int, *, lasts: timedelta, detail: str = "") -> str:
    """A new secret for this purpose and subject; earlier ones stay good until they are used or expire."""
    secret = new_token(purpose)
    db.session.add(
        OneTimeToken(
            token_hash=_hash(secret, purpose),
            purpose=purpose,
            subject_id=subject_id,
            detail=detail,
            expires_at=clock.now() + lasts,
        )
    )
    return secret


def link(secret: str, *, purpose: str) -> OneTimeToken:
    """The link behind a secret, while it is good; locked, so that two clicks don't both spend it.

    Raises:
        Gone: unknown here, used, or expired.
    """
    query = select(OneTimeToken).where(
        OneTimeToken.token_hash == _hash(secret, purpose),
        OneTimeToken.purpose == purpose,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > func.now(),
    )
    found: OneTimeToken | None = db.session.scalar(
        query if context.tenant().read_only else query.with_for_update()
    )
    if found is None:
        raise Gone
    return found


def was_used(secret: str, *, purpose: str) -> bool:
    """Whether a link that is no longer good was followed to its end."""
    query = select(OneTimeToken.used_at).where(
        OneTimeToken.token_hash == _hash(secret, purpose), OneTimeToken.purpose == purpose
    )
    return db.session.scalar(query) is not None


def spend_all(purpose: str, subject_id: int) -> None:
    """Shut every link of this purpose about this subject."""
    db.session.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.purpose == purpose,
            OneTimeToken.subject_id == subject_id,
            OneTimeToken.used_at.is_(None),
        )
        .values(used_at=func.now())
    )


def _hash(secret: str, purpose: str) -> bytes:
    return token_hash(secret, purpose=purpose, tenant_id=context.tenant().tenant_id)
