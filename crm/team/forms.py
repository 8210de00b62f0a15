"""Shapes of what people type about themselves and their workspace."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from crm.kernel.forms import Email, Line, Secret, Shape, TimeZone


def several(value: object) -> object:
    """A list, also where a page posts its only value by itself."""
    return [value] if isinstance(value, str) else value


Filled = Annotated[Line, Field(min_length=1)]
Locale = Literal["en", "ru"]
Ids = Annotated[list[int], BeforeValidator(several), Field(default_factory=list)]


class SignIn(Shape):
    """Who somebody says they are: an address that is one, and any password at all."""

    email: Email
    password: Annotated[Secret, Field(min_length=1)]


class Reset(Shape):
    """Whose password is forgotten."""

    email: Email


class NewPassword(Shape):
    """A password to be. ``email`` is shown for password managers' sake and changes nothing."""

    password: Secret
    email: str = ""


class PasswordChange(Shape):
    """The password that was and the one to be."""

    old: Secret
    password: Secret


class EmailWish(Shape):
    """Another e-mail address, and the password that shows who asks."""

    email: Email
    current: Secret


class Profile(Shape):
    """How a person is called and spoken to. An empty ``time_zone`` means the workspace's."""

    name: Filled
    locale: Locale
    time_zone: TimeZone | Literal[""] = ""


class TokenWish(Shape):
    """A token to be: what it is for, and what it may do."""

    name: Filled
    scopes: Annotated[list[str], BeforeValidator(several), Field(default_factory=list)]


class InvitationWish(Shape):
    """Whom to invite, as what, and in which language to write."""

    email: Email
    name: Line = ""
    role_id: int
    locale: Locale


class Newcomer(Shape):
    """What somebody who accepts an invitation says of themselves. ``email`` is shown and changes nothing."""

    name: Filled
    password: Secret
    locale: Locale
    email: str = ""


class RoleChoice(Shape):
    """The roles that a user is to have, and the version of the user that the choice was made on."""

    role_ids: Ids
    version: int


class Leaving(Shape):
    """Who takes over what a leaving user is in charge of; 0 for nobody."""

    heir_id: int = 0


class GroupWish(Shape):
    """A group's name and members; ``version`` is that of the group that was read, 0 for a new one."""

    name: Filled
    member_ids: Ids
    version: int = 0


class WorkspaceForm(Shape):
    """The workspace's settings (TEN-4), and the version that they were changed from."""

    name: Filled
    locale: Locale
    time_zone: TimeZone
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    first_weekday: Annotated[int, Field(ge=1, le=7)]
    default_sharing: Literal["private", "read", "write"]
    both_names: bool = False
    version: int
