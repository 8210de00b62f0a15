"""What may be written down about a contact, and what is asked of the audit log, for pages and API."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID, Label, Line, OptionalId, Prose, Shape, empty_is_none, refusal
from crm.kernel.i18n import LazyText, lazy, mark, time_zone
from crm.timeline.models import Entry, EntryKind

Direction = Literal["in", "out"]
Result = Literal["answered", "no_answer", "busy", "message"]
DETAILS: Final[dict[EntryKind, tuple[str, ...]]] = {
    "note": (),
    "call": ("direction", "minutes", "result"),
    "meeting": ("place",),
    "mail": ("direction", "subject"),
}
"""What each kind has besides its text."""
EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
MOST_MINUTES: Final = 24 * 60
NEEDED: Final = lazy("Write something down first.")


def _none_if_empty(value: Any, info: ValidationInfo) -> Any:
    """A field of an HTML form that is left empty stands for none; JSON has its null for that."""
    return None if info.mode == "python" and isinstance(value, str) and not value.strip() else value


def _instant(value: Any) -> Any:
    """A text of an instant; without an offset it is on the reader's clock."""
    if value is None or isinstance(value, datetime):
        return value
    try:
        at = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=ZoneInfo(time_zone()))
        return at.astimezone(UTC) if at is not None else _refuse_instant()
    except (ValueError, OverflowError):
        return _refuse_instant()


def _refuse_instant() -> datetime:
    raise refusal("instant", mark("This is no date with a time, such as 2026-11-22T15:30."))


def _in_our_time(value: datetime | None) -> datetime | None:
    if value is not None and not EARLIEST <= value <= LATEST:
        raise refusal("time", mark("This date is too far away."))
    return value


Instant = Annotated[
    datetime | None,
    AfterValidator(_in_our_time),
    BeforeValidator(_instant),
    BeforeValidator(_none_if_empty),
]


class EntryValues(Shape):
    """What is written down, whatever its kind. Fields of another kind are left out of it."""

    body: Prose = ""
    """What there is to say, as plain text; `@Name` calls a colleague who can see the contact."""
    direction: Annotated[Direction | None, BeforeValidator(_none_if_empty)] = None
    """A call's or a mail's: `in` from the contact, `out` to it."""
    minutes: Annotated[
        Annotated[int, Field(ge=0, le=MOST_MINUTES)] | None, BeforeValidator(_none_if_empty)
    ] = None
    """How long a call took."""
    result: Annotated[Result | None, BeforeValidator(_none_if_empty)] = None
    """How a call went."""
    place: Line = ""
    """Where a meeting is."""
    subject: Line = ""
    """A mail's."""
    happened_at: Instant = None
    """When it took place; now, if nothing is said. A meeting may be to come."""


class EntryShape(EntryValues):
    """A note, call, meeting or mail as typed."""

    kind: EntryKind = "note"

    @property
    def details(self) -> dict[str, Any]:
        """What belongs to its kind, without what is empty."""
        told = {name: getattr(self, name) for name in DETAILS[self.kind]}
        return {name: value for name, value in told.items() if value not in (None, "")}


def check(shape: EntryShape) -> None:
    """Refuse an entry that says nothing: a note needs its text, a mail a text or a subject.

    Raises:
        Invalid: under ``body``.
    """
    says = bool(shape.body) or (shape.kind == "mail" and bool(shape.subject))
    if shape.kind in ("note", "mail") and not says:
        raise Invalid({"body": NEEDED})


def values_of(entry: Entry) -> dict[str, Any]:
    """The entry in the shape's words: what a form shows and a merge patch is merged into."""
    details: Mapping[str, Any] = entry.details
    told = {name: details.get(name) for name in ("direction", "minutes", "result", "place", "subject")}
    given = {name: value for name, value in told.items() if value is not None}
    return {"kind": entry.kind, "body": entry.body, "happened_at": entry.happened_at, **given}


DIRECTIONS: Final[dict[str, LazyText]] = {"out": lazy("To the contact"), "in": lazy("From the contact")}
RESULTS: Final[dict[str, LazyText]] = {
    "answered": lazy("Answered"),
    "no_answer": lazy("No answer"),
    "busy": lazy("Busy"),
    "message": lazy("Left a message"),
}


Kind = Literal["sign_in", "rights", "sharing", "export", "seeing_as", "records", "settings"]
Way = Literal["page", "api", "job", "command", "signup"]
Day = Annotated[
    date | None, BeforeValidator(empty_is_none), Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))
]


class AuditFilter(Shape):
    """Which acts of the audit log are asked for; both days belong to it, in the reader's time zone."""

    actor_id: Annotated[int | None, BeforeValidator(empty_is_none), Field(ge=0, le=LARGEST_ID)] = None
    """Who did it; 0 is Artel itself."""
    kind: Annotated[Kind | None, BeforeValidator(empty_is_none)] = None
    """What kind of act it is."""
    through: Annotated[Way | None, BeforeValidator(empty_is_none)] = None
    """Through what it was done."""
    since: Day = None
    """The first day."""
    until: Day = None
    """The last day."""
    about_kind: Label = ""
    """What kind of record it is about, such as `contact`; with `about_id`."""
    about_id: OptionalId = None
    """The record's id."""
    act_id: OptionalId = None
    """An act, such as one on many records: then each of its records stands in the log by itself."""

    @property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """When the first day begins, and when the last has ended."""
        zone = ZoneInfo(time_zone())
        first = datetime.combine(self.since, time(), zone) if self.since else None
        last = datetime.combine(self.until + timedelta(days=1), time(), zone) if self.until else None
        return first, last
