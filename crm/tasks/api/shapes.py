"""Tasks as the API takes and tells them."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from crm.kernel.access import Actor
from crm.kernel.forms import Id, Shape
from crm.kernel.i18n import mark
from crm.tasks.forms import TaskShape
from crm.tasks.models import Task
from crm.tasks.presenters import rules
from crm.tasks.presenters.rows import Subject, subjects_of
from crm.tasks.queries.lists import View, Whose
from crm.views.language import LONGEST
from crm.web.api.listing import Listing, PageQuery

EXAMPLE: JsonDict = {"title": "Call Ivan", "due_at": "2026-11-27T15:00:00+03:00", "reminders": [10]}


class TaskIn(TaskShape):
    """A task to add."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})


class TaskStepOut(BaseModel):
    """A line of a checklist."""

    text: str
    done: bool


class TaskRecordOut(BaseModel):
    """The record that a task is about, if you see it."""

    kind: Annotated[str, Field(examples=["contact"])]
    id: int
    title: str


class TaskOut(BaseModel):
    """Something that somebody is to do."""

    seen_by_reader: ClassVar[tuple[str, ...]] = ("about",)
    id: int
    version: Annotated[int, Field(description="Grows with each change; the ETag is made of it.")]
    title: str
    text: str
    category_id: int | None
    priority: Annotated[int, Field(description="1 is high, 0 usual, -1 low.")]
    due_on: date | None
    due_at: datetime | None
    assignee_ids: Annotated[list[int], Field(description="The users who are to do it.")]
    about: Annotated[TaskRecordOut | None, Field(description="What it is about; null if you don't see that.")]
    recurrence: Annotated[str, Field(description="A rule of RFC 5545; empty for none.")]
    recurrence_text: Annotated[str, Field(description="The rule in the reader's language.")]
    repeats: str
    next_id: Annotated[int | None, Field(description="The task that followed it.")]
    reminders: Annotated[list[int], Field(description="Minutes before it is due.")]
    checklist: list[TaskStepOut]
    done_at: datetime | None
    done_by: int | None
    created_by: Annotated[int | None, Field(description="The user who gave it.")]
    created_at: datetime
    updated_at: datetime | None


class TaskListing(Listing[TaskOut]):
    """A page of tasks: open ones by when they are due, done ones the latest first."""


class TaskQuery(PageQuery):
    """Which tasks are wanted."""

    view: Annotated[
        View, Field(description="By date, on your clock. What is late is in `today` and `week`.")
    ] = "all"
    whose: Annotated[Whose, Field(description="Yours, your groups', those you gave to others, or all.")] = (
        "mine"
    )
    assignee_id: Annotated[Id | None, Field(description="Those of this user, in place of `whose`.")] = None
    category_id: Annotated[Id | None, Field(description="Only of this category.")] = None
    about_kind: Annotated[
        Literal["", "contact", "case", "nothing"],
        Field(description=mark("Only about records of this kind that you see, or about `nothing`.")),
    ] = ""
    about_id: Annotated[Id | None, Field(description=mark("Only about this record; with `about_kind`."))] = (
        None
    )
    filter: Annotated[
        str,
        Field(
            max_length=LONGEST,
            description=mark(
                "Conditions in the language that `GET /contacts` describes, on `category`, `assignee`,"
                " `author`, `priority`, `due`, `overdue`, `record`, `title`, `text`, `repeats`, `created`,"
                " `changed` and `done`. They narrow what `view` and `whose` find."
            ),
            examples=["priority:is:high;due:next:7"],
        ),
    ] = ""
    saved_view: Annotated[
        Id | None,
        Field(
            description=mark(
                "A saved view: its filters hold too, and what it says where nothing is given for that."
            )
        ),
    ] = None


class TaskActIn(Shape):
    """Nothing needs to be said: send an empty object."""


class TaskContactOut(BaseModel):
    """A contact that a name in the line may mean."""

    id: int
    name: str


class TaskUnderstoodOut(BaseModel):
    """What a line of words is understood as. Nothing is added by asking."""

    title: str
    due_on: date | None
    due_at: datetime | None
    recurrence: str
    recurrence_text: str
    priority: int
    assignee_ids: list[int]
    contacts: Annotated[list[TaskContactOut], Field(description="Whom it may be about; only those you see.")]


def shown(tasks: list[Task], *, to: Actor) -> list[TaskOut]:
    """Tasks as the API tells them; one query a kind of record that they are about."""
    subjects = subjects_of(tasks, to=to)
    return [
        TaskOut(
            id=task.id, version=task.version, title=task.title, text=task.text, category_id=task.category_id,
            priority=task.priority, due_on=task.due_on, due_at=task.due_at, assignee_ids=task.assignee_ids,
            about=_about(task, subjects[task.id]) if task.id in subjects else None,
            recurrence=task.recurrence, recurrence_text=rules.told(task.recurrence), repeats=task.repeats,
            next_id=task.next_id, reminders=task.reminders,
            checklist=[TaskStepOut(text=step["text"], done=bool(step["done"])) for step in task.checklist],
            done_at=task.done_at, done_by=task.done_by, created_by=task.made_by, created_at=task.made_at,
            updated_at=task.changed_at,
        )
        for task in tasks
    ]  # fmt: skip


def _about(task: Task, subject: Subject) -> TaskRecordOut:
    return TaskRecordOut(kind=task.about_kind or "", id=task.about_id or 0, title=subject.title)
