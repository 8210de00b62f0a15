"""How work is told: in sections by when it is due, each line with who, what about and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from crm.home.queries.work import Waiting, due
from crm.kernel import moments
from crm.kernel.clock import now
from crm.kernel.i18n import LazyText, _, lazy, time_zone
from crm.kernel.names import initials
from crm.kernel.paging import Count
from crm.kernel.work import Deed

SOON: Final = timedelta(days=7)
SECTIONS: Final[tuple[tuple[str, LazyText, str], ...]] = (
    ("late", lazy("Overdue"), "alert-circle"),
    ("today", lazy("For today"), "sun-high"),
    ("soon", lazy("In the next seven days"), "calendar"),
    ("later", lazy("Later"), "calendar"),
    ("undated", lazy("Without a date"), "checklist"),
)


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One thing that waits, in words. ``second`` says what kind it is and what it is about."""

    title: str
    url: str
    icon: str
    second: str
    when: str
    exact: str
    iso: str
    mood: str
    deeds: Sequence[Deed]
    person_id: int = 0
    person: str = ""

    @property
    def initials(self) -> str:
        """For whom it waits, in one or two letters."""
        return initials(self.person)


@dataclass(frozen=True, slots=True)
class Section:
    """Things that are due about the same time."""

    key: str
    title: LazyText
    icon: str
    lines: list[WorkLine] = field(default_factory=list)


def sections(waiting: Iterable[Waiting], people: Mapping[int, str]) -> list[Section]:
    """What waits by when it is due, in its order; ``people`` are the names to tell, none for one's own."""
    found = {key: Section(key, title, icon) for key, title, icon in SECTIONS}
    for one in waiting:
        found[_section(one)].lines.append(_line(one, people))
    return [section for section in found.values() if section.lines]


def lines(waiting: Sequence[Waiting], *, shown: int) -> list[WorkLine]:
    """The first of them, one's own."""
    return [_line(one, {}) for one in waiting[:shown]]


def count_told(count: Count) -> str:
    """A number beside the navigation: "7", "99+", nothing for none."""
    if not count.value:
        return ""
    return "99+" if count.capped or count.value > 99 else str(count.value)


def _section(one: Waiting) -> str:
    if one.work.is_late:
        return "late"
    on = _day(one)
    if on is None:
        return "undated"
    today = _today()
    if on <= today:
        return "today"
    return "soon" if on <= today + SOON else "later"


def _line(one: Waiting, people: Mapping[int, str]) -> WorkLine:
    work = one.work
    told = " · ".join(filter(None, (str(one.source.one or one.source.label), work.subject)))
    person = people.get(work.user_id, "")
    return WorkLine(
        title=work.title, url=work.url, icon=one.source.icon, second=told, when=_when(one),
        exact=moments.exact(work.due_at) if work.due_at else "",
        iso=work.due_at.isoformat() if work.due_at else "",
        mood="bad" if work.is_late else "", deeds=work.deeds,
        person_id=work.user_id if person else 0, person=person,
    )  # fmt: skip


def _when(one: Waiting) -> str:
    on, at = _day(one), one.work.due_at
    if on is None:
        return ""
    today = _today()
    if at is not None and on == today:
        return moments.time_of(at)
    named = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    told = named.get((on - today).days) or moments.date_of(on)
    return f"{told}, {moments.time_of(at)}" if at is not None and on > today else told


def _day(one: Waiting) -> date | None:
    """The day on which it is due, where the reader is."""
    if one.work.due_at is None:
        return one.work.due_on
    return due(one.work, _zone()).astimezone(_zone()).date()


def _today() -> date:
    return now().astimezone(_zone()).date()


def _zone() -> ZoneInfo:
    return ZoneInfo(time_zone())
