"""Who comes to the front page."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.crm.signup.wish import WISH, link_in
from tests.kit.cast import BASE_DOMAIN
from tests.kit.web import Visitor

Mails = Callable[[], list[dict[str, Any]]]
Jobs = Callable[[], list[str]]


@pytest.fixture
def apex(anonymous: Callable[[str], Visitor]) -> Visitor:
    """Somebody unknown at the front page's host."""
    return anonymous(BASE_DOMAIN)


@pytest.fixture
def link(apex: Visitor, run_jobs: Jobs, mails: Mails) -> Callable[..., str]:
    """Sign up and follow the mail: the path of the confirmation link."""

    def signed_up(**changes: str) -> str:
        assert apex.post("/sign-up", data=WISH | changes).status_code == 303
        run_jobs()
        return link_in(mails()[-1])

    return signed_up
