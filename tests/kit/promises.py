"""Which promise is shown by which door and in which language: counted over a run, and checked of a whole one.

A test that carries ``@pytest.mark.promise("CON-4")`` counts for each door and language in which it was
answered in words while it ran (its fixtures don't count, nor do redirects and files): in a page, or in JSON
under ``/api``. ``--promises`` prints the table. When all tests ran, each cell that ``tests.promises`` asks
for must have one.
"""

from collections import Counter, defaultdict
from collections.abc import Generator, Iterator
from typing import Any, Final

import pytest
from flask import Response, request_finished

from crm.kernel.i18n import locale
from crm.web.locale import for_program
from crm.web.planes import Artel
from tests.promises import ANYWHERE, SHOWN, WITHOUT

PROPERTY: Final = "promise"
AT_ALL: Final = "any door"
DOORS: Final = ("page", "api")
LANGUAGES: Final = ("en", "ru")
CELLS: Final = tuple(f"{door} {language}" for door in DOORS for language in LANGUAGES)
WORDS: Final = {"text/html": "page", "application/json": "api", "application/problem+json": "api"}
NARROWING: Final = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "stepwise")

HEARD: Final[set[str]] = set()
"""The cells in which the test that runs now was answered so far."""


def heard(door: str, language: str) -> None:
    """Note that the test that runs was answered by this door in this language."""
    HEARD.add(f"{door} {language}")


def _listen(app: Any, response: Response, **_rest: Any) -> None:
    if not isinstance(app, Artel):  # a store of files that a test started
        return
    door = WORDS.get(response.mimetype)
    by_api = for_program()
    if door and by_api == (door == "api") and response.status_code not in range(300, 400):
        heard(door, locale())


class Table:
    """How many tests stand in each cell, over all processes of the run."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what a test tells of itself."""
        if report.when == "call" and not report.skipped:
            for name, told in report.user_properties:
                if name == PROPERTY:
                    self._count(str(told))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a whole run that leaves a cell empty."""
        if self._whole(session) and session.exitstatus == 0 and list(self.empty()):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table if asked, and the empty cells of a whole run."""
        out = terminalreporter
        if self.config.getoption("--promises"):
            out.section("promises: how many tests, by door and language")
            out.write_line(f"{'':8}" + "".join(f"{cell:>9}" for cell in CELLS))
            for promise in self.rows():
                out.write_line(f"{promise:8}" + "".join(f"{self.told(promise, cell):>9}" for cell in CELLS))
        empty = list(self.empty()) if self._whole(out._session) else []
        if empty:
            out.section("promises without a test", red=True)
            for promise, cell in empty:
                out.write_line(f"{promise}: no test of it was answered by {cell} (see tests/promises.py)")

    def rows(self) -> list[str]:
        """The promises that are asked for, then whatever else was shown."""
        asked_for = [*SHOWN, *ANYWHERE]
        return [*asked_for, *sorted(self.counts.keys() - set(asked_for))]

    def told(self, promise: str, cell: str) -> str:
        """The number in a cell; a dash where there is no such door."""
        if promise in ANYWHERE:
            return str(self.counts[promise][AT_ALL])
        return "—" if (promise, cell.split()[0]) in WITHOUT else str(self.counts[promise][cell])

    def empty(self) -> Iterator[tuple[str, str]]:
        """The cells that lack a test."""
        for promise in SHOWN:
            yield from ((promise, cell) for cell in CELLS if self.told(promise, cell) == "0")
        yield from ((promise, AT_ALL) for promise in ANYWHERE if not self.counts[promise][AT_ALL])

    def _count(self, told: str) -> None:
        promises, _, cells = told.partition(":")
        for promise in promises.split(","):
            self.counts[promise].update([AT_ALL, *filter(None, cells.split(","))])

    def _whole(self, session: pytest.Session | None) -> bool:
        """Whether all tests ran, as far as their outcome lets one say."""
        config = self.config
        narrowed = any(config.getoption(name, None) for name in NARROWING) or config.option.collectonly
        everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS or config.args == ["tests"]
        stopped = session is None or session.shouldstop or session.shouldfail
        return bool(everything and not narrowed and not stopped)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Listen while a test runs, and let it tell in its report what was heard."""
    HEARD.clear()
    try:
        return (yield)
    finally:
        promises = sorted({name for mark in item.iter_markers("promise") for name in mark.args})
        if promises:
            item.user_properties.append((PROPERTY, f"{','.join(promises)}:{','.join(sorted(HEARD))}"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """``bin/test --promises``."""
    parser.addoption("--promises", action="store_true", help="print which promise is shown by which door")


def pytest_configure(config: pytest.Config) -> None:
    """Listen to every app of this process; the process that the reports come to counts."""
    request_finished.connect(_listen)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Table(config), "promises-table")
