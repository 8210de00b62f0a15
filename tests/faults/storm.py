"""Writing and faults together: faults come as the work proceeds; then everything is left to be worked off."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bootstrap.checkout import ROOT
from tests.faults import faults
from tests.faults.instance import Instance, Workspace
from tests.faults.writing import Plan

SPACING_SECONDS = 1.0
STALL_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done: of ``writes`` contacts the first ``notices`` are assigned to somebody else.

    ``imports`` are the rows of a file that is imported under so many ``kills``, before anything is written;
    ``workflows`` are cases that go through one under as many.
    """

    seed: int
    writes: int = 0
    notices: int = 0
    kills: int = 0
    imports: int = 0
    workflows: int = 0


@dataclass
class Storm:
    """What happened: acknowledged writes, faults by kind, how the tries failed, and how long it took."""

    size: Size
    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    draining_seconds: float = 0.0


class Writer:
    """The process that writes, seen from the rig."""

    def __init__(self, instance: Instance, workspaces: list[Workspace], size: Size, *, prefix: str) -> None:
        given = [asdict(workspace) for workspace in workspaces]
        plan = Plan(instance.port, size.seed, size.writes, size.notices, prefix, given)
        self._file = instance.folder / f"{prefix}.acknowledged"
        plan_file = instance.folder / f"{prefix}.plan"
        plan_file.write_text(json.dumps(asdict(plan)))
        call = [sys.executable, "-m", "tests.faults.writing", str(plan_file), str(self._file)]
        self._process = subprocess.Popen(call, cwd=ROOT)

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def acknowledged(self) -> list[dict[str, Any]]:
        """What was acknowledged so far."""
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        return [json.loads(line) for line in lines if line.endswith("}")]

    def tries(self) -> Counter[str]:
        """How the tries went that were not acknowledged; known at the end."""
        return Counter(json.loads(Path(self._file).with_suffix(".tries").read_text()))

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def rage(instance: Instance, workspaces: list[Workspace], size: Size) -> Storm:
    """Write under faults until all is acknowledged, all faults have come and all jobs are done.

    Raises:
        TimeoutError: nothing has moved for four minutes.
    """
    storm = Storm(size)
    chance = random.Random(size.seed)
    began = time.monotonic()
    writer = Writer(instance, workspaces, size, prefix="Rig")
    try:
        _blow(instance, writer, storm, chance)
    finally:
        writer.stop()
    storm.acknowledged, storm.tries = writer.acknowledged(), writer.tries()
    storm.seconds = time.monotonic() - began
    storm.draining_seconds = drain(instance)
    return storm


def _blow(instance: Instance, writer: Writer, storm: Storm, chance: random.Random) -> None:
    """A fault at each step of the work: of writes acknowledged and of mails that went out."""
    moved_at = last_fault = time.monotonic()
    done, kills = 0, storm.size.kills
    work = storm.size.writes + storm.size.notices
    while not (writer.has_ended and storm.kills.total() >= kills):
        instance.keep()
        now = time.monotonic()
        before, done = done, len(writer.acknowledged()) + instance.mail_count()
        moved_at = now if done > before else moved_at
        if now - moved_at > STALL_SECONDS:
            raise TimeoutError(f"nothing has moved for {STALL_SECONDS:.0f} s; logs are in {instance.folder}")
        wanted = kills if writer.has_ended else kills * done // work
        if storm.kills.total() < wanted and now - last_fault > SPACING_SECONDS:
            name = faults.chosen(chance)
            faults.RANDOM[name][0](instance, chance)
            storm.kills[name] += 1
            last_fault = time.monotonic()
        time.sleep(0.1)


def drain(instance: Instance) -> float:
    """Let the instance recover and work off what is due; returns how long it took."""
    for planted in instance.crashes.iterdir():
        planted.unlink(missing_ok=True)
    query = """SELECT count(*) FROM control.job
                WHERE state = 'leased' OR state = 'ready' AND (due_at <= now() OR attempts > 0)"""
    return instance.until(lambda: instance.rows(query) == [(0,)], "all jobs are done", seconds=900)
