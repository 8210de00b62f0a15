"""What the tests of contacts share."""

from collections.abc import Callable
from typing import Any

import pytest

from crm.contacts.forms.contact import ContactShape
from crm.kernel.forms import read


@pytest.fixture
def typed() -> Callable[..., ContactShape]:
    """A contact as typed: a person called Ivan Petrov unless told otherwise."""

    def shape(**fields: Any) -> ContactShape:
        if fields.get("kind") != "company":
            fields = {"kind": "person", "first_name": "Ivan", "last_name": "Petrov", **fields}
        return read(ContactShape, fields)

    return shape
