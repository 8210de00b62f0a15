"""Shapes of what people type about themselves and their workspace."""

from typing import Annotated

from pydantic import Field, StringConstraints

from crm.kernel.forms import Line, Secret, Shape

Filled = Annotated[Line, Field(min_length=1)]


class SignIn(Shape):
    """Who somebody says they are. The address is looked up, not checked: a wrong one is just unknown."""

    email: Annotated[str, StringConstraints(max_length=254)] = ""
    password: Secret = ""
