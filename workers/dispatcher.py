"""The dispatcher: due rows of ``control.job`` → wake-ups. Any number may run; none keeps anything in mind.

It wakes on NOTIFY, at the latest after 250 ms. What was sent and neither claimed within 30 s nor renewed in
time is sent again, so a lost wake-up, a dead worker or an emptied Redis delays a job and loses none.
"""

import select
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import FrameType
from typing import Any, Final

import psycopg
from redis.exceptions import RedisError

from crm.kernel.crashes import CrashPoint, crash_at
from crm.kernel.jobs import CHANNEL, RESEND_SECONDS, Kind
from crm.kernel.logs import get_logger
from crm.settings import Settings
from workers import schedule
from workers.turns import GATHER_SECONDS, IDS_A_WAKE_UP, Due, Line, WakeUp, in_turn
from workers.wakeups import Queues

POLL_SECONDS: Final = 0.25
PAGE: Final = 500
LINES: Final = 200
UNKNOWN_KIND_MINUTES: Final = 10
log = get_logger("artel.dispatcher")


class Dispatcher:
    """One dispatcher, on a connection of its own as the app's login."""

    def __init__(self, settings: Settings, *, queues: Queues, kinds: Mapping[str, Kind]) -> None:
        self.stopping = False
        self._settings = settings
        self._queues = queues
        self._queue_of = {name: kind.queue for name, kind in kinds.items()}
        self._rung = False
        self._missing: set[str] = set()
        self._last_line = (-1, "")
        self._stale = _Every(1)
        self._chores = ((_Every(5), schedule.plan), (_Every(60), self._bury_unknown))

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """End within a poll. A signal's handler."""
        self.stopping = True

    def run(self) -> None:
        """Dispatch until stopped; PostgreSQL and Redis may go and come back meanwhile."""
        while not self.stopping:
            try:
                with connected(self._settings) as connection:
                    connection.add_notify_handler(self._ring)
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._dispatch(connection)
            except psycopg.Error as error:
                self._told("database", error)
                time.sleep(POLL_SECONDS)
            except RedisError as error:
                self._told("queue", error)
                self._wait_for_queue()

    def round(self, connection: psycopg.Connection[Any]) -> int:
        """Send what may go out now; returns how many jobs were woken.

        Raises:
            redis.RedisError: the queue is down; what was not sent is fresh again.
        """
        due = self._due(connection)
        if not due:
            return 0
        wake_ups = in_turn(due, in_flight=self._in_flight(connection), queues=self._queue_of)
        taken = _take(connection, wake_ups)
        crash_at(CrashPoint.DISPATCHER_TOOK)
        try:
            self._queues.send(taken)
        except RedisError:
            connection.execute(FRESH_AGAIN, {"ids": _ids(taken)})
            raise
        crash_at(CrashPoint.DISPATCHER_SENT)
        return len(_ids(taken))

    def _dispatch(self, connection: psycopg.Connection[Any]) -> None:
        while not self.stopping:
            self._missing.clear()
            self._rung = False
            for every, chore in self._chores:
                if every.has_passed():
                    chore(connection)
            if self.round(connection) < PAGE // 2:
                self._wait(connection)

    def _due(self, connection: psycopg.Connection[Any]) -> list[Due]:
        known = list(self._queue_of)
        due = [Due(*row) for row in connection.execute(OLDEST, {"known": known, "page": PAGE})]
        if (
            len(due) == PAGE
        ):  # a backlog, maybe all of one workspace: see to the others too, some in each round
            due += self._in_line(connection, known)
        if self._stale.has_passed():
            due += [Due(*row) for row in connection.execute(STALE, {"known": known, "page": PAGE})]
        return list({job.id: job for job in due}.values())

    def _in_line(self, connection: psycopg.Connection[Any], known: list[str]) -> list[Due]:
        tenant, kind = self._last_line
        values = {"tenant": tenant, "kind": kind, "known": known, "lines": LINES, "batch": IDS_A_WAKE_UP}
        rows = connection.execute(NEXT_LINES, values).fetchall()
        self._last_line = (rows[-1][0], rows[-1][1]) if rows else (-1, "")
        return [Due(*row[2:]) for row in rows if row[2] is not None]

    def _in_flight(self, connection: psycopg.Connection[Any]) -> Counter[Line]:
        counts: Counter[Line] = Counter()
        for tenant_id, kind, jobs in connection.execute(IN_FLIGHT):
            if kind in self._queue_of:
                counts[self._queue_of[kind], tenant_id] += jobs
        return counts

    def _bury_unknown(self, connection: psycopg.Connection[Any]) -> None:
        """During a deploy another version may know the kind; after ten minutes nobody does."""
        values = {"known": list(self._queue_of), "minutes": UNKNOWN_KIND_MINUTES}
        for job_id, kind in connection.execute(BURY_UNKNOWN, values):
            log.error("dead", job=job_id, kind=kind, reason="no such kind of job")

    def _ring(self, _notify: psycopg.Notify) -> None:
        self._rung = True

    def _wait(self, connection: psycopg.Connection[Any]) -> None:
        """Until somebody rings, at most a poll's length. What rang during the last round counts."""
        if not self._rung:
            select.select([connection.fileno()], [], [], POLL_SECONDS)

    def _told(self, what: str, error: Exception) -> None:
        """Log an outage once, not four times a second."""
        if what not in self._missing:
            log.warning("missing", what=what, reason=type(error).__name__)
            self._missing.add(what)

    def _wait_for_queue(self) -> None:
        while not self.stopping:
            time.sleep(POLL_SECONDS)
            with suppress(RedisError):
                self._queues.answer()
                return


class _Every:
    """Says once in so many seconds that they have passed; the first time at once."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = 0.0

    def has_passed(self) -> bool:
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self._seconds
        return True


def connected(settings: Settings) -> psycopg.Connection[Any]:
    """A connection as the app's login, each statement a transaction of its own."""
    return psycopg.connect(
        settings.app_url.set(drivername="postgresql").render_as_string(hide_password=False),
        autocommit=True,
        application_name="artel-dispatcher",
        connect_timeout=5,
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        options="-c search_path= -c statement_timeout=30000",
    )


def _take(connection: psycopg.Connection[Any], wake_ups: Sequence[WakeUp]) -> list[WakeUp]:
    """Mark the jobs as sent; the wake-ups without those that another dispatcher has taken meanwhile."""
    got = {row[0] for row in connection.execute(TAKE, {"ids": _ids(wake_ups)})}
    ours = [WakeUp(w.queue, w.tenant_id, w.kind, tuple(i for i in w.ids if i in got)) for w in wake_ups]
    return [wake_up for wake_up in ours if wake_up.ids]


def _ids(wake_ups: Sequence[WakeUp]) -> list[int]:
    return [job_id for wake_up in wake_ups for job_id in wake_up.ids]


Chore = Callable[[psycopg.Connection[Any]], None]

_JOB = f"j.id, j.tenant_id, j.kind, j.due_at < now() - interval '{GATHER_SECONDS} seconds'"
_FRESH = "j.state = 'ready' AND j.sent_at IS NULL"
_STALE = f"""j.state IN ('ready', 'leased') AND j.sent_at < now() - interval '{RESEND_SECONDS} seconds'
       AND (j.state = 'ready' OR j.lease_until < now())"""
_IN_FLIGHT = f"""j.state IN ('ready', 'leased') AND (j.sent_at >= now() - interval '{RESEND_SECONDS} seconds'
       OR j.sent_at IS NOT NULL AND j.state = 'leased' AND j.lease_until >= now())"""
_MAY_RUN = """j.due_at <= now() AND j.kind = ANY(%(known)s) AND (j.tenant_id IS NULL
       OR j.tenant_id IN (SELECT t.id FROM control.tenant t WHERE t.state = 'open'))"""
OLDEST = f"""
    SELECT {_JOB} FROM control.job j
     WHERE {_FRESH} AND {_MAY_RUN} ORDER BY j.due_at LIMIT %(page)s"""  # noqa: S608 (constants)
STALE = f"""
    SELECT {_JOB} FROM control.job j
     WHERE {_STALE} AND {_MAY_RUN} ORDER BY j.sent_at LIMIT %(page)s"""  # noqa: S608 (constants)
NEXT_LINES = f"""
    WITH RECURSIVE line AS (
        (SELECT coalesce(j.tenant_id, 0) AS tenant, j.kind FROM control.job j
          WHERE {_FRESH} AND (coalesce(j.tenant_id, 0), j.kind) > (%(tenant)s, %(kind)s)
          ORDER BY coalesce(j.tenant_id, 0), j.kind LIMIT 1)
        UNION ALL
        SELECT next.tenant, next.kind FROM line CROSS JOIN LATERAL (
            SELECT coalesce(j.tenant_id, 0) AS tenant, j.kind FROM control.job j
             WHERE {_FRESH} AND (coalesce(j.tenant_id, 0), j.kind) > (line.tenant, line.kind)
             ORDER BY coalesce(j.tenant_id, 0), j.kind LIMIT 1) AS next),
    page AS (SELECT tenant, kind FROM line LIMIT %(lines)s)
    SELECT page.tenant, page.kind, first.* FROM page LEFT JOIN LATERAL (
        SELECT {_JOB} FROM control.job j
         WHERE {_FRESH} AND coalesce(j.tenant_id, 0) = page.tenant AND j.kind = page.kind AND {_MAY_RUN}
         ORDER BY j.due_at LIMIT %(batch)s) AS first ON true"""  # noqa: S608 (constants)
IN_FLIGHT = f"""
    SELECT j.tenant_id, j.kind, count(*) FROM control.job j
     WHERE {_IN_FLIGHT} GROUP BY j.tenant_id, j.kind"""  # noqa: S608 (constants)
TAKE = f"""
    UPDATE control.job SET sent_at = now() WHERE id IN (
        SELECT j.id FROM control.job j
         WHERE j.id = ANY(%(ids)s) AND ({_FRESH} OR {_STALE}) FOR UPDATE SKIP LOCKED)
    RETURNING id"""  # noqa: S608 (constants)
FRESH_AGAIN = "UPDATE control.job SET sent_at = NULL WHERE id = ANY(%(ids)s) AND state = 'ready'"
BURY_UNKNOWN = f"""
    UPDATE control.job j SET state = 'dead', finished_at = now(), last_error = 'no such kind of job'
     WHERE {_FRESH} AND j.due_at < now() - make_interval(mins => %(minutes)s) AND j.kind <> ALL(%(known)s)
    RETURNING j.id, j.kind"""  # noqa: S608 (constants)
