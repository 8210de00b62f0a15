"""How somebody is told of something: where, and when a mail goes out. Pure: rows and clocks are handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Final

from crm.kernel.facts import FactRow
from crm.notifications.kinds import MailMode, kinds
from crm.notifications.preferences import preferences_of
from crm.notifications.quiet import digest_after, loud_from

AT_ONCE: Final = 3
"""So many mails of the same within ``GATHERED`` go out at once; what follows is gathered into one."""
GATHERED: Final = timedelta(minutes=10)
TOGETHER: Final = timedelta(seconds=15)
"""So long waits what is told soon; what is due within as much again goes along."""


class Urgency(StrEnum):
    """How much a mail may disturb.

    ``NORMAL``: as the person chose. ``SOON``: the same, but within half a minute instead of at once, and in
    one mail with what else is told soon: for facts of several packages that one act leads to. ``URGENT``:
    neither quiet hours nor summaries nor gathering hold it up; only who wants no mails of the kind gets none.
    ``LOW``: no mail of its own, it stands in the summary.
    """

    LOW = "low"
    SOON = "soon"
    NORMAL = "normal"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Telling:
    """What somebody is told, and by which letter; None: by the bell and, if wanted, the summary alone."""

    about: FactRow
    anchor: tuple[str, int] | None
    letter: str | None
    urgency: Urgency
    context: dict[str, Any]
    in_bell: bool = True


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom something is told: what they chose for themselves, their zone, and when nobody works there."""

    settings: Mapping[str, Any]
    zone: tzinfo
    is_day_off: Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Way:
    """Where somebody is told, and when a mail goes out: None for never."""

    in_bell: bool
    mail_at: datetime | None


def way(fact_name: str, reader: Reader, *, urgency: Urgency, has_letter: bool, now: datetime) -> Way:
    """How this reader is told of a fact of this name."""
    preferences = preferences_of(reader.settings)
    choice = preferences.of(kinds.of(fact_name))
    mode = choice.mail
    if urgency is Urgency.URGENT and mode is not MailMode.NONE and has_letter:
        return Way(choice.bell, now)
    if urgency is Urgency.LOW and mode is MailMode.NOW:
        mode = MailMode.DIGEST
    if mode is MailMode.NONE or (mode is MailMode.NOW and not has_letter):
        return Way(choice.bell, None)
    if mode is MailMode.NOW:
        return Way(choice.bell, mail_allowed_at(reader, now))
    return Way(choice.bell, digest_after(now, preferences.digest_at, zone=reader.zone))


def mail_allowed_at(reader: Reader, at: datetime) -> datetime:
    """The first instant from ``at`` on at which the reader's own quiet hours let a mail through. In UTC."""
    quiet = preferences_of(reader.settings).quiet
    return loud_from(at, quiet, zone=reader.zone, is_day_off=reader.is_day_off)


def slot_after(now: datetime) -> datetime:
    """When what is gathered now goes out: the same instant for all of some minutes."""
    seconds = int(GATHERED.total_seconds())
    return datetime.fromtimestamp((int(now.timestamp()) // seconds + 1) * seconds, UTC)


def row_of(user_id: int, telling: Telling, how: Way, *, now: datetime) -> dict[str, Any]:
    """The columns of the notice; what is not for the bell counts as read."""
    kind, record_id = telling.anchor or (None, None)
    in_bell = how.in_bell and telling.in_bell
    return {
        "user_id": user_id, "fact_id": telling.about.id, "about_kind": kind, "about_id": record_id,
        "in_bell": in_bell, "read_at": None if in_bell else now,
    }  # fmt: skip
