"""Fixtures of all tests; ``tests.kit`` says what there is."""

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


def pytest_addoption(parser: pytest.Parser) -> None:
    """What ``bin/test`` and ``pytest`` understand besides their own options."""
    parser.addoption(
        "--screens", metavar="DIR", help="keep a picture of each page of the browser tests in DIR"
    )
