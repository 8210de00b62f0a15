"""All that RQ is told: wake-ups of ids, as JSON, under keys that begin with ``control:``.

RQ may lose a wake-up or deliver it twice; neither matters. The rest of Artel meets RQ in ``worker`` alone, so
that a major version of it is an afternoon.
"""

import os

os.environ.setdefault("RQ_KEY_PREFIX", "control:rq")  # read when rq is imported (I5)

from collections.abc import Callable, Iterable
from typing import Any

from redis import Redis
from rq import Queue
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from crm.kernel.jobs import QUEUES, RESEND_SECONDS
from workers.turns import WakeUp

NAME = "artel.wake-up"
"""What RQ keeps as the name of the function; no such function is ever looked for."""
LONGEST_SECONDS = 24 * 60 * 60
Act = Callable[[WakeUp], None]


class WakeUpJob(Job):
    """RQ's job, which here can only be a wake-up: it imports nothing by name and calls nobody back.

    Whatever else lies in the queue is passed over as if it weren't there.
    """

    def restore(self, raw_data: Any) -> Any:
        """Read what RQ stored.

        Raises:
            NoSuchJobError: it is no wake-up of ours; RQ passes over it.
        """
        try:
            super().restore(raw_data)
            self.wake_up()
        except Exception as error:  # whatever a stranger put there must not end the worker
            raise NoSuchJobError("not a wake-up") from error
        self.webhooks = []
        self._success_callback_name = self._failure_callback_name = self._stopped_callback_name = None
        self.rate_limit_key = self.retries_left = self.repeats_left = None
        self._dependency_ids = []

    def wake_up(self) -> WakeUp:
        """What it says, checked.

        Raises:
            ValueError: another function, or arguments of another shape.
        """
        if self.func_name != NAME or self.instance or self.kwargs or len(self.args) != 3:
            raise ValueError("not a wake-up")
        tenant_id, kind, ids = self.args
        if not (tenant_id is None or isinstance(tenant_id, int)) or not isinstance(kind, str):
            raise ValueError("not a wake-up")
        return WakeUp(self.origin, tenant_id, kind, tuple(int(one) for one in ids))

    @property
    def func(self) -> Any:
        """Nothing is imported by a name that lies in Redis."""
        raise NotImplementedError


def acting(act: Act) -> type[WakeUpJob]:
    """The class of wake-ups whose arrival means ``act``."""

    class Acting(WakeUpJob):
        def perform(self) -> None:
            """Do it; what comes of it stands in PostgreSQL."""
            act(self.wake_up())

    return Acting


class Queues:
    """The queues, as the dispatcher sees them."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        self._queues = {name: queue(name, connection, job_class=WakeUpJob) for name in QUEUES}

    def send(self, wake_ups: Iterable[WakeUp]) -> None:
        """Put wake-ups into their queues; each vanishes by itself when the next would be due.

        Raises:
            redis.RedisError: Redis or Valkey is down; some may have gone out.
        """
        for wake_up in wake_ups:
            self._queues[wake_up.queue].enqueue(
                NAME,
                args=(wake_up.tenant_id, wake_up.kind, list(wake_up.ids)),
                description="wake-up",
                ttl=RESEND_SECONDS,
                result_ttl=0,
                failure_ttl=RESEND_SECONDS,
                job_timeout=LONGEST_SECONDS,
            )

    def answer(self) -> None:
        """Nothing, if Redis or Valkey is up.

        Raises:
            redis.RedisError: it is down.
        """
        self._connection.ping()


def queue(name: str, connection: Redis, *, job_class: type[Job]) -> Queue:
    """RQ's queue of this name."""
    return Queue(name, connection=connection, job_class=job_class, serializer=JSONSerializer)
