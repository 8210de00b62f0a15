"""What people fill in at the apex."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from crm.kernel.forms import Email, Line, Secret, Shape, TimeZone, refusal
from crm.kernel.i18n import mark


def _no_link(name: str) -> str:
    """Names stand in a letter to an address that nobody has confirmed yet: they carry nobody's message."""
    if "://" in name or "www." in name.lower():
        raise refusal("link", mark("Write the name alone, without an address of a site."))
    return name


Named = Annotated[Line, StringConstraints(min_length=1, max_length=100), AfterValidator(_no_link)]


class SignUpForm(Shape):
    """A wish for a workspace. ``slug`` is the first part of its address, ``terms`` the ticked box."""

    business: Named
    slug: Annotated[Line, StringConstraints(min_length=1)]
    owner_name: Named
    email: Email
    password: Annotated[Secret, StringConstraints(min_length=1)]
    locale: Literal["en", "ru"]
    time_zone: TimeZone
    terms: Literal["1"] = Field(repr=False)


class FindForm(Shape):
    """Whose workspaces are looked for."""

    email: Email
