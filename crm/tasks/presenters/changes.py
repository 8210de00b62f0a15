"""What acts changed of tasks, in words: only of tasks that the reader sees."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import or_, select

from crm.journal.models import Change
from crm.journal.restorers import Line, Reason, Told
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import LazyText, lazy
from crm.tasks.access import deleted_within
from crm.tasks.models import Task
from crm.tasks.presenters import rules
from crm.tasks.presenters.rows import url
from crm.team.queries import names_of

SHOWN_VALUE: Final = 80
LABELS: Final[dict[str, LazyText]] = {
    "title": lazy("What there is to do"),
    "text": lazy("Text"),
    "due_on": lazy("Due"),
    "due_at": lazy("Due"),
    "assignee_ids": lazy("Who does it"),
    "recurrence": lazy("Repeats"),
    "category_id": lazy("Category"),
    "priority": lazy("Priority"),
    "about_id": lazy("About"),
    "reminders": lazy("Reminders"),
    "checklist": lazy("Checklist"),
    "done_at": lazy("Done"),
    "deleted_at": lazy("Deleted"),
}


def tell(changes: Sequence[Change], to: Actor) -> list[Told]:
    """The changes in words, in their order; those of tasks out of sight are left out."""
    ids = {change.record_id for change in changes}
    within = [
        rows.with_only_columns(Task.id).order_by(None) for rows in (Task.visible_to(to), deleted_within(to))
    ]
    rows = select(Task).where(Task.id.in_(ids), or_(*(Task.id.in_(some) for some in within)))
    tasks = {task.id: task for task in db.session.scalars(rows)}
    people = names_of(_people(changes))
    return [_told(change, tasks[change.record_id], people) for change in changes if change.record_id in tasks]


def _told(change: Change, task: Task, people: dict[int, str]) -> Told:
    return Told(
        kind=change.record_kind,
        id=change.record_id,
        title=task.title,
        url="" if task.deleted_at else url(task.id),
        lines=tuple(_lines(change.before or {}, change.after or {}, people)),
        reason=Reason(change.skipped) if change.skipped else None,
        of=change,
    )


def _lines(before: Mapping[str, Any], after: Mapping[str, Any], people: dict[int, str]) -> Iterator[Line]:
    for name in {**before, **after}:
        if name in LABELS:
            was, now = (_words(name, values.get(name), people) for values in (before, after))
            yield Line(str(LABELS[name]), was, now)


def _words(name: str, value: Any, people: dict[int, str]) -> str:
    if value is None or value == "":
        return ""
    if name in ("due_at", "done_at", "deleted_at"):
        return moments.exact(datetime.fromisoformat(value))
    if name == "due_on":
        return moments.date_of(date.fromisoformat(value))
    if name == "assignee_ids":
        return ", ".join(people[user_id] for user_id in value if user_id in people)
    if name == "recurrence":
        return rules.told(value)
    if name not in ("title", "text"):
        return ""
    return value if len(value) <= SHOWN_VALUE else f"{value[:SHOWN_VALUE].rstrip()}…"


def _people(changes: Sequence[Change]) -> set[int]:
    both = [values for change in changes for values in (change.before, change.after) if values]
    return {user_id for values in both for user_id in values.get("assignee_ids") or ()}
