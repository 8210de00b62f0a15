"""What is wrong with a form is told in words that fit the field."""

from typing import Annotated

import pytest
from pydantic import Field

from crm.kernel.errors import Invalid
from crm.kernel.forms import Email, Line, Shape, read


class Sample(Shape):
    """A text, an address, and a list."""

    name: Line = ""
    email: Email = "anna@north.example"
    ids: Annotated[list[int], Field(max_length=1, default_factory=list)]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": "x" * 201}, {"name": "This is too long: at most 200 characters."}),
        ({"ids": [1, 2]}, {"ids": "There are too many of these: at most 1."}),
        ({"email": ""}, {"email": "Fill this in."}),
        ({"email": "anna@@north"}, {"email": "This doesn't look like an e-mail address."}),
    ],
)
def test_each_fault_has_its_own_sentence(values, told):
    with pytest.raises(Invalid) as refused:
        read(Sample, values)

    assert refused.value.fields == told
