"""The long run of merges and undos against the model: ``python -m tests.crm.contacts.merging.long``.

It runs ``test_model`` under ``bin/test``, on servers of its own, with a random seed.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def main() -> int:
    """Run it; 0 if the workspace was as the model says after every step."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.crm.contacts.merging.long", description="Merge and undo at random."
    )
    parser.add_argument(
        "--examples", type=int, default=2_000, help="how many runs of 30 acts (default: %(default)s)"
    )
    examples = parser.parse_args().examples
    tests = "tests/crm/contacts/merging/test_model.py"
    command = [sys.executable, str(ROOT / "bin" / "test"), tests, "-n", "0", "-s"]
    return subprocess.run(command, env={**os.environ, "MERGE_RUNS": str(examples)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
