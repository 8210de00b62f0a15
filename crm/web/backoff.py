"""Growing delays between failed tries, never a hard lock-out; per process while Redis or Valkey is down."""

import time
from typing import Final, cast

import redis

FREE_TRIES: Final = 3
LONGEST_SECONDS: Final = 15 * 60
FORGOTTEN_SECONDS: Final = 24 * 3600


class Backoff:
    """Counts failures under a key (``t7:sign-in:…``) and says how long the next try has to wait."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._here: dict[str, tuple[int, float]] = {}

    def wait_seconds(self, key: str) -> int:
        """How long to wait before the next try; 0 means now."""
        count, at = self._read(key)
        return max(0, round(at + delay_seconds(count) - time.time()))

    def failed(self, key: str) -> None:
        """One more failure."""
        count, at = self._read(key)[0] + 1, time.time()
        self._here[key] = (count, at)
        if len(self._here) > 10_000:
            self._here.clear()
        try:
            with self._redis.pipeline() as pipe:
                pipe.hset(f"artel:{key}", mapping={"n": count, "at": at})
                pipe.expire(f"artel:{key}", FORGOTTEN_SECONDS)
                pipe.execute()
        except (redis.RedisError, OSError):
            return

    def succeeded(self, key: str) -> None:
        """The count starts afresh."""
        self._here.pop(key, None)
        try:
            self._redis.delete(f"artel:{key}")
        except (redis.RedisError, OSError):
            return

    def _read(self, key: str) -> tuple[int, float]:
        try:
            kept = cast("list[bytes | None]", self._redis.hmget(f"artel:{key}", ["n", "at"]))
        except (redis.RedisError, OSError):
            return self._here.get(key, (0, 0.0))
        return (int(kept[0]), float(kept[1] or 0)) if kept[0] else (0, 0.0)


def delay_seconds(failures: int) -> int:
    """No delay for the first tries, then 1, 2, 4 … seconds up to a quarter of an hour."""
    if failures < FREE_TRIES:
        return 0
    return int(min(LONGEST_SECONDS, 2 ** min(failures - FREE_TRIES, 20)))
