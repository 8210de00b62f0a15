"""How a person's choices are told in a form and in the API."""

from dataclasses import dataclass
from datetime import time
from typing import Any, Final

from crm.kernel.i18n import LazyText, lazy
from crm.notifications.kinds import MailMode, NoticeKind, kinds
from crm.notifications.preferences import Preferences

MODES: Final[tuple[tuple[str, LazyText], ...]] = (
    (MailMode.NOW.value, lazy("At once")),
    (MailMode.DIGEST.value, lazy("In the summary")),
    (MailMode.NONE.value, lazy("Never")),
)
QUIET: Final = (time(20), time(8))
"""The hours that are proposed to who has none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of notices and what holds for it."""

    kind: NoticeKind
    bell: bool
    mail: str


def lines(preferences: Preferences) -> list[Line]:
    """All kinds with what this person chose."""
    return [
        Line(kind, choice.bell, choice.mail.value) for kind in kinds for choice in (preferences.of(kind),)
    ]


def values(preferences: Preferences) -> dict[str, Any]:
    """The preferences as the shape of their change reads them, every kind among them."""
    quiet = preferences.quiet
    return {
        "kinds": {line.kind.key: {"bell": line.bell, "mail": line.mail} for line in lines(preferences)},
        "quiet": {"begins": quiet.begins, "ends": quiet.ends, "days_off": quiet.days_off} if quiet else None,
        "digest_at": preferences.digest_at,
        "gathers": preferences.gathers,
    }


def typed(preferences: Preferences) -> dict[str, Any]:
    """The preferences as their page's form would send them."""
    quiet = preferences.quiet
    begins, ends = (quiet.begins, quiet.ends) if quiet else QUIET
    return {
        "kinds": [
            {"key": line.kind.key, "bell": "1" if line.bell else "", "mail": line.mail}
            for line in lines(preferences)
        ],
        "quiet": "1" if quiet else "",
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "days_off": "1" if quiet and quiet.days_off else "",
        "digest_at": f"{preferences.digest_at:%H:%M}",
        "gathers": "1" if preferences.gathers else "",
    }


def asked(form: dict[str, Any]) -> dict[str, Any]:
    """What the page's form sends, as the shape reads it."""
    rows = form.get("kinds")
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    quiet = {name: form.get(name) for name in ("begins", "ends")} | {"days_off": bool(form.get("days_off"))}
    return {
        "kinds": {
            str(row.get("key", "")): {"bell": bool(row.get("bell")), "mail": row.get("mail")} for row in rows
        },
        "quiet": quiet if form.get("quiet") else None,
        "digest_at": form.get("digest_at"),
        "gathers": bool(form.get("gathers")),
    }
