"""The data folder of ``bin/dev``: its lock, its secret, and what a killed start has left."""

import socket
import stat
from pathlib import Path

import pytest

from bootstrap import processes
from bootstrap.checkout import Trouble
from bootstrap.instance import Instance, free_port


def test_a_second_start_on_the_same_data_is_told_where_the_first_runs(tmp_path: Path):
    instance = Instance(tmp_path)

    with instance.held():
        instance.write_settings({"ARTEL_BASE_DOMAIN": "localhost:8123"})
        with pytest.raises(Trouble, match="localhost:8123"), Instance(tmp_path).held():
            pass


def test_the_secret_key_outlives_a_restart_and_is_closed_to_others(tmp_path: Path):
    first = Instance(tmp_path).secret_key()
    Instance(tmp_path).write_settings(
        {"ARTEL_SECRET_KEY": first, "DATABASE_URL": "postgresql://a@/b?host=/c"}
    )

    later = Instance(tmp_path)

    assert later.secret_key() == first
    assert later.settings()["DATABASE_URL"] == "postgresql://a@/b?host=/c"
    assert stat.S_IMODE((tmp_path / "instance.env").stat().st_mode) == 0o600


def test_a_start_ends_what_a_killed_one_has_left_running(tmp_path: Path):
    stray = processes.spawn(["sleep", "300"], log=tmp_path / "stray.log")
    Instance(tmp_path).remember({"workers": stray})

    with Instance(tmp_path).held():
        assert stray.wait(10) != 0


def test_a_start_spares_a_process_that_only_has_the_pid_of_an_earlier_one(tmp_path: Path):
    innocent = processes.spawn(["sleep", "300"], log=tmp_path / "innocent.log")
    (tmp_path / "processes.json").write_text(f'{{"web": [{innocent.pid}, "another time"]}}')

    with Instance(tmp_path).held():
        assert innocent.poll() is None
    processes.end(innocent)


def test_a_busy_port_moves_to_the_next():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert free_port(port) > port
