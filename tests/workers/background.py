"""``python -m tests.workers.background FOLDER``: the real background with a few kinds of jobs more.

What they do is seen in the folder: each line of ``acted`` is one job that ran to its end.
"""

import os
import sys
import time
from pathlib import Path

from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.jobs import Running, job
from workers.__main__ import main

FOLDER = Path(sys.argv[1])


def note(text: str) -> None:
    with (FOLDER / "acted").open("a") as file:
        file.write(f"{text}\n")


def say_waiting() -> None:
    """Tell the pid in ``waiting``, which is there only once it can be read whole."""
    fresh = FOLDER / f".waiting.{os.getpid()}"
    fresh.write_text(str(os.getpid()))
    fresh.replace(FOLDER / "waiting")


@job("test.act", queue="flow")
def act(job: Running, *, text: str) -> None:
    db.session.add(FactRow(name="test.Acted", through="job", subject_kind="test", body={"text": text}))
    note(text)


@job("test.wait", queue="flow")
def wait(job: Running, *, seconds: float, text: str) -> None:
    say_waiting()
    time.sleep(seconds)
    act(job, text=text)


@job("test.slices", queue="flow")
def work_in_slices(job: Running, *, slices: int) -> None:
    for number in range(slices):
        act(job, text=f"slice {number}")
        say_waiting()
        time.sleep(0.2)
        job.checkpoint()


if __name__ == "__main__":
    main(sys.argv[2:])
