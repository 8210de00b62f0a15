"""What a person chose about notices: which, where, when. Kept with the user's own settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final

from crm.notifications.kinds import MailMode, NoticeKind
from crm.notifications.quiet import Quiet

SETTING: Final = "notifications"
DIGEST_AT: Final = time(9)


@dataclass(frozen=True, slots=True)
class Choice:
    """Of one kind of notices: whether the bell tells of it, and when a mail does."""

    bell: bool
    mail: MailMode


@dataclass(frozen=True, slots=True)
class Preferences:
    """All that a person chose. ``gathers``: many mails of the same shortly after each other become one."""

    choices: Mapping[str, Choice] = field(default_factory=dict)
    quiet: Quiet | None = None
    digest_at: time = DIGEST_AT
    gathers: bool = True

    def of(self, kind: NoticeKind) -> Choice:
        """What holds for this kind."""
        return self.choices.get(kind.key, Choice(True, kind.mail))

    def kept(self) -> dict[str, Any]:
        """The preferences as the user's settings keep them."""
        return {
            "kinds": {key: [one.bell, one.mail.value] for key, one in sorted(self.choices.items())},
            "quiet": _kept_quiet(self.quiet),
            "digest_at": f"{self.digest_at:%H:%M}",
            "gathers": self.gathers,
        }


def preferences_of(settings: Mapping[str, Any]) -> Preferences:
    """What these settings of a user say; what usually holds for who never chose."""
    kept = settings.get(SETTING)
    if not kept:
        return Preferences()
    quiet = kept["quiet"]
    return Preferences(
        choices={key: Choice(bell, MailMode(mail)) for key, (bell, mail) in kept["kinds"].items()},
        quiet=Quiet(time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1]), quiet[2]) if quiet else None,
        digest_at=time.fromisoformat(kept["digest_at"]),
        gathers=kept["gathers"],
    )


def _kept_quiet(quiet: Quiet | None) -> list[Any] | None:
    return [f"{quiet.begins:%H:%M}", f"{quiet.ends:%H:%M}", quiet.days_off] if quiet else None
