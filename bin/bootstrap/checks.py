"""``bin/test``: every linter, then every test; all of them have to pass."""

import argparse
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bootstrap.checkout import ROOT, VENV, Trouble, say, told
from bootstrap.installing import set_up

_TYPED = ("bin/bootstrap", "crm", "tenants", "workers", "migrations", "tests", "benchmarks")


def linters() -> dict[str, list[str]]:
    """Name → command, in the order in which they run: the quick ones first."""
    typed = [part for part in _TYPED if any((ROOT / part).rglob("*.py"))]
    return {
        "ruff": ["ruff", "check", "."],
        "format": ["ruff", "format", "--check", "."],
        "codespell": ["codespell"],
        "imports": ["lint-imports", "--no-logo"],
        "djlint": ["djlint", "crm", "--lint"],
        "mypy": ["mypy", *typed],
    }


def main(arguments: Sequence[str]) -> int:
    """Run the checks that ``arguments`` ask for; 0 if every one of them passed."""
    parser = argparse.ArgumentParser(
        prog="bin/test",
        description="Run every linter and every test.",
        epilog="Anything else goes to pytest and keeps the linters away: bin/test tests/tenancy -k scope",
    )
    parser.add_argument("--only", choices=[*linters(), "pytest"], help="run this one alone")
    chosen, rest = parser.parse_known_args(arguments)
    try:
        set_up()
        return _run(chosen.only, rest)
    except Trouble as trouble:
        return told(trouble)
    except KeyboardInterrupt:
        return 130


def _run(only: str | None, rest: Sequence[str]) -> int:
    names = [only] if only else ["pytest"] if rest else [*linters(), "pytest"]
    failed = [name for name in names if not _passes(name, rest)]
    if failed and len(names) > 1:
        print(f"\nFailed: {', '.join(failed)}. Alone: bin/test --only {failed[0]}")
    return 1 if failed else 0


def _passes(name: str, rest: Sequence[str]) -> bool:
    say(name)
    if name == "pytest":
        return _command(["pytest", "-n", str(os.cpu_count() or 1), *rest])
    return _command([*linters()[name], *rest])


def _command(command: Sequence[str]) -> bool:
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return not subprocess.run(
        [Path(VENV, "bin", command[0]), *command[1:]], cwd=ROOT, env={**os.environ, "PATH": path}, check=False
    ).returncode
