"""One task in full."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.i18n import _
from crm.tasks.access import DELETE_TASKS
from crm.tasks.forms import PRIORITIES
from crm.tasks.models import Task
from crm.tasks.presenters import when
from crm.tasks.presenters.rows import Row, rows
from crm.team.queries import names_of

MOST_EVENTS: Final = 20
ICONS: Final = {
    "TaskAdded": "plus", "TaskAddedWithOthers": "plus", "TaskDone": "check", "TaskReminded": "bell",
    "TaskRemindedLate": "bell",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the task."""

    icon: str
    text: str
    short: str
    iso: str
    exact: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A task as its page shows it."""

    row: Row
    text: str
    checklist: list[dict[str, Any]]
    reminders: str
    priority: str
    given_by: str
    events: list[Event]
    may_delete: bool
    version: int


def detail(task: Task, *, to: Actor) -> Detail:
    """The task with its last events; the same few statements whatever it holds."""
    db.session.refresh(task, ["category"])
    facts = _facts(task)
    people = names_of([task.made_by, *(fact.actor_id for fact in facts)])
    return Detail(
        row=rows([task], to=to)[0],
        text=task.text,
        checklist=task.checklist,
        reminders=", ".join(when.before(minutes) for minutes in task.reminders),
        priority=str(PRIORITIES[task.priority]) if task.priority else "",
        given_by=people.get(task.made_by or 0, ""),
        events=[_event(fact, people) for fact in facts],
        may_delete=to.may(DELETE_TASKS, task),
        version=task.version,
    )


def _facts(task: Task) -> list[FactRow]:
    about = select(FactRow).where(FactRow.subject_kind == "task", FactRow.subject_id == task.id)
    return list(db.session.scalars(about.order_by(FactRow.id.desc()).limit(MOST_EVENTS)))


def _event(row: FactRow, people: dict[int, str]) -> Event:
    actor = people.get(row.actor_id or 0) or _("Artel")
    return Event(
        icon=ICONS.get(row.name.rpartition(".")[2], "point"),
        text=str(row.fact().sentence) % {"actor": actor, "subject": "", **row.body},
        short=moments.short(row.at),
        iso=row.at.isoformat(),
        exact=moments.exact(row.at),
    )
