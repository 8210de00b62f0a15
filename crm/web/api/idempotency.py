"""Idempotency-Key: an act that is sent twice acts once, and the second time gets the first answer again.

The key is taken in the act's own transaction: an act that is refused or dies with its process leaves the key
free, and two at the same instant meet in PostgreSQL.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final

from flask import Response, current_app, request
from sqlalchemy import LargeBinary, SmallInteger, delete, func, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from crm.kernel.db import TenantModel, db
from crm.kernel.errors import Conflict, DomainError
from crm.kernel.i18n import lazy
from crm.web import here, uploads
from crm.web.api.terms import MULTIPART, OnceHeaders

KEPT: Final = timedelta(hours=24)
REPLAYED: Final = "Idempotency-Replayed"
CHUNK: Final = 1_000
_KEPT_HEADERS: Final = ("Content-Type", "ETag", "Location")
_LOCK_NOT_AVAILABLE: Final = "55P03"
# Another act with this key, still running, is waited for a fifth of a second.
_WAIT_SHORTLY: Final = text("SET LOCAL lock_timeout TO 200")
_WAIT_AS_EVER: Final = text("SET LOCAL lock_timeout TO DEFAULT")


class IdempotencyKey(TenantModel):
    """An act that was done under a key, and its answer; kept for 24 hours.

    ``digest`` is SHA-256 over token, method, path and key; ``body_digest`` over the body. ``status`` is None
    only inside the transaction that acts.
    """

    __tablename__ = "idempotency_key"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    body_digest: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    headers: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    body: Mapped[bytes] = mapped_column(LargeBinary, server_default="")
    made_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


class KeyTaken(DomainError):
    """The key already stands for another act."""

    status = 422
    code = "idempotency-key-reused"
    sentence = lazy("This Idempotency-Key was already used with another body. Use a new key for a new act.")


class StillRunning(Conflict):
    """The first request with this key is not answered yet."""

    code = "idempotency-key-in-use"
    sentence = lazy("The first request with this Idempotency-Key is still running. Try again in a moment.")


def once(view: Callable[..., Any]) -> Callable[..., Response]:
    """The view, acting once for each token, path and ``Idempotency-Key``; without a key it just acts.

    Raises:
        KeyTaken: the key was used with another body.
        StillRunning: the first act with this key has not ended yet.
    """

    @wraps(view)
    def acts_once(*, headers: OnceHeaders, **values: Any) -> Response:
        if headers.idempotency_key is None:
            return current_app.make_response(view(**values))
        digest = _digest(headers.idempotency_key)
        if not _take(digest):
            return _earlier_answer(digest)
        answer = current_app.make_response(view(**values))
        _keep(digest, answer)
        return answer

    return acts_once


def forget_old_answers() -> int:
    """Delete a chunk of what is past its 24 hours; returns how many rows went."""
    old = select(IdempotencyKey.digest).where(IdempotencyKey.made_at < func.now() - KEPT).limit(CHUNK)
    gone = db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.digest.in_(old)))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _take(digest: bytes) -> bool:
    """Whether the key is ours now: it was free, or its 24 hours are over."""
    row = insert(IdempotencyKey).values(digest=digest, body_digest=_body_digest())
    fresh = {"body_digest": row.excluded.body_digest, "status": None, "made_at": func.now()}
    taking = row.on_conflict_do_update(
        index_elements=["digest"], set_=fresh, where=IdempotencyKey.made_at < func.now() - KEPT
    ).returning(IdempotencyKey.digest)
    db.session.execute(_WAIT_SHORTLY)
    try:
        taken = db.session.scalar(taking) is not None
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        db.session.rollback()
        raise StillRunning from None
    db.session.execute(_WAIT_AS_EVER)
    return taken


def _earlier_answer(digest: bytes) -> Response:
    kept = db.session.get_one(IdempotencyKey, digest)
    if kept.body_digest != _body_digest():
        raise KeyTaken
    answer = Response(kept.body, status=kept.status, headers=kept.headers)
    answer.headers[REPLAYED] = "true"
    return answer


def _keep(digest: bytes, answer: Response) -> None:
    kept = db.session.get_one(IdempotencyKey, digest)
    kept.status = answer.status_code
    kept.headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    kept.body = answer.get_data()


def _digest(key: str) -> bytes:
    identity = here.identity()
    caller = identity.token_id if identity else None
    return hashlib.sha256(f"{caller}\0{request.method}\0{request.full_path}\0{key}".encode()).digest()


def _body_digest() -> bytes:
    """What tells bodies apart: of a form its fields and files, since its boundary is another each time."""
    return uploads.digest() if request.mimetype == MULTIPART else hashlib.sha256(request.get_data()).digest()
