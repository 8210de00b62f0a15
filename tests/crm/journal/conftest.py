"""What the tests of the journal share."""

import re
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def offered_undo() -> Callable[[Any], str]:
    """The address that the page's toast sends an undo to."""

    def of(answer):
        found = re.search(r'action="(/acts/\d+/undoing)"', answer.text)
        assert found is not None, "no undo is offered"
        return found[1]

    return of
