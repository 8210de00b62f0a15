"""Shapes of what people type about themselves and their workspace."""

from collections.abc import Callable
from datetime import date, time
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator

from crm.kernel.forms import Email, Label, Line, LongLine, OptionalId, Secret, Shape, TimeZone, refusal
from crm.kernel.i18n import mark
from crm.team.schedule import MIDNIGHT

MOST_HOLIDAYS: Final = 200
_DATES: Final = date(2000, 1, 1), date(2100, 12, 31)


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


ReachName = Literal["none", "own", "group", "all"]


class RoleShape(Shape):
    """A role: what it is called, what it is for, and how far each permission reaches; none where left out."""

    name: Annotated[Label, Field(min_length=1)]
    help: LongLine = ""
    """What the role is for, in a sentence."""
    reaches: Annotated[dict[str, ReachName], Field(max_length=500, default_factory=dict)]
    """How far each permission goes, by its key; `/permissions` lists them."""
    version: int = 0


class RoleDeletion(Shape):
    """What those who have a role get when it is deleted."""

    replacement_id: OptionalId = None


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


def _read_by(parse: Callable[[str], Any], code: str, sentence: str) -> BeforeValidator:
    """Read what a date or time field sends; None where it is left empty."""

    def parsed(value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return value or None
        try:
            return parse(value.strip())
        except ValueError:
            raise refusal(code, sentence) from None

    return BeforeValidator(parsed)


TimeOfDay = Annotated[
    time | None,
    _read_by(
        lambda text: time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None),
        "time",
        mark("This is no time of the day. Write it like 09:00."),
    ),
]
Day = Annotated[
    date | None, _read_by(date.fromisoformat, "date", mark("This is no date. Write it like 2027-01-31."))
]


class WorkingDay(Shape):
    """One weekday: from when to when it is worked. On a closed day the times count for nothing."""

    works: bool = False
    opens: TimeOfDay = Field(default=None, validate_default=True)
    closes: TimeOfDay = Field(default=None, validate_default=True)

    @field_validator("opens", "closes")
    @classmethod
    def _is_told(cls, value: time | None, info: ValidationInfo) -> time | None:
        if info.data.get("works") and value is None:
            raise refusal("missing", mark("Fill this in."))
        return value

    @field_validator("closes")
    @classmethod
    def _is_later(cls, value: time | None, info: ValidationInfo) -> time | None:
        opens = info.data.get("opens")
        if info.data.get("works") and value and opens and value != MIDNIGHT and value <= opens:
            raise refusal("hours", mark("The day should end after it begins."))
        return value


class HolidayRow(Shape):
    """A day out of the ordinary as typed, with the hours that are worked, if any are.

    A row with neither name nor date stands for none.
    """

    name: Line = ""
    on: Day = Field(default=None, validate_default=True)
    opens: TimeOfDay = None
    closes: TimeOfDay = Field(default=None, validate_default=True)

    @field_validator("on")
    @classmethod
    def _is_near(cls, value: date | None, info: ValidationInfo) -> date | None:
        if value is None and info.data.get("name"):
            raise refusal("missing", mark("Fill this in."))
        if value is not None and not _DATES[0] <= value <= _DATES[1]:
            raise refusal("far_date", mark("Choose a date between the years 2000 and 2100."))
        return value

    @field_validator("closes")
    @classmethod
    def _is_later(cls, value: time | None, info: ValidationInfo) -> time | None:
        opens = info.data.get("opens")
        if (value is None) != (opens is None):
            raise refusal("missing", mark("Fill in both times, or neither if nobody works."))
        if value and opens and value != MIDNIGHT and value <= opens:
            raise refusal("hours", mark("The day should end after it begins."))
        return value


class ScheduleForm(Shape):
    """Working hours from Monday to Sunday and holidays (TEN-4), and the version they were changed from."""

    days: Annotated[list[WorkingDay], Field(min_length=7, max_length=7)]
    holidays: Annotated[list[HolidayRow], Field(max_length=MOST_HOLIDAYS, default_factory=list)]
    version: int
