"""What people fill in at the apex."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from crm.kernel.forms import Email, Line, Secret, Shape, TimeZone

Filled = Annotated[Line, StringConstraints(min_length=1)]


class SignUpForm(Shape):
    """A wish for a workspace. ``slug`` is the first part of its address, ``terms`` the ticked box."""

    business: Filled
    slug: Filled
    owner_name: Filled
    email: Email
    password: Annotated[Secret, StringConstraints(min_length=1)]
    locale: Literal["en", "ru"]
    time_zone: TimeZone
    terms: Literal["1"] = Field(repr=False)


class FindForm(Shape):
    """Whose workspaces are looked for."""

    email: Email
