"""What may be typed about tasks: shapes shared by pages and API."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationInfo

from crm.kernel.errors import Invalid
from crm.kernel.forms import Id, Label, Line, OptionalId, Prose, Shape, empty_is_none, refusal
from crm.kernel.i18n import LazyText, lazy, mark, time_zone
from crm.tasks.models import Task, TaskTemplate
from crm.tasks.recurrence import NoRule, parse
from crm.tasks.wording.shapes import LONGEST

HUES: Final = 8
EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2199, 1, 1, tzinfo=UTC)
MOST_MINUTES: Final = 366 * 24 * 60
MOST_ASSIGNEES: Final = 50
MOST_STEPS: Final = 50
MOST_DAYS: Final = 3_650
NEEDED: Final = lazy("Fill this in.")
NEEDS_DATE: Final = lazy("Say first when it is due.")


def _instant(value: Any, info: ValidationInfo) -> Any:
    """A text of an instant; without an offset it is on the reader's clock."""
    if info.mode == "python" and isinstance(value, str) and not value.strip():
        return None
    if value is None or isinstance(value, datetime):
        return value
    try:
        at = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=ZoneInfo(time_zone()))
        return at.astimezone(UTC) if at is not None else _refuse_instant()
    except (ValueError, OverflowError):
        return _refuse_instant()


def _day(value: Any, info: ValidationInfo) -> Any:
    """A text of a day."""
    value = empty_is_none(value, info)
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip())
    except (ValueError, AttributeError):
        raise refusal("day", mark("This is no day, such as 2026-11-22.")) from None


def _refuse_instant() -> datetime:
    raise refusal("instant", mark("This is no date with a time, such as 2026-11-22T15:30."))


def _in_our_time(value: datetime | None) -> datetime | None:
    if value is not None and not EARLIEST <= value <= LATEST:
        raise refusal("time", mark("This date is too far away."))
    return value.replace(microsecond=0) if value is not None else None


def _rule(value: str) -> str:
    try:
        return str(parse(value)) if value else ""
    except NoRule:
        raise refusal("rule", mark("This is no rule of recurrence that is understood here.")) from None


def _distinct(values: list[int]) -> list[int]:
    return sorted(set(values))


Instant = Annotated[datetime | None, AfterValidator(_in_our_time), BeforeValidator(_instant)]
Day = Annotated[
    Annotated[date, Field(ge=date(1970, 1, 1), le=date(2199, 12, 31))] | None, BeforeValidator(_day)
]
Minutes = Annotated[int, Field(ge=0, le=MOST_MINUTES)]
Clock = Annotated[Line, StringConstraints(pattern=r"^(?:[01]\d|2[0-3]):[0-5]\d$|^$")]


class TaskStepShape(Shape):
    """A line of a checklist."""

    text: Annotated[Line, StringConstraints(min_length=1)]
    done: bool = False


class TaskAboutShape(Shape):
    """The record that a task is about."""

    kind: Annotated[Label, Field(examples=["contact"])]
    id: Id


class PlainTaskShape(Shape):
    """What every task is: what there is to do, until when, for whom."""

    title: Annotated[Line, StringConstraints(min_length=1)]
    """What there is to do."""
    text: Prose = ""
    """What else there is to say."""
    category_id: OptionalId = None
    """One of the workspace's categories."""
    priority: Annotated[int, Field(ge=-1, le=1)] = 0
    """1 is high, 0 usual, -1 low."""
    due_on: Day = None
    """The day that it is due on, whatever the time."""
    due_at: Instant = None
    """The instant that it is due at, in place of a day."""
    assignee_ids: Annotated[
        list[Id], Field(max_length=MOST_ASSIGNEES, default_factory=list), AfterValidator(_distinct)
    ]
    """The users who are to do it; yourself, if nobody is named."""


class TaskShape(PlainTaskShape):
    """A task as typed."""

    about: TaskAboutShape | None = None
    """The record that it is about. Whoever is to do the task sees no more of the record for that."""
    recurrence: Annotated[Line, AfterValidator(_rule)] = ""
    """A rule of RFC 5545, such as `FREQ=WEEKLY;BYDAY=MO`."""
    repeats: Literal["done", "clock"] = "done"
    """What makes the next one: that this one is done, or that its time has come."""
    reminders: Annotated[list[Minutes], Field(max_length=10, default_factory=list), AfterValidator(_distinct)]
    """Minutes before it is due. Of a task that is due on a day they are counted from nine in the morning."""
    checklist: Annotated[list[TaskStepShape], Field(max_length=MOST_STEPS, default_factory=list)]
    """Smaller steps, to be ticked one by one."""


def check(shape: TaskShape) -> None:
    """Refuse what doesn't fit together.

    Raises:
        Invalid: a day and an instant, or a recurrence or a reminder without either.
    """
    if shape.due_on is not None and shape.due_at is not None:
        raise Invalid({"due_at": lazy("Say either a day or a day with a time.")})
    if shape.due_on is None and shape.due_at is None:
        for name in ("recurrence", "reminders"):
            if getattr(shape, name):
                raise Invalid({name: NEEDS_DATE})


def due_of(day: str, clock: str) -> dict[str, Any]:
    """A day and a time of day, as a form has them, in the words of a task.

    Raises:
        Invalid: a time without a day.
    """
    if clock and not day:
        raise Invalid({"due_day": lazy("Say the day, too.")})
    return {"due_at": f"{day}T{clock}"} if clock else {"due_on": day}


def values_of(task: Task) -> dict[str, Any]:
    """The task in the shape's words: what a form shows and a merge patch is merged into."""
    names = ("title", "text", "category_id", "priority", "due_on", "due_at", "assignee_ids", "recurrence",
             "repeats", "reminders", "checklist")  # fmt: skip
    told: dict[str, Any] = {name: getattr(task, name) for name in names}
    told["about"] = {"kind": task.about_kind, "id": task.about_id} if task.about_kind else None
    return {name: value for name, value in told.items() if value is not None}


class TaskForEachShape(PlainTaskShape):
    """A task as it is added for each of many contacts."""

    def task(self) -> TaskShape:
        """The same as a task, not yet about anybody."""
        return TaskShape.model_validate(self.model_dump())


class TaskLineShape(Shape):
    """A task in one line of words."""

    text: Annotated[Line, StringConstraints(min_length=1, max_length=LONGEST)]
    """Such as `tomorrow at 15 call Ivan`."""


class MoveShape(Shape):
    """Another day, or another instant, for a task."""

    on: Day = None
    """The new day. A task with a time keeps its time of day."""
    at: Clock = ""
    """The new time of day, as `15:30`; empty keeps the one it has."""
    whole_day: bool = False
    """Whether it is due some time on the day, whatever time of day it had."""


class TaskCategoryShape(Shape):
    """A category of tasks: its name, its labels per language where they differ, its colour."""

    name: Annotated[Line, StringConstraints(max_length=60, min_length=1)]
    labels: Annotated[dict[Literal["en", "ru"], Label], Field(default_factory=dict)]
    """In other languages, by their codes: `{"ru": "Звонок"}`. An empty text takes one away."""
    hue: Annotated[int, Field(ge=1, le=HUES)] = 1
    """Its colour: one of eight hues."""

    def values(self) -> dict[str, Any]:
        """The columns of the category; an empty label is none."""
        labels = {language: label for language, label in self.labels.items() if label}
        return {"name": self.name, "labels": labels, "hue": self.hue}


class TaskTemplateItemShape(Shape):
    """One of the tasks that a template makes."""

    title: Annotated[Line, StringConstraints(min_length=1)]
    text: Prose = ""
    days: Annotated[int, Field(ge=-MOST_DAYS, le=MOST_DAYS)] = 0
    """So many days after the day that the tasks are made for."""
    at: Clock = ""
    """The time of day, as `15:30`; empty for none."""
    category_id: OptionalId = None


class TaskTemplateShape(Shape):
    """Several tasks to be made at once."""

    name: Annotated[Line, StringConstraints(max_length=60, min_length=1)]
    items: Annotated[list[TaskTemplateItemShape], Field(min_length=1, max_length=50)]
    """The tasks, in their order."""


class TaskTemplateUseShape(Shape):
    """What a template is used for."""

    on: Day = None
    """The day that offsets are counted from; today, if nothing is said."""
    assignee_ids: Annotated[
        list[Id], Field(max_length=MOST_ASSIGNEES, default_factory=list), AfterValidator(_distinct)
    ]
    """The users who are to do the tasks; yourself, if nobody is named."""
    about: TaskAboutShape | None = None
    """The record that they are about."""


def template_values(template: TaskTemplate) -> dict[str, Any]:
    """The template in its shape's words."""
    return {"name": template.name, "items": template.items}


PRIORITIES: Final[Mapping[int, LazyText]] = {1: lazy("High"), 0: lazy("Usual"), -1: lazy("Low")}
