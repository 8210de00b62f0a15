"""A line of words as a task: read, with the contacts and colleagues that it means (TSK-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crm.contacts.models.contact import Contact
from crm.kernel import clock
from crm.kernel.access import Actor
from crm.tasks.queries.matching import matched
from crm.tasks.queries.people import named
from crm.tasks.wording.reading import understand
from crm.team.queries import names_of


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says. ``contacts`` are those that ``name`` may mean, of those that the actor sees."""

    title: str
    due_on: date | None
    due_at: datetime | None
    rule: str
    is_urgent: bool
    name: str
    contacts: Sequence[Contact]
    user_ids: list[int]
    people: list[str]


def line_of(text: str, *, language: str, by: Actor) -> Line:
    """What the words say, on the actor's clock; a few statements for names, however many there are."""
    zone = ZoneInfo(by.time_zone)
    found = understand(text, now=clock.now().astimezone(zone).replace(tzinfo=None), language=language)
    match = matched(found.names, to=by) if found.names else None
    users = [ids[0] for name in found.people[:3] if len(ids := named(name)) == 1]
    names = names_of(users)
    unknown = [f"@{name}" for name in found.people if not any(_begins(one, name) for one in names.values())]
    title = " ".join([found.title, *unknown]).strip() or (match.name if match else text)
    return Line(
        title=title[:200], due_on=found.due_on,
        due_at=found.due_at.replace(tzinfo=zone).astimezone(UTC) if found.due_at else None,
        rule=str(found.rule or ""), is_urgent=found.is_urgent, name=match.name if match else "",
        contacts=match.contacts if match else (), user_ids=users, people=[names[one] for one in users],
    )  # fmt: skip


def shape_of(line: Line, *, about: dict[str, Any] | None) -> dict[str, Any]:
    """The line in the words of ``TaskShape``."""
    return {
        "title": line.title, "due_on": line.due_on, "due_at": line.due_at, "recurrence": line.rule,
        "priority": 1 if line.is_urgent else 0, "assignee_ids": line.user_ids, "about": about,
    }  # fmt: skip


def _begins(name: str, part: str) -> bool:
    return name.lower().replace("ё", "е").startswith(part.lower().replace("ё", "е"))
