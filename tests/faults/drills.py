"""One fault at a time, with a stopwatch: R5, R6, R7 and R14."""

import os
import signal
import time
from collections.abc import Callable
from typing import Final

from redis import Redis

from tests.faults import faults, points
from tests.faults.acts import assigned, is_told, mistreat_mail, until_told
from tests.faults.checks import Verdict
from tests.faults.instance import Instance, Workspace
from tests.faults.storm import Size, Writer, drain

Drill = Callable[[Instance, list[Workspace]], Verdict]
STOPS = 3
STOP_WRITES = 200


def flushed(instance: Instance, workspaces: list[Workspace]) -> Verdict:
    """R5: the wake-up lies in the queue when Valkey is emptied."""
    (worker,) = instance.background("artel:flow")
    os.kill(worker.pid, signal.SIGSTOP)
    contact = assigned(instance, workspaces[0], "Flushed000001")
    sent = """SELECT count(*) FROM control.job
               WHERE kind = 'facts.react' AND state = 'ready' AND sent_at IS NOT NULL"""
    instance.until(lambda: instance.rows(sent)[0][0], "the wake-up is in the queue")
    with Redis.from_url(instance.valkey.url()) as client:
        client.flushall()
    os.kill(worker.pid, signal.SIGCONT)
    seconds = until_told(instance, contact)
    return Verdict("R5", seconds <= 40, f"Valkey emptied: its work goes on after {seconds:.1f} s (≤ 40)")


def without_valkey(instance: Instance, workspaces: list[Workspace]) -> Verdict:
    """R5: web answers, jobs wait, and go when it is back."""
    with instance.without("valkey"):
        contacts = [assigned(instance, workspaces[0], f"Queueless{number:06d}") for number in range(5)]
        ready = instance.get("/readyz")
        waiting = not any(is_told(instance, contact) for contact in contacts)
    seconds = max(until_told(instance, contact) for contact in contacts)
    degraded = ready[0] == 200 and ready[1]["queue"] == "degraded"
    return Verdict(
        "R5",
        degraded and waiting and seconds <= 40,
        f"Valkey down: 5 of 5 writes answered, /readyz {ready[0]} with queue: {ready[1]['queue']},"
        f" jobs wait; done {seconds:.1f} s after it is back",
    )


def killed_worker(instance: Instance, workspaces: list[Workspace]) -> Verdict:
    """R6: the worker and its fork die in the middle of a mail."""
    workspace = workspaces[0]
    mistreat_mail(instance, delay_seconds=8)
    contact = assigned(instance, workspace, "Killed000001")
    talking = f'SELECT count(*) FROM "{workspace.schema}".mail WHERE state = %s AND about_id = %s'
    instance.until(lambda: instance.rows(talking, "sending", contact[1])[0][0], "the mail is being sent")
    for process in [*instance.background("artel:instant>"), *instance.background("artel:instant")]:
        os.kill(process.pid, signal.SIGKILL)
    mistreat_mail(instance)
    seconds = instance.until(
        lambda: instance.rows(talking, "sent", contact[1])[0][0], "another worker has sent the mail"
    )
    return Verdict(
        "R6", seconds <= 75, f"a killed worker's job is done by another after {seconds:.1f} s (≤ 75)"
    )


def crashed_postgres(instance: Instance, workspaces: list[Workspace]) -> Verdict:
    """R7: how soon web answers after PostgreSQL accepts connections again."""
    faults.crash_postgres(instance, None)
    instance.keep()
    seconds = instance.until(
        lambda: instance.get("/api/v1/contacts?limit=1", workspace=workspaces[0])[0] == 200, "web answers"
    )
    return Verdict(
        "R7", seconds <= 5, f"web answers {seconds:.2f} s after PostgreSQL accepts connections (≤ 5)"
    )


def stopped(instance: Instance, workspaces: list[Workspace]) -> Verdict:
    """R14: web and workers are stopped by SIGTERM and started again, thrice each, while clients write."""
    began = time.monotonic()
    size = Size(seed=STOPS, writes=STOP_WRITES, notices=STOP_WRITES)
    writer = Writer(instance, workspaces, size, prefix="Deploy")
    stops = []
    for stop in range(2 * STOPS):
        share = STOP_WRITES * (stop + 1) // (2 * STOPS + 1)
        instance.until(lambda share=share: len(writer.acknowledged()) >= share, "clients write", seconds=300)  # type: ignore[misc]
        stops.append(_stop(instance, "workers" if stop % 2 else "web"))
    instance.until(lambda: writer.has_ended, "clients have written", seconds=300)
    dropped = {name: count for name, count in writer.tries().items() if name != "refused"}
    drain(instance)
    twice = instance.rows(TRIED_TWICE, time.monotonic() - began)[0][0]
    statuses = sorted({status for status, _seconds in stops})
    slowest = max(seconds for _status, seconds in stops)
    complete = len(writer.acknowledged()) == STOP_WRITES
    return Verdict(
        "R14",
        complete and not dropped and not twice and statuses == [0],
        f"{len(stops)} stops by SIGTERM under {STOP_WRITES} writes: requests dropped {dropped or 'none'},"
        f" jobs tried twice {twice}, exit statuses {statuses}, slowest {slowest:.1f} s",
    )


TRIED_TWICE = (
    "SELECT count(*) FROM control.job WHERE attempts > 1 AND made_at > now() - make_interval(secs => %s)"
)


def _stop(instance: Instance, name: str) -> tuple[int, float]:
    """Stop a part as a deploy does; its exit status and how long it took. It is started again."""
    process = instance.parts[name].process
    assert process is not None
    began = time.monotonic()
    process.terminate()
    ended = process.wait(60), time.monotonic() - began
    instance.until(lambda: instance.get("/readyz")[0] == 200, "it is back")
    return ended


ALL: Final[dict[str, Drill]] = {
    "flushed": flushed,
    "without-valkey": without_valkey,
    "killed-worker": killed_worker,
    "crashed-postgres": crashed_postgres,
    "crash-points": points.drill,
    "stopped": stopped,
}
