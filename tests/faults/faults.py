"""What can be done to an instance. Each fault is one kill, of whatever is there at that moment."""

import os
import random
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from crm.kernel.crashes import CrashPoint
from tests.faults.family import Process, descendants
from tests.faults.instance import Instance

Fault = Callable[[Instance, random.Random], None]
QUEUES = ("instant", "flow")
OF_IMPORTS = ("bulk", "heavy")
"""The queues of imports: who runs one, and who assists."""


def kill_web_worker(instance: Instance, chance: random.Random) -> None:
    _kill(instance.web_processes(), chance)


def kill_web(instance: Instance, chance: random.Random) -> None:
    instance.web.kill()


def kill_worker(instance: Instance, chance: random.Random) -> None:
    _kill([one for queue in QUEUES for one in instance.background(f"artel:{queue}")], chance)


def kill_work_horse(instance: Instance, chance: random.Random) -> None:
    forks = [one for queue in QUEUES for one in instance.background(f"artel:{queue}>")]
    if forks:
        _kill(forks, chance)
    else:
        kill_worker(instance, chance)


def importing(instance: Instance) -> list[Process]:
    """The forks that import now."""
    return [one for queue in OF_IMPORTS for one in instance.background(f"artel:{queue}>")]


def kill_importer(instance: Instance, chance: random.Random) -> None:
    """The worker that imports, and with it its fork; nobody is left to tell of their death."""
    _kill([one for queue in OF_IMPORTS for one in instance.background(f"artel:{queue}")], chance)


def kill_importing(instance: Instance, chance: random.Random) -> None:
    """The fork that imports, in the middle of a chunk; its worker tells of it."""
    _kill(importing(instance), chance)


def kill_reader(instance: Instance, chance: random.Random) -> None:
    """A process that takes the file apart or judges its rows; where there is none, whoever imports."""
    readers = [one for fork in importing(instance) for one in descendants(fork.pid)]
    if readers:
        _kill(readers, chance)
    else:
        kill_importing(instance, chance)


def kill_dispatcher(instance: Instance, chance: random.Random) -> None:
    _kill(instance.background("artel:dispatche"), chance)


def kill_workers(instance: Instance, chance: random.Random) -> None:
    instance.workers.kill()


def kill_valkey(instance: Instance, chance: random.Random) -> None:
    instance.valkey.kill()


def flush_valkey(instance: Instance, chance: random.Random) -> None:
    with suppress(RedisError), Redis.from_url(instance.valkey.url()) as client:
        client.flushall()


def end_backend(instance: Instance, chance: random.Random) -> None:
    """pg_terminate_backend of one of the app's connections."""
    query = "SELECT pid FROM pg_stat_activity WHERE usename LIKE '%%_app' ORDER BY pid"
    with suppress(psycopg.Error):
        pids = [pid for (pid,) in instance.rows(query)]
        if pids:
            instance.rows("SELECT pg_terminate_backend(%s)", chance.choice(pids))


def crash_postgres(instance: Instance, chance: random.Random) -> None:
    """An immediate shutdown: what was not in the log on the disk is gone, and a start has to recover."""
    process = instance.postgres.process
    if process is not None:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def plant_crash_of_runner(instance: Instance, chance: random.Random) -> None:
    """The same where jobs are run: before or after a chunk's commit, at the beginning, at the end."""
    points = [point for point in CrashPoint if point.value.startswith("runner.")]
    (instance.crashes / chance.choice(points).value).touch()


def plant_crash(instance: Instance, chance: random.Random) -> None:
    """Whoever passes the point first dies there."""
    (instance.crashes / chance.choice(list(CrashPoint)).value).touch()


RANDOM: dict[str, tuple[Fault, int]] = {
    "web worker": (kill_web_worker, 3),
    "web": (kill_web, 1),
    "worker": (kill_worker, 3),
    "work-horse": (kill_work_horse, 5),
    "dispatcher": (kill_dispatcher, 2),
    "workers": (kill_workers, 1),
    "valkey": (kill_valkey, 2),
    "flushall": (flush_valkey, 2),
    "backend": (end_backend, 4),
    "postgres": (crash_postgres, 2),
    "crash point": (plant_crash, 6),
}
"""Name → the fault and how often it comes compared with the others."""

WHILE_IMPORTING: dict[str, tuple[Fault, int]] = {
    "importer": (kill_importer, 2),
    "importing fork": (kill_importing, 8),
    "reader": (kill_reader, 6),
    "work-horse": (kill_work_horse, 2),
    "dispatcher": (kill_dispatcher, 2),
    "workers": (kill_workers, 1),
    "web worker": (kill_web_worker, 1),
    "web": (kill_web, 1),
    "valkey": (kill_valkey, 2),
    "flushall": (flush_valkey, 2),
    "backend": (end_backend, 4),
    "postgres": (crash_postgres, 2),
    "crash point": (plant_crash_of_runner, 5),
}
"""The same for imports (R2)."""

OF_SENDER_OR_DATABASE = frozenset({"worker", "work-horse", "workers", "backend", "postgres", "crash point"})
"""Faults that may fall between the mail server's 250 and our commit, so that a notice comes twice (R3)."""


def chosen(chance: random.Random, among: Mapping[str, tuple[Fault, int]] = RANDOM) -> str:
    """The name of the next fault."""
    return chance.choices(list(among), [weight for _fault, weight in among.values()])[0]


def _kill(processes: list[Process], chance: random.Random) -> None:
    if processes:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(processes).pid, signal.SIGKILL)
