"""The real processes: supervisor, dispatcher, worker and the fork that runs the jobs."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis

from crm.settings import NAMES, ROOT, Settings
from tenants.directory import Entry
from tests.workers.conftest import Jobs


class Background:
    """``python -m workers dispatcher flow`` beside this test."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.folder = folder
        values = {
            name: str(getattr(settings, field)) for name, field in NAMES.items() if getattr(settings, field)
        }
        self._environment = {**os.environ, **values, "PYTHONPATH": f"{ROOT}:{ROOT / 'bin'}"}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *parts: str, **more: str) -> None:
        call = [
            sys.executable,
            "-m",
            "tests.workers.background",
            str(self.folder),
            *(parts or ("dispatcher", "flow")),
        ]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                call, env={**self._environment, **more}, cwd=ROOT, stdout=log, stderr=log
            )

    def stop(self) -> float:
        """Ask it to end; how many seconds that took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.terminate()
        assert self.process.wait(30) == 0, (self.folder / "log").read_text()
        return time.monotonic() - began

    def acted(self) -> list[str]:
        with suppress(FileNotFoundError):
            return (self.folder / "acted").read_text().splitlines()
        return []

    def pid_of_fork(self) -> int:
        soon((self.folder / "waiting").exists)
        return int((self.folder / "waiting").read_text())

    def children(self) -> dict[int, str]:
        """The supervisor's children by pid, as ``ps`` names them."""
        assert self.process is not None
        return {pid: name for pid, parent, name in processes() if parent == self.process.pid}


BOTH = ["artel:dispatche", "artel:flow"]
"""What ``ps`` calls the two, as far as it goes, once each has taken its name."""


def processes() -> Iterator[tuple[int, int, str]]:
    """(pid, parent's pid, name) of every process that is no zombie."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat=,comm="], capture_output=True, text=True, check=True
    )
    for line in listed.stdout.splitlines():
        pid, parent, state, name = line.split(maxsplit=3)
        if not state.startswith("Z"):
            yield int(pid), int(parent), name


def soon(condition: Callable[[], object], *, seconds: float = 30) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not come in time"
        time.sleep(0.02)


def children_of(process: int) -> set[int]:
    return {pid for pid, parent, _name in processes() if parent == process}


def answers(port: int) -> bool:
    """Whether a web server is up there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def background(settings: Settings, tmp_path: Path) -> Iterator[Background]:
    background = Background(settings, tmp_path)
    yield background
    if background.process is not None and background.process.poll() is None:
        background.process.terminate()
        background.process.wait(30)


def test_a_job_is_done_by_another_process_and_leaves_only_keys_of_ours(
    background: Background, jobs: Jobs, north: Entry, redis_client: redis.Redis
) -> None:
    background.start()
    job_id = jobs.add(north, payload={"text": "done"})

    soon(lambda: jobs.get(job_id).state == "done")

    assert jobs.effects(north)[-1] == "done"
    assert {key.split(b":")[0] for key in redis_client.scan_iter()} == {b"control"}  # I5


@pytest.mark.promise("R14")
def test_asked_to_end_it_lets_the_running_slice_end_and_hands_the_rest_back(
    background: Background, jobs: Jobs, north: Entry
) -> None:
    background.start()
    first = jobs.add(north, kind="test.wait", payload={"seconds": 1.5, "text": "finished"})
    soon((background.folder / "waiting").exists)
    second = jobs.add(north, kind="test.wait", payload={"seconds": 0, "text": "another"})

    seconds = background.stop()

    assert seconds < 10
    assert background.acted() == ["finished"]
    assert jobs.get(first).state == "done"
    assert jobs.get(second).state == "ready"


@pytest.mark.promise("R14")
def test_long_work_goes_on_where_it_stopped_with_the_next_process(
    background: Background, jobs: Jobs, north: Entry
) -> None:
    background.start()
    job_id = jobs.add(north, kind="test.slices", payload={"slices": 200})
    background.pid_of_fork()

    background.stop()

    assert jobs.get(job_id).state == "ready"
    assert jobs.get(job_id).attempts == 0
    assert background.acted() == jobs.effects(north)


@pytest.mark.promise("R6")
def test_a_killed_fork_loses_nothing(background: Background, jobs: Jobs, north: Entry) -> None:
    background.start()
    job_id = jobs.add(north, kind="test.wait", payload={"seconds": 60, "text": "never"})
    fork = background.pid_of_fork()

    jobs.change(job_id, payload={"seconds": 0, "text": "by another"})
    os.kill(fork, signal.SIGKILL)
    soon(lambda: jobs.get(job_id).state == "done")

    assert jobs.get(job_id).attempts == 2
    assert jobs.effects(north)[-1] == "by another"


@pytest.mark.promise("R6")
def test_a_fork_that_is_killed_with_its_worker_loses_nothing(
    background: Background, jobs: Jobs, north: Entry
) -> None:
    background.start()
    job_id = jobs.add(north, kind="test.wait", payload={"seconds": 60, "text": "never"})
    fork = background.pid_of_fork()

    for pid in (fork, *(pid for pid, name in background.children().items() if "flow" in name)):
        os.kill(pid, signal.SIGKILL)
    jobs.change(job_id, payload={"seconds": 0, "text": "by another"}, lease_until=jobs.get(job_id).made_at)
    jobs.change(job_id, sent_at=jobs.get(job_id).made_at.replace(year=2020))  # a minute later
    soon(lambda: jobs.get(job_id).state == "done")

    assert jobs.get(job_id).attempts == 2
    assert jobs.effects(north)[-1] == "by another"


def test_killed_children_come_back_and_children_go_with_their_parent(
    background: Background, jobs: Jobs, north: Entry
) -> None:
    background.start()
    soon(lambda: sorted(background.children().values()) == BOTH)
    before = background.children()

    for pid in before:
        os.kill(pid, signal.SIGKILL)
    soon(lambda: len(background.children()) == 2 and not set(background.children()) & set(before))
    job_id = jobs.add(north, payload={"text": "still at work"})
    soon(lambda: jobs.get(job_id).state == "done")

    assert sorted(background.children().values()) == BOTH
    orphans = set(background.children())
    assert background.process is not None
    background.process.kill()
    background.process.wait()
    soon(lambda: not orphans & {pid for pid, _parent, _name in processes()})


@pytest.mark.promise("R14")
def test_one_parent_serves_web_too_brings_it_back_and_ends_with_it(
    background: Background, jobs: Jobs, north: Entry
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    background.start("dispatcher", "flow", "--web", ARTEL_PORT=str(port))
    soon(lambda: answers(port))
    web = next(pid for pid, name in background.children().items() if name.endswith("web"))
    soon(lambda: len(children_of(web)) == 2)
    served = children_of(web)

    os.kill(web, signal.SIGKILL)
    soon(lambda: not answers(port) or web not in background.children())
    soon(lambda: answers(port) and not served & {pid for pid, _parent, _name in processes()})
    job_id = jobs.add(north, payload={"text": "beside it"})
    soon(lambda: jobs.get(job_id).state == "done")
    seconds = background.stop()

    assert seconds < 10
    assert not answers(port)


@pytest.mark.promise("R5")
def test_a_flushed_queue_loses_nothing(
    background: Background, jobs: Jobs, north: Entry, redis_client: redis.Redis
) -> None:
    background.start("dispatcher")
    job_id = jobs.add(north, payload={"text": "in spite of all"})
    soon(lambda: jobs.get(job_id).sent_at)
    redis_client.flushdb()
    jobs.change(job_id, sent_at=jobs.get(job_id).made_at.replace(year=2020))  # thirty seconds later
    background.stop()

    background.start()
    soon(lambda: jobs.get(job_id).state == "done")

    assert jobs.effects(north)[-1] == "in spite of all"


def test_what_a_stranger_puts_into_the_queue_is_passed_over(
    background: Background, jobs: Jobs, north: Entry, redis_client: redis.Redis
) -> None:
    redis_client.hset("control:rq:job:evil", mapping={"data": b'["os.system", null, ["touch evil"], {}]'})
    redis_client.rpush("control:rq:queue:flow", "evil")
    background.start()
    job_id = jobs.add(north, payload={"text": "undisturbed"})

    soon(lambda: jobs.get(job_id).state == "done")

    assert not (ROOT / "evil").exists()
    assert "Traceback" not in (background.folder / "log").read_text()
