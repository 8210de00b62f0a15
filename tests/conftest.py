"""Fixtures of all tests; ``tests.kit`` says what there is."""

import gc
from typing import Final

import pytest

pytest_plugins = (  # each after those that it imports
    "tests.kit.promises",
    "tests.kit.logs",
    "tests.kit.servers",
    "tests.kit.watch",
    "tests.kit.background",
    "tests.kit.builders",
    "tests.kit.database",
    "tests.kit.app",
    "tests.kit.web",
)

LONG: Final = ("tests/faults/", "tests/bootstrap/", "tests/holes/", "tests/workers/test_processes.py")
"""Tests that start processes and wait for them."""
BROWSER: Final = "tests/browser/"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the first test process begin with the browser's tests and the last one with others that take long.

    So nobody is left alone with them at the end, and the site that the browser looks at is started once:
    xdist deals out pieces of the list, and whoever is through steals from another's end.
    """
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    if processes == 1:
        return
    browser = [item for item in items if item.nodeid.startswith(BROWSER)]
    long = [item for item in items if item.nodeid.startswith(LONG)]
    rest = [item for item in items if not item.nodeid.startswith((BROWSER, *LONG))]
    last_begins = max(len(items) * (processes - 1) // processes - len(browser), 0)
    items[:] = [*browser, *rest[:last_begins], *long, *rest[last_begins:]]


def pytest_collection_finish() -> None:
    """What is there before the first test stays: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_addoption(parser: pytest.Parser) -> None:
    """What ``bin/test`` and ``pytest`` understand besides their own options."""
    parser.addoption(
        "--screens", metavar="DIR", help="keep a picture of each page of the browser tests in DIR"
    )
