"""Running the tests that should notice a hole, in a process of their own."""

import os
import re
import subprocess
import sys
from functools import cache

from crm.settings import ROOT
from tests.holes.planted import Hole

FAILED = re.compile(r"^(?:FAILED|ERROR) \S+::(.+?)(?: - .*)?$", re.MULTILINE)


def findings(hole: Hole) -> list[str]:
    """The names of tests that fail with the hole and pass without it; empty if nobody notices.

    Raises:
        RuntimeError: the tests can't be run, or fail already without the hole.
    """
    if failing := _failing(hole.found_by, hole.only):
        raise RuntimeError(f"these fail without any hole: {', '.join(failing)}")
    return noticed(hole)


def noticed(hole: Hole) -> list[str]:
    """The names of tests that fail with the hole, whether or not they pass without it.

    Raises:
        RuntimeError: the tests can't be run.
    """
    return _failing(hole.found_by, hole.only, hole=hole.name)


@cache
def _failing(tests: str, only: str, *, hole: str = "") -> list[str]:
    environ = {name: value for name, value in os.environ.items() if name != "TEST_RUN"}
    options = ["-p", "no:randomly", "-x", "-q", "--no-header", "-rfE", *(["-k", only] if only else [])]
    if hole:
        environ["HOLE"] = hole
        options += ["-p", "tests.holes.planting"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, tests],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode not in (0, 1):
        raise RuntimeError(f"{hole}: {ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    return FAILED.findall(ran.stdout)
