"""The embedded servers, as developers and the fault rig treat them."""

import os
import shutil
import signal
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from bootstrap import places, processes
from bootstrap.servers import THROWAWAY, Postgres, Valkey


@pytest.fixture
def folder():
    with places.folder_of_a_run("artel-test-") as folder:
        yield folder


def test_postgres_keeps_what_was_committed_over_a_kill(folder: Path):
    postgres = Postgres(folder / "postgres")
    with postgres, psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")

        connection.close()
        postgres.kill()
        postgres.start()

        with psycopg.connect(postgres.url()) as again:
            assert again.execute("SELECT one FROM kept").fetchone() == (1,)


def test_servers_of_tests_lie_in_memory_where_it_has_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(places, "_MEMORY", tmp_path)
    monkeypatch.setattr(places, "_ROOMY", 1)
    assert places.quick_folder() == tmp_path

    monkeypatch.setattr(places, "_ROOMY", shutil.disk_usage(tmp_path).total + 1)
    assert places.quick_folder() is None

    monkeypatch.setattr(places, "_ROOMY", 1)
    monkeypatch.setattr(places, "_MEMORY", tmp_path / "nowhere")
    assert places.quick_folder() is None


def test_postgres_starts_although_the_pid_of_a_killed_one_belongs_to_another_process_now(folder: Path):
    postgres = Postgres(folder / "postgres", settings=THROWAWAY)
    postgres.start()
    postgres.kill()
    other = processes.spawn(
        ["sleep", "300"], log=folder / "other.log", user=places.postgres_user(postgres.data)
    )
    for lock in [postgres.data / "postmaster.pid", *postgres.sockets.glob("*.lock")]:
        lock.write_text("".join([f"{other.pid}\n", *lock.read_text().splitlines(keepends=True)[1:]]))

    with postgres, psycopg.connect(postgres.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert other.poll() is None

    processes.end(other)


def test_postgres_ends_a_stray_server_on_the_same_data(folder: Path):
    stray = Postgres(folder / "postgres", settings=THROWAWAY)
    stray.start()
    assert stray.process is not None

    with Postgres(folder / "postgres", settings=THROWAWAY) as postgres:
        assert stray.process.wait(10) == 0
        with psycopg.connect(postgres.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_an_interrupted_initdb_is_begun_anew(folder: Path):
    half = folder / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    postgres = Postgres(folder / "postgres", settings=THROWAWAY)
    with postgres, psycopg.connect(postgres.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_sockets_fit_below_a_long_path(folder: Path):
    deep = folder / ("a-long-name-" * 10)

    with Valkey(deep / "valkey") as valkey, redis.from_url(valkey.url()) as client:
        assert client.ping()
        assert len(os.fsencode(valkey.socket)) <= 107


def test_valkey_keeps_what_was_written_over_a_kill(folder: Path):
    valkey = Valkey(folder / "valkey", settings={"appendfsync": "always"})
    with valkey, redis.from_url(valkey.url()) as client:
        client.set("kept", "1")

        valkey.kill()
        valkey.start()

        assert client.get("kept") == b"1"


def test_a_child_ends_when_its_parent_is_killed(folder: Path):
    """The parent here is a process of its own that starts a sleeper and is then killed."""
    script = (
        "import sys, time; from pathlib import Path; from bootstrap.processes import spawn;"
        "child = spawn(['sleep', '300'], log=Path(sys.argv[1]));"
        "print(child.pid, flush=True); time.sleep(300)"
    )
    log = folder / "parent.log"
    parent = processes.spawn(
        [sys.executable, "-c", script, str(folder / "child.log")],
        log=log,
        environ={**os.environ, "PYTHONPATH": str(Path(places.__file__).parents[1])},
    )
    assert processes.soon(lambda: log.read_text().strip() != "", within=10)
    child = int(log.read_text())

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    assert processes.soon(lambda: processes.started_at(child) is None, within=10)
