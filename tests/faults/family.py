"""Processes and their children, as ``ps`` tells them."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    parent: int
    name: str


def processes() -> Iterator[Process]:
    """Every process that is no zombie."""
    call = ["ps", "-A", "-o", "pid=,ppid=,stat=,comm="]
    for line in subprocess.run(call, capture_output=True, text=True, check=True).stdout.splitlines():
        pid, parent, state, name = line.split(maxsplit=3)
        if not state.startswith("Z"):
            yield Process(int(pid), int(parent), name)


def children(of: int) -> list[Process]:
    """The process's own children."""
    return [process for process in processes() if process.parent == of]


def descendants(of: int) -> list[Process]:
    """All that came from the process, parents first."""
    everybody = list(processes())
    found: list[Process] = []
    parents = {of}
    while parents:
        born = [process for process in everybody if process.parent in parents]
        found += born
        parents = {process.pid for process in born}
    return found
