"""Tasks as rows of a list, with what they are about as far as the reader sees it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from crm.kernel import clock
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.i18n import _
from crm.kernel.names import initials
from crm.tasks.models import Task, TaskCategory
from crm.tasks.presenters import rules, when
from crm.tasks.queries.lists import editable_among
from crm.team.queries import Face, faces_of


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that a task is about, for a reader who sees it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who is to do a task."""

    id: int
    name: str
    initials: str
    photo: str


@dataclass(frozen=True, slots=True)
class Row:
    """A task as a line. ``mood`` is that of its date; ``second`` says what else there is."""

    id: int
    title: str
    url: str
    due: when.When
    day: date | None
    mood: str
    is_done: bool
    is_urgent: bool
    may_edit: bool
    category: TaskCategory | None
    subject: Subject | None
    people: list[Somebody]
    steps: str
    repeats: str
    version: int
    clock: str

    @property
    def second(self) -> str:
        """What it is about, what it is, how far it is and how often it comes."""
        told = (self.subject.title if self.subject else "", self.category.shown if self.category else "",
                self.steps, self.repeats)  # fmt: skip
        return " · ".join(filter(None, told))


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading."""

    title: str
    rows: list[Row]


def url(task_id: int) -> str:
    """The task's path."""
    return f"/tasks/{task_id}"


def list_url(query: str) -> str:
    """The path of the list with this query."""
    return f"/tasks?{query}" if query else "/tasks"


def rows(tasks: Sequence[Task], *, to: Actor) -> list[Row]:
    """The tasks as rows, in their order: a query each for people and rights, one a kind of record."""
    faces = faces_of(user_id for task in tasks for user_id in task.assignee_ids)
    subjects, editable = subjects_of(tasks, to=to), editable_among([task.id for task in tasks], by=to)
    now, today = clock.now(), when.today()
    return [
        _row(task, faces, subjects.get(task.id), may_edit=task.id in editable,
             mood="bad" if task.is_late(now=now, today=today) else "")
        for task in tasks
    ]  # fmt: skip


def subjects_of(tasks: Iterable[Task], *, to: Actor) -> dict[int, Subject]:
    """What tasks are about, by the task's id, as far as the reader sees it; one query a kind of record."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    among = list(tasks)
    for task in among:
        if task.about_kind and task.about_id:
            wanted[task.about_kind].add(task.about_id)
    seen = {kind: anchors.visible(kind, ids, to) for kind, ids in wanted.items()}
    return {
        task.id: Subject(
            anchors.title(task.about_kind, record), anchors.url(task.about_kind, record.id) or ""
        )
        for task in among
        if task.about_kind and (record := seen[task.about_kind].get(task.about_id or 0)) is not None
    }


def people(user_ids: Iterable[int], faces: dict[int, Face]) -> list[Somebody]:
    """These users, with names and faces."""
    known = ((user_id, faces[user_id]) for user_id in user_ids if user_id in faces)
    return [Somebody(user_id, face.name, initials(face.name), face.photo) for user_id, face in known]


def sections(found: Sequence[Row]) -> list[Section]:
    """Rows that are in the order of their dates, under what these are to today."""
    today = when.today()
    grouped = groupby(found, key=lambda row: _place(row.day, today))
    return [Section(title, list(some)) for title, some in grouped]


def _place(day: date | None, today: date) -> str:
    if day is None:
        return _("Without a date")
    if day < today:
        return _("Overdue")
    names = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
    if day in names:
        return names[day]
    return _("The next days") if day <= today + timedelta(days=6) else _("Later")


def steps_of(checklist: Sequence[dict[str, Any]]) -> str:
    """How far a checklist is: "2/5"; empty without one."""
    return f"{sum(bool(step['done']) for step in checklist)}/{len(checklist)}" if checklist else ""


def _row(task: Task, faces: dict[int, Face], subject: Subject | None, *, may_edit: bool, mood: str) -> Row:
    return Row(
        id=task.id, title=task.title, url=url(task.id), due=when.due(task), day=when.day_of(task), mood=mood,
        is_done=task.done_at is not None, is_urgent=task.priority > 0, may_edit=may_edit,
        category=task.category, subject=subject, people=people(task.assignee_ids, faces),
        steps=steps_of(task.checklist), repeats=rules.told(task.recurrence), version=task.version,
        clock=f"{when.here(task.due_at):%H:%M}" if task.due_at else "",
    )  # fmt: skip
