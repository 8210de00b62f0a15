"""When a session or token was last used: noted in Valkey by requests, carried to the rows by a job.

Losing a few minutes of it is harmless, so a request never waits for it nor fails by it.
"""

import time
from collections.abc import Iterator
from typing import Final, cast

import redis

from crm.kernel import context

NOTE_EVERY_SECONDS: Final = 60
KEY: Final = "artel:t{}:seen"
KEPT_SECONDS: Final = 24 * 3600
_noted: dict[str, float] = {}


class Seen:
    """The notes of the pinned workspace: one hash, from ``s<session>`` or ``t<token>`` to a Unix time."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def note_session(self, session_id: int) -> None:
        """This session is in use now."""
        self._note(f"s{session_id}")

    def note_token(self, token_id: int) -> None:
        """This API token is in use now."""
        self._note(f"t{token_id}")

    def read(self) -> dict[str, float]:
        """All notes. They stay until ``forget``, so that a flush may be repeated."""
        kept = cast("dict[bytes, bytes]", self._redis.hgetall(_key()))
        return {name.decode(): float(at) for name, at in kept.items()}

    def forget(self, names: list[str]) -> None:
        """Drop notes that have reached their rows."""
        if names:
            self._redis.hdel(_key(), *names)

    def _note(self, name: str) -> None:
        key, now = _key(), time.time()
        mark = f"{key}:{name}"
        if now - _noted.get(mark, 0.0) < NOTE_EVERY_SECONDS:
            return
        if len(_noted) > 10_000:
            _noted.clear()
        _noted[mark] = now
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                pipe.hset(key, name, str(now))
                pipe.expire(key, KEPT_SECONDS)
                pipe.execute()
        except (redis.RedisError, OSError):
            return


def noted(client: redis.Redis) -> list[int]:
    """The ids of the workspaces with notes, for the control plane."""
    keys = cast("Iterator[bytes]", client.scan_iter(match=KEY.format("*"), count=1000))
    return sorted(int(key.decode().split(":")[1].removeprefix("t")) for key in keys)


def _key() -> str:
    return KEY.format(context.tenant().tenant_id)
