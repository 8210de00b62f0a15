"""The worker: one RQ process for one queue. It forks once a wake-up; the fork runs its jobs and ends."""

import os
import secrets
import signal
import time
from contextlib import suppress
from typing import Any

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from sqlalchemy.exc import DBAPIError

from crm.kernel.logs import get_logger
from workers import wakeups
from workers.processes import name_process, tie_to_parent
from workers.runtime import Runner
from workers.turns import WakeUp
from workers.wakeups import WakeUpJob

WORKER_TTL_SECONDS = 90
RECONNECT_SECONDS = 1.0
log = get_logger("artel.worker")


class QueueWorker(Worker):
    """RQ's worker, which on SIGTERM lets the running slice end, and not the whole wake-up."""

    exponential_backoff_factor = 1.0
    log_result_lifespan = False
    runner: Runner

    def subscribe(self) -> None:
        """Take no orders through Redis; so there is no thread either beside which it would fork."""

    def handle_warm_shutdown_request(self) -> None:
        """Pass the wish on to the fork; it ends after its slice and hands back what it has not begun."""
        if self.horse_pid:
            self.kill_horse(signal.SIGTERM)

    def handle_work_horse_killed(self, job: WakeUpJob, retpid: int, *_rest: Any) -> None:
        """The fork was killed, by the kernel for its memory or by hand: others go on with its jobs."""
        try:
            self.runner.mourn(job.wake_up(), pid=retpid)
        except DBAPIError as error:  # then its leases lapse
            log.warning("missing", what="database", reason=type(error).__name__)
        finally:
            self.runner.close_connections()

    def setup_work_horse_signals(self) -> None:
        """The fork's own signals. It ends by itself when its worker is gone."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self.runner.stop)
        tie_to_parent(self.pid or os.getppid())
        name_process(f"artel:{self.queues[0].name}>")


def rehearse(app: Flask, connection: Redis) -> None:
    """Live through an empty queue once, before all forks: what they would each prepare is then shared.

    It saves each worker 3 MB. Without Redis or Valkey they prepare it themselves.
    """
    with suppress(RedisError):
        _worker(app, "rehearsal", connection).work(burst=True, logging_level="WARNING")
    connection.connection_pool.disconnect()


def work(app: Flask, queue: str, connection: Redis) -> None:
    """Work off one queue until SIGTERM or SIGINT. Redis or Valkey may go and come back meanwhile.

    ``connection`` may be its parent's: a fork opens sockets of its own.

    Raises:
        SystemExit: Redis or Valkey went in the middle of a wake-up; start anew.
    """
    _wait_for(connection)
    try:
        _worker(app, queue, connection).work(logging_level="WARNING")
    except RedisError as error:
        log.warning("missing", what="queue", reason=type(error).__name__)
        raise SystemExit(1) from None


def _worker(app: Flask, queue: str, connection: Redis) -> QueueWorker:
    runner = Runner(app)

    def act(wake_up: WakeUp) -> None:
        try:
            runner.run(wake_up)
        finally:
            runner.close_connections()

    job_class = wakeups.acting(act)
    worker = QueueWorker(
        [wakeups.queue(queue, connection, job_class=job_class)],
        name=f"{queue}.{os.getpid()}.{secrets.token_hex(4)}",
        connection=connection,
        job_class=job_class,
        serializer=wakeups.JSONSerializer,
        default_result_ttl=0,
        worker_ttl=WORKER_TTL_SECONDS,
        log_job_description=False,
    )
    worker.runner = runner
    return worker


def _wait_for(connection: Redis) -> None:
    told = False
    while True:
        try:
            connection.ping()
        except RedisError as error:
            if not told:
                log.warning("missing", what="queue", reason=type(error).__name__)
            told = True
            time.sleep(RECONNECT_SECONDS)
        else:
            return
