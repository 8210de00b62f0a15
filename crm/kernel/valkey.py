"""The one way to Redis or Valkey: a client that connects when it is first used."""

from redis import Redis


def client(url: str, *, connect_seconds: float, answer_seconds: float | None = None) -> Redis:
    """A client of this address; safe to make before a fork. It waits so long to connect, and for an answer.

    It does not introduce itself with redis-py's version: that costs two commands and a search through all
    installed packages at each connection.
    """
    return Redis.from_url(
        url, socket_connect_timeout=connect_seconds, socket_timeout=answer_seconds, driver_info=None
    )
