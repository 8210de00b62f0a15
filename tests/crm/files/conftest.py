"""Files of tests, and what lies in the store."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm.settings import Settings


@pytest.fixture
def paths(settings: Settings) -> Callable[[], list[str]]:
    """The paths of all that lies in the store's folder now."""

    def found() -> list[str]:
        folder = settings.data / "files"
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    return found


@pytest.fixture
def small_disk(tmp_path: Path) -> Any:
    """A file system of 256 kB. Where it can't be mounted, no file may grow larger than that.

    What is to be too large for it, yet should not be put aside in a temporary file on its way, has 400 kB.
    """
    import resource
    import subprocess

    place = tmp_path / "small"
    place.mkdir()
    mounting = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)], check=False)
    if mounting.returncode == 0:
        yield place
        subprocess.run(["umount", str(place)], check=True)
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024, before[1]))
    yield place
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
