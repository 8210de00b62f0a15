"""The shape of what people choose about notices, shared by their page and the API."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from crm.kernel.forms import Id, Shape, refusal
from crm.kernel.i18n import mark
from crm.notifications.kinds import MailMode, kinds
from crm.notifications.preferences import DIGEST_AT, Choice, Preferences
from crm.notifications.quiet import Quiet
from crm.team.forms import TimeOfDay


def _told(value: TimeOfDay) -> TimeOfDay:
    if value is None:
        raise refusal("missing", mark("Fill this in."))
    return value


class KindShape(Shape):
    """How a person is told of one kind of notices."""

    bell: bool
    """Whether the bell tells of it."""
    mail: MailMode
    """When a mail does: at once (`now`), in the summary of the day (`digest`), or never (`none`)."""


class QuietShape(Shape):
    """The hours of every day in which mails wait, on the clock of the person's time zone."""

    begins: TimeOfDay
    ends: TimeOfDay
    """At this time mails go out again; earlier than `begins`, it is on the next day."""
    days_off: bool = False
    """Mails wait on days on which the workspace doesn't work, too."""

    @field_validator("begins", "ends")
    @classmethod
    def _is_told(cls, value: TimeOfDay) -> TimeOfDay:
        return _told(value)

    @field_validator("ends")
    @classmethod
    def _is_another(cls, value: TimeOfDay, info: ValidationInfo) -> TimeOfDay:
        if value == info.data.get("begins"):
            raise refusal("quiet", mark("Quiet hours should end at another time than they begin."))
        return value


class PreferencesShape(Shape):
    """What a person chose about notices; kinds that are left out stay as they are."""

    kinds: Annotated[dict[str, KindShape], Field(max_length=100, default_factory=dict)]
    """How one is told, by the key of the kind of notices."""
    quiet: QuietShape | None = None
    digest_at: TimeOfDay = Field(default=DIGEST_AT, validate_default=True)
    """When the summary of the day comes, on the clock of the person's time zone."""
    gathers: bool = False
    """Whether many mails of the same shortly after each other become one."""

    @field_validator("kinds")
    @classmethod
    def _are_known(cls, value: dict[str, KindShape]) -> dict[str, KindShape]:
        if not value.keys() <= {kind.key for kind in kinds}:
            raise refusal("notice_kind", mark("There is no such kind of notices."))
        return value

    @field_validator("digest_at")
    @classmethod
    def _is_told(cls, value: TimeOfDay) -> TimeOfDay:
        return _told(value)

    def preferences(self) -> Preferences:
        """The same as what is kept."""
        quiet = self.quiet
        return Preferences(
            choices={key: Choice(one.bell, one.mail) for key, one in self.kinds.items()},
            quiet=Quiet(quiet.begins, quiet.ends, quiet.days_off)
            if quiet and quiet.begins is not None and quiet.ends is not None
            else None,
            digest_at=self.digest_at or DIGEST_AT,
            gathers=self.gathers,
        )


class ReadingShape(Shape):
    """Which notices were read: some, or with `all` every one."""

    ids: Annotated[list[Id], Field(max_length=500, default_factory=list)]
    all: bool = False
