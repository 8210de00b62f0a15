"""The long fuzz run of form and API of contacts: ``python -m tests.crm.contacts.fuzz --cases 10000``.

It runs ``test_fuzz`` and ``test_fuzz_api`` under ``bin/test``, on servers of its own, with a random seed.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

FUZZ = ("tests/crm/contacts/test_fuzz.py", "tests/crm/contacts/test_fuzz_api.py")
ROOT = Path(__file__).resolve().parents[3]


def main() -> int:
    """Run it; 0 if no answer was a 5xx, lost what was typed, showed it unescaped, or took over 2 s of CPU."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.crm.contacts.fuzz", description="Fuzz form and API."
    )
    parser.add_argument("--cases", type=int, default=10_000, help="how many of each (default: %(default)s)")
    cases = parser.parse_args().cases
    command = [sys.executable, str(ROOT / "bin" / "test"), *FUZZ, "-n", "0", "-s"]
    return subprocess.run(command, env={**os.environ, "FORM_FUZZ_CASES": str(cases)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
