"""Limits on tries: Flask-Limiter over Redis or Valkey, counting per process while that is down (R5).

Every key carries its workspace, or ``control`` on the apex (I5).
"""

import hashlib
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask, request
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from limits.storage import RedisStorage
from packaging.version import Version
from redis.exceptions import RedisError

from crm.kernel import context
from crm.settings import Settings


def _plane() -> str:
    pin = context.pin()
    return f"t{pin.tenant_id}" if pin else "control"


def by_address() -> str:
    """One count for each network address."""
    return f"{_plane()}:{get_remote_address()}"


def by_field(name: str) -> Callable[[], str]:
    """One count for each value of a posted field, kept hashed."""

    def key() -> str:
        value = request.form.get(name, "").strip().casefold()
        return f"{_plane()}:{name}:{hashlib.sha256(value.encode()).hexdigest()[:32]}"

    return key


def by_secret(name: str) -> Callable[[], str]:
    """One count for each secret in the path, kept hashed."""

    def key() -> str:
        secret = str((request.view_args or {}).get(name, ""))
        return f"{_plane()}:{name}:{hashlib.sha256(secret.encode()).hexdigest()[:32]}"

    return key


limiter = Limiter(key_func=by_address)


class Counts(RedisStorage):
    """The counts in Redis or Valkey, over redis-py alone; the library would import valkey-py too (L9)."""

    STORAGE_SCHEME = ["redis", "rediss", "redis+unix"]  # noqa: RUF012 (the library's own declarations)
    DEPENDENCIES = {"redis": Version("3.0")}  # noqa: RUF012


def install(app: Flask, settings: Settings) -> None:
    """Put the limits to work."""
    app.config.update(
        RATELIMIT_STORAGE_URI=storage_uri(settings.redis_url),
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 0.2, "socket_timeout": 0.5, "driver_info": None},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_SWALLOW_ERRORS=True,
        RATELIMIT_KEY_PREFIX="artel",
        RATELIMIT_HEADERS_ENABLED=False,
    )
    limiter.init_app(app)


def limited(limit: str, *, by: Callable[[], str] = by_address) -> Any:
    """Decorator of a view: at most ``limit`` (``"10 per hour"``) tries by ``by``; beyond that 429."""
    return limiter.limit(limit, key_func=by)


class Left(NamedTuple):
    """What is left of a limit, and in how many seconds it begins anew."""

    number: int
    seconds: int


def left_of(limit: RequestLimit | None) -> Left | None:
    """What is left of it; None where there is none, or Valkey went while the request was at work (R5)."""
    try:
        return Left(max(0, limit.remaining), max(0, int(limit.reset_at - time.time()))) if limit else None
    except RedisError:
        return None


def wait_seconds() -> int:
    """How long whoever has just reached a limit has to wait."""
    left = left_of(limiter.current_limit)
    return max(1, left.seconds) if left else 1


def storage_uri(redis_url: str) -> str:
    """The URL in the limits library's notation (a socket is ``redis+unix://``)."""
    return redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url
