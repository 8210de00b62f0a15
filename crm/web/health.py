"""``/healthz`` (the process is up), ``/readyz`` (database, queue, migrations): on any host, before Flask."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import redis
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from tenants import schema

Start = Callable[[str, list[tuple[str, str]]], Any]


class Health:
    """WSGI middleware that answers the two addresses and passes everything else on.

    Ready means: the database answers and schema ``control`` is at the newest revision. Without Redis or
    Valkey an instance is degraded, not unready (R5).
    """

    def __init__(self, app: Any, *, engine: Engine, redis_client: redis.Redis) -> None:
        self._app = app
        self._engine = engine
        self._redis = redis_client

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if path == "/healthz":
            return _json(start, "200 OK", {"status": "ok"})
        if path == "/readyz":
            return self._readiness(start)
        answer: Iterable[bytes] = self._app(environ, start)
        return answer

    def _readiness(self, start: Start) -> Iterable[bytes]:
        database, migrations = self._database()
        report = {"database": database, "migrations": migrations, "queue": self._queue()}
        ready = database == "ok" and migrations == "ok"
        report["status"] = "ok" if ready else "unavailable"
        return _json(start, "200 OK" if ready else "503 Service Unavailable", report)

    def _database(self) -> tuple[str, str]:
        try:
            with self._engine.connect() as connection:
                version = connection.scalar(text("SELECT version_num FROM control.schema_version"))
        except SQLAlchemyError as error:
            state = getattr(getattr(error, "orig", None), "sqlstate", None)
            return ("ok", "missing") if state in ("42P01", "3F000", "42501") else ("unavailable", "unknown")
        return "ok", "ok" if version == schema.head("control") else "missing"

    def _queue(self) -> str:
        try:
            self._redis.ping()
        except (redis.RedisError, OSError):
            return "degraded"
        return "ok"


def _json(start: Start, status: str, body: dict[str, str]) -> Iterable[bytes]:
    start(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [json.dumps(body).encode()]
