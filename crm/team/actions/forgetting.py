"""What is kept of sign-ins and links, and for how long (PRODUCT, ACC-8)."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select

from crm.kernel.db import db
from crm.team.models import EmailChange, OneTimeToken, Session

LINKS_KEPT: Final = timedelta(days=30)
SESSIONS_KEPT: Final = timedelta(days=400)
"""As long as a device's cookie: a device that has signed in within that time is known."""
CHUNK: Final = 1_000


def forget_some() -> int:
    """Delete some of what is past its time; returns how many rows went, 0 when all is clean."""
    return sum(
        _deleted(row, key, past)
        for row, key, past in (
            (OneTimeToken, OneTimeToken.token_hash, OneTimeToken.expires_at < func.now() - LINKS_KEPT),
            (EmailChange, EmailChange.id, EmailChange.expires_at < func.now() - LINKS_KEPT),
            (Session, Session.id, Session.ends_at < func.now() - SESSIONS_KEPT),
        )
    )


def _deleted(row: type[Any], key: Any, past: Any) -> int:
    chunk = select(key).where(past).limit(CHUNK)
    return int(db.session.execute(delete(row).where(key.in_(chunk))).rowcount)  # type: ignore[attr-defined]
