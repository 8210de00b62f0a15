"""Running the tests that should notice a hole, in a process of their own."""

import os
import re
import subprocess
import sys

from crm.settings import ROOT
from tests.holes.planted import Hole

FAILED = re.compile(r"^(?:FAILED|ERROR) \S+::(\S+)", re.MULTILINE)


def findings(hole: Hole) -> list[str]:
    """The names of tests that failed because of the hole; empty if nobody noticed.

    Raises:
        RuntimeError: the tests could not be run at all.
    """
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("TEST_RUN", "PYTEST_"))
    }
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.holes.planting", "-p", "no:randomly", "-x", "-q",
         "--no-header", "-rfE", hole.found_by, *(["-k", hole.only] if hole.only else [])],
        cwd=ROOT, env={**environ, "HOLE": hole.name}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode not in (0, 1):
        raise RuntimeError(f"{hole.name}: {ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    return FAILED.findall(ran.stdout)
