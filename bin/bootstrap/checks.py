"""``bin/test``: every linter, then every test; all of them have to pass."""

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

from bootstrap import places, processes
from bootstrap.checkout import PYTHON, ROOT, VENV, Trouble, environ_with, run, say, told
from bootstrap.chromium import find_chromium, get_chromium
from bootstrap.installing import set_up
from bootstrap.servers import THROWAWAY, Postgres, Valkey

_TYPED = ("bin/bootstrap", "crm", "tenants", "workers", "migrations", "tests", "benchmarks", "wsgi.py")
_PATIENCE = 30
_CORES = str(os.cpu_count() or 1)


def linters() -> dict[str, list[str]]:
    """Name → command, in the order in which they run: the quick ones first."""
    typed = [part for part in _TYPED if (ROOT / part).is_file() or any((ROOT / part).rglob("*.py"))]
    return {
        "ruff": ["ruff", "check", "."],
        "format": ["ruff", "format", "--check", "."],
        "codespell": ["codespell"],
        "imports": ["lint-imports", "--no-logo"],
        "djlint": ["djlint", "crm", "--lint", "--quiet"],
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
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        set_up()
        return _run(chosen.only, rest)
    except Trouble as trouble:
        return told(trouble)
    except KeyboardInterrupt:
        return 130


class _Ended(KeyboardInterrupt):
    """We were told to end, and the tool that runs was not."""


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise _Ended


def _run(only: str | None, rest: Sequence[str]) -> int:
    names = [only] if only else ["pytest"] if rest else [*linters(), "pytest"]
    failed = [name for name in names if not _passes(name, rest)]
    if failed and len(names) > 1:
        print(f"\nFailed: {', '.join(failed)}. Alone: bin/test --only {failed[0]}")
    return 1 if failed else 0


def _passes(name: str, rest: Sequence[str]) -> bool:
    if name != "pytest":
        say(name)
        return _succeeds([*linters()[name], *rest])
    with _surroundings(rest) as environ:
        say("pytest")
        return _succeeds(["pytest", "-n", _CORES, "--dist", "worksteal", *rest], environ=environ)


@contextlib.contextmanager
def _surroundings(rest: Sequence[str]) -> Iterator[dict[str, str]]:
    """The servers and the browser of one run, as environment variables.

    ``TEST_RUN`` names the run: databases and logins of the tests begin with ``test_`` and it, so that they
    can be removed afterwards from a server that is not ours alone.
    """
    memory = places.quick_folder()
    environ = {"TEST_RUN": secrets.token_hex(4)}
    browser = get_chromium() if _asks_for_browser(rest) else find_chromium()
    if browser:
        environ["CHROMIUM"] = str(browser)
    with places.folder_of_a_run("artel-test-", within=memory) as folder, contextlib.ExitStack() as stack:
        if "DATABASE_URL" not in os.environ:
            environ["DATABASE_URL"] = stack.enter_context(
                Postgres(folder / "postgres", settings=THROWAWAY)
            ).url()
        else:
            stack.callback(_sweep, environ)
        if "REDIS_URL" not in os.environ:
            passing = Valkey(folder / "valkey", settings={"appendonly": "no"})
            environ["REDIS_URL"] = stack.enter_context(passing).url()
        yield environ


def _asks_for_browser(rest: Sequence[str]) -> bool:
    paths = [part for part in rest if (ROOT / part.partition("::")[0]).exists()]
    return not paths or any("browser" in path or path.rstrip("/") == "tests" for path in paths)


def _sweep(environ: Mapping[str, str]) -> None:
    """Remove this run's databases and roles from a server that stays."""
    helps = f"Remove the databases and roles that begin with test_{environ['TEST_RUN']} by hand."
    run([PYTHON, "-m", "tests.kit.sweeping"], helps=helps, environ=environ)


def _succeeds(command: Sequence[str], *, environ: Mapping[str, str] | None = None) -> bool:
    """Run a tool of ``.venv`` on this terminal. Ctrl-C reaches it too; this waits until it has tidied up."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    process = subprocess.Popen(
        [Path(VENV, "bin", command[0]), *command[1:]],
        cwd=ROOT,
        env=environ_with({**(environ or {}), "PATH": path}),
        preexec_fn=processes.tied_to_parent(signal.SIGINT),
    )
    try:
        return process.wait() == 0
    except KeyboardInterrupt as interrupt:
        if isinstance(interrupt, _Ended):
            process.send_signal(signal.SIGINT)
        with contextlib.suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
            process.wait(_PATIENCE)
        processes.end(process)
        raise
