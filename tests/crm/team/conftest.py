"""What tests of the team share."""

import re
from collections.abc import Callable
from typing import Any

import pytest

Mails = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def link_in(mails: Mails, run_jobs: Any) -> Callable[..., str]:
    """The path of the link in the newest mail to this address, after all due jobs have run."""

    def path(to: str, *, beginning: str) -> str:
        run_jobs()
        letter = [mail for mail in mails() if mail["to"] == to][-1]
        found = re.search(rf"https?://[^/\s]+({re.escape(beginning)}[\w-]+)", letter["text"])
        assert found is not None, letter["text"]
        return found[1]

    return path
