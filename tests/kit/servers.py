"""Where a run's servers are: ``DATABASE_URL`` and ``REDIS_URL``, given by ``bin/test`` or by hand.

All databases and logins of a run begin with ``test_`` and the run's name, so that they can be swept away.
"""

import os
import secrets
from pathlib import Path

import pytest

from tests.kit import sweeping

_OURS = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """Name the run before the test processes start, unless ``bin/test`` has."""
    config.stash[_OURS] = "TEST_RUN" not in os.environ
    os.environ.setdefault("TEST_RUN", secrets.token_hex(4))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Sweep after a run that nobody else sweeps after."""
    if config.stash.get(_OURS, False) and "DATABASE_URL" in os.environ:
        sweeping.sweep(os.environ["DATABASE_URL"], run=os.environ["TEST_RUN"])


@pytest.fixture(scope="session")
def database_url() -> str:
    """A URL by which the owner's login may make databases."""
    return _given("DATABASE_URL")


@pytest.fixture(scope="session")
def redis_url(worker_id: str) -> str:
    """A logical database of Redis or Valkey for this test process alone."""
    number = 0 if worker_id == "master" else 1 + int(worker_id.removeprefix("gw"))
    address, _, options = _given("REDIS_URL").partition("?")
    kept = [option for option in options.split("&") if option and not option.startswith("db=")]
    return f"{address}?{'&'.join([*kept, f'db={number}'])}"


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all test processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


def _given(name: str) -> str:
    if name not in os.environ:
        pytest.exit(f"{name} is not set: run bin/test, which starts servers of its own", returncode=2)
    return os.environ[name]
