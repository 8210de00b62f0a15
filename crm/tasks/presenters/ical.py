"""Tasks as iCalendar (RFC 5545), for calendars elsewhere: as events, or as to-dos where these are wanted.

Instants are told in UTC, so that no zone has to be described; what recurs is told day by day for the coming
weeks, so that its time of day stays right when clocks change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final, Literal
from zoneinfo import ZoneInfo

from crm.kernel.i18n import _, locale
from crm.tasks.models import Task
from crm.tasks.presenters.rows import Subject
from crm.tasks.recurrence import parse

As = Literal["event", "todo"]
LINE_OCTETS: Final = 75
COMING: Final = timedelta(days=90)
MOST_COMING: Final = 30
MOST_TOLD: Final = 3_000
"""So many events or to-dos at most; what tasks are due on comes before what recurs."""
TEXT_LETTERS: Final = 1_000
LASTS: Final = timedelta(minutes=30)
STAMP: Final = "%Y%m%dT%H%M%SZ"


def calendar(
    tasks: Iterable[Task],
    subjects: Mapping[int, Subject],
    *,
    name: str,
    site: str,
    now: datetime,
    told_as: As,
) -> str:
    """The whole calendar. ``site`` is the workspace's address, which makes ids and links."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Artel//Tasks//{locale().upper()}", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
        "X-PUBLISHED-TTL:PT15M",
    ]  # fmt: skip
    for task, due in islice(_times_of(list(tasks), now), MOST_TOLD):
        lines += _component(task, due, subjects.get(task.id), site, told_as)
    return "".join(f"{line}\r\n" for text in (*lines, "END:VCALENDAR") for line in folded(text))


def escaped(text: str) -> str:
    """A text as a value (RFC 5545, 3.3.11)."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, no letter cut in two (RFC 5545, 3.1)."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE_OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    yield piece


def _times_of(tasks: Sequence[Task], now: datetime) -> Iterator[tuple[Task, date]]:
    """When each is due, then when those that recur come again."""
    for task in tasks:
        due = task.due_at or task.due_on
        if due is not None:
            yield task, due
    for task in tasks:
        for due in _coming(task, now):
            yield task, due


def _component(task: Task, due: date, subject: Subject | None, site: str, told_as: As) -> list[str]:
    host = site.partition("://")[2] or site
    is_first = due == (task.due_at or task.due_on)
    suffix = "" if is_first else f"-{due:%Y%m%d}"
    stamp = (task.changed_at or task.made_at).astimezone(UTC).strftime(STAMP)
    about = [subject.title if subject else "", _text(task) if is_first else "", f"{site}/tasks/{task.id}"]
    kind = "VTODO" if told_as == "todo" else "VEVENT"
    return [
        f"BEGIN:{kind}", f"UID:task-{task.id}{suffix}@{host}", f"DTSTAMP:{stamp}", f"LAST-MODIFIED:{stamp}",
        f"SEQUENCE:{task.version}", f"SUMMARY:{escaped(_summary(task, is_first=is_first))}",
        f"DESCRIPTION:{escaped(chr(10).join(filter(None, about)))}", f"URL:{site}/tasks/{task.id}",
        *_times(due, told_as), *_state(task, told_as), f"END:{kind}",
    ]  # fmt: skip


def _text(task: Task) -> str:
    return task.text if len(task.text) <= TEXT_LETTERS else f"{task.text[:TEXT_LETTERS]}…"


def _summary(task: Task, *, is_first: bool) -> str:
    return _("Done: %(title)s", title=task.title) if task.done_at is not None and is_first else task.title


def _times(due: date, told_as: As) -> list[str]:
    if told_as == "todo":
        return [
            f"DUE:{due.astimezone(UTC):{STAMP}}"
            if isinstance(due, datetime)
            else f"DUE;VALUE=DATE:{due:%Y%m%d}"
        ]
    if isinstance(due, datetime):
        begins = due.astimezone(UTC)
        return [f"DTSTART:{begins:{STAMP}}", f"DTEND:{begins + LASTS:{STAMP}}"]
    ends = due + timedelta(days=1)
    return [f"DTSTART;VALUE=DATE:{due:%Y%m%d}", f"DTEND;VALUE=DATE:{ends:%Y%m%d}", "TRANSP:TRANSPARENT"]


def _state(task: Task, told_as: As) -> list[str]:
    if told_as == "event":
        return ["STATUS:CONFIRMED"]
    priority = {1: "PRIORITY:1", 0: "PRIORITY:5", -1: "PRIORITY:9"}[task.priority]
    if task.done_at is None:
        return [priority, "STATUS:NEEDS-ACTION"]
    return [priority, "STATUS:COMPLETED", f"COMPLETED:{task.done_at.astimezone(UTC):{STAMP}}"]


def _coming(task: Task, now: datetime) -> Iterator[date]:
    """The next times of an open task that recurs, within three months, if it was not followed already."""
    if not task.recurrence or task.done_at is not None or task.next_id is not None:
        return
    zone = ZoneInfo(task.zone)
    here = task.due_at.astimezone(zone) if task.due_at is not None else None
    rule, day = parse(task.recurrence), here.date() if here else task.due_on
    for _number in range(MOST_COMING):
        day = rule.after(day) if day is not None else None
        if day is None or day > (now + COMING).date():
            return
        rule = rule.passed_on()
        yield datetime.combine(day, here.time(), zone).astimezone(UTC) if here else day
