"""The long runs of who sees what: ``python -m tests.crm.contacts.seeing.long``.

``--examples`` runs of ``--steps`` changes against the reference (``test_model``), then ``--changes`` random
changes after which the access list is compared with a brute-force rule (``test_oracle``); under ``bin/test``,
on servers of its own, with random seeds. A seed that failed can be given again.
"""

import argparse
import os
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
HERE = "tests/crm/contacts/seeing"


def main() -> int:
    """Run them; 0 if everybody could do what the reference says after every change."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.crm.contacts.seeing.long", description="Change access at random."
    )
    parser.add_argument(
        "--examples", type=int, default=2_000, help="how many runs; 0 for none (default: %(default)s)"
    )
    parser.add_argument("--steps", type=int, default=30, help="changes in a run (default: %(default)s)")
    parser.add_argument(
        "--changes",
        type=int,
        default=10_000,
        help="changes for the oracle (default: %(default)s)",
    )
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the oracle's changes")
    wishes = parser.parse_args()
    lengths = {
        "SEEING_RUNS": str(wishes.examples), "SEEING_STEPS": str(wishes.steps),
        "SEEING_CHANGES": str(wishes.changes), "SEEING_SEED": str(wishes.seed),
    }  # fmt: skip
    parts = {"test_model.py": wishes.examples, "test_oracle.py": wishes.changes}
    tests = [f"{HERE}/{name}" for name, number in parts.items() if number]
    command = [sys.executable, str(ROOT / "bin" / "test"), *tests, "-n", "0", "-s"]
    return subprocess.run(command, env={**os.environ, **lengths}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
