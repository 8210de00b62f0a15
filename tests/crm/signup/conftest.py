"""Who comes to the front page."""

from collections.abc import Callable

import pytest

from tests.kit.cast import BASE_DOMAIN
from tests.kit.web import Visitor


@pytest.fixture
def apex(anonymous: Callable[[str], Visitor]) -> Visitor:
    """Somebody unknown at the front page's host."""
    return anonymous(BASE_DOMAIN)
