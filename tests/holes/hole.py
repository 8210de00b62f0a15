"""What a hole is, and the tests that look for holes."""

from dataclasses import dataclass
from typing import Final

MATRIX: Final = "tests/isolation/test_matrix.py"
PIN: Final = "tests/isolation/test_pin.py"
SECRETS: Final = "tests/isolation/test_secrets.py"
JOBS: Final = "tests/isolation/test_jobs.py"
REQUESTS: Final = "tests/isolation/test_requests.py"
HOSTS: Final = "tests/isolation/test_hosts.py"
CANARY: Final = "tests/isolation/test_canary.py"
SEEING: Final = "tests/crm/contacts/seeing/test_oracle.py"
ACCESS_PAGES: Final = "tests/crm/contacts/test_access_pages.py"
CLASSES: Final = "tests/crm/contacts/test_classes.py"


@dataclass(frozen=True, slots=True)
class Hole:
    """One edit: in ``module``, the text ``old``, which stands there once, becomes ``new``.

    ``found_by`` is the file with the tests that should notice, ``only`` narrows them (pytest's ``-k``).
    """

    name: str
    module: str
    old: str
    new: str
    found_by: str
    only: str = ""

    @property
    def path(self) -> str:
        """The module's file."""
        return f"{self.module.replace('.', '/')}.py"
