"""The long fuzz run of the API: ``python -m tests.api.fuzz --cases 10000`` prints what was sent and answered.

It runs ``test_fuzz`` under ``bin/test``, on servers of its own, with random seeds.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run it; 0 if no answer was a 5xx, differed from the description, or took over 2 s of CPU time."""
    parser = argparse.ArgumentParser(prog="python -m tests.api.fuzz", description="Fuzz the JSON API.")
    parser.add_argument("--cases", type=int, default=10_000, help="how many requests (default: %(default)s)")
    cases = parser.parse_args().cases
    command = [sys.executable, str(ROOT / "bin" / "test"), "tests/api/test_fuzz.py", "-n", "0"]
    return subprocess.run(command, env={**os.environ, "API_FUZZ_CASES": str(cases)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
