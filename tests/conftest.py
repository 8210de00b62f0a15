"""Fixtures of all tests; ``tests.kit`` says what there is."""

pytest_plugins = (  # each after those that it imports
    "tests.kit.logs",
    "tests.kit.servers",
    "tests.kit.watch",
    "tests.kit.background",
    "tests.kit.builders",
    "tests.kit.database",
    "tests.kit.app",
    "tests.kit.web",
)
