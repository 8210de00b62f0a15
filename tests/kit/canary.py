"""The canary (I8) and the keys (I5), looked for after every test that touched the database.

Each text of the twin holds ``LEAK``. It may show to people of the twin and in mails to them; in any other
answer or mail, in any job, in any key or value of Redis and in any log line it is a leak.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

import redis

from tests.kit.cast import CANARY, CANARY_DOMAIN, TWIN

MARKS = (CANARY.encode(), CANARY_DOMAIN.encode())
KEY = re.compile(rb"^(artel:t\d+:|artel:control:|control:|LIMITS?:LIMITER/artel/(t\d+|control):)")


@dataclass
class Canary:
    """Collects where the canary showed though it must not."""

    sightings: list[str] = field(default_factory=list)

    def scan(self, where: str, text: bytes | str) -> None:
        """Note the place if the text holds the canary."""
        data = text.encode() if isinstance(text, str) else text
        for mark in MARKS:
            at = data.find(mark)
            if at >= 0:
                self.sightings.append(f"{where}: …{data[max(0, at - 80) : at + 40]!r}…")
                return

    def scan_mails(self, mails: Iterable[dict[str, Any]]) -> None:
        """Mails to anybody but the twin's own people."""
        for mail in mails:
            if CANARY_DOMAIN not in mail["to"]:
                self.scan(f"a mail to {mail['to']}", repr(mail))

    def scan_redis(self, client: redis.Redis) -> None:
        """Every key and every value; and every key has to name its workspace or the control plane."""
        for key in cast("Iterable[bytes]", client.scan_iter(count=1000)):
            if not KEY.match(key):
                self.sightings.append(f"the key {key!r} names neither a workspace nor the control plane")
            self.scan(f"the key {key!r}", key + b" " + _dumped(client, key))

    def assert_silent(self) -> None:
        """Fail if anything was seen."""
        sightings, self.sightings = self.sightings, []
        assert not sightings, "\n".join(sightings)


CANARY_WATCH = Canary()


def watched(wsgi_app: Callable[..., Any]) -> Callable[..., Any]:
    """The WSGI app with every answer scanned, but for those on the twin's own host."""

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        heads: list[bytes] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            heads.append(repr(headers).encode())
            return start_response(status, headers, *rest)

        answer = wsgi_app(environ, start)
        if environ.get("HTTP_HOST", "").partition(":")[0] == TWIN.host:
            return answer
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        where = f"{environ['REQUEST_METHOD']} {environ.get('HTTP_HOST')}{environ.get('PATH_INFO')}"
        CANARY_WATCH.scan(where, b"".join(heads) + body)
        return [body]

    return app


def _dumped(client: redis.Redis, key: bytes) -> bytes:
    """A value of whatever type, as bytes."""
    readers: dict[bytes, Callable[[], Any]] = {
        b"string": lambda: client.get(key),
        b"hash": lambda: client.hgetall(key.decode()),
        b"list": lambda: client.lrange(key, 0, -1),
        b"set": lambda: client.smembers(key),
        b"zset": lambda: client.zrange(key, 0, -1),
        b"stream": lambda: client.xrange(key),
    }
    kind = cast(bytes, client.type(key))
    return repr(readers[kind]()).encode() if kind in readers else b""
