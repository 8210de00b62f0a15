"""What happens to tasks, as facts."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


class TaskFact(Fact):
    """Base of the facts about one task."""

    about: ClassVar[str] = "task"
    task_id: int
    act_id: int | None = None


@declared
class TaskAdded(TaskFact):
    """A task was added; ``assigned`` are those whose it is. They are told, never who did it."""

    assigned: list[int]
    sentence: ClassVar[LazyText] = lazy("Task added by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s gave you a task: %(subject)s")


@declared
class TaskAddedWithOthers(TaskFact):
    """A task was added by an act on many contacts, together with one for each of them."""

    among_many: ClassVar[bool] = True
    sentence: ClassVar[LazyText] = lazy("Task added together with others by %(actor)s")


@declared
class ManyTasksGiven(Fact):
    """Somebody was given many tasks by one act: one fact for all, and so one summary (CON-12)."""

    about: ClassVar[str] = "user"
    user_id: int
    run_id: int
    tasks: int
    sentence: ClassVar[LazyText] = lazy("Many tasks given by %(actor)s: %(tasks)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s gave you new tasks: %(tasks)s")


@declared
class TaskEdited(TaskFact):
    """A task was changed; ``assigned`` are those whose it was not before."""

    fields: list[str]
    assigned: list[int]
    sentence: ClassVar[LazyText] = lazy("Task changed by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s gave you a task: %(subject)s")


@declared
class TaskDone(TaskFact):
    """A task is done. Who gave it is told, unless they did it themselves."""

    next_id: int | None = None
    sentence: ClassVar[LazyText] = lazy("Task done by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s has done the task: %(subject)s")


@declared
class TaskReopened(TaskFact):
    """A task that was done is to be done again."""

    sentence: ClassVar[LazyText] = lazy("Task reopened by %(actor)s")


@declared
class TaskFollowed(TaskFact):
    """The next task of those that recur was made, as ``after_id`` was done or its time had come."""

    after_id: int
    sentence: ClassVar[LazyText] = lazy("Next task made by %(actor)s")


@declared
class TaskDeleted(TaskFact):
    """A task was deleted; for 30 days it can be brought back."""

    sentence: ClassVar[LazyText] = lazy("Task deleted by %(actor)s")


@declared
class TaskDeletedWithOthers(TaskFact):
    """A task was deleted as the act on many contacts that had added it was undone."""

    among_many: ClassVar[bool] = True
    sentence: ClassVar[LazyText] = lazy("Task deleted together with others by %(actor)s")


@declared
class TaskRestored(TaskFact):
    """A change of a task, its end or its deletion was undone."""

    sentence: ClassVar[LazyText] = lazy("Task restored by %(actor)s")


@declared
class TaskPurged(TaskFact):
    """A task was deleted for good; only its facts are left."""

    sentence: ClassVar[LazyText] = lazy("Task deleted for good by %(actor)s")


@declared
class TaskReminded(TaskFact):
    """Somebody was reminded of a task, in time; ``due`` is the day or instant that it was due then."""

    user_id: int
    minutes: int
    due: str = ""
    sentence: ClassVar[LazyText] = lazy("Reminder sent by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("Reminder: %(subject)s")


@declared
class TaskRemindedLate(TaskFact):
    """Somebody was reminded of a task later than they wanted; ``late`` is by how many hours and minutes."""

    user_id: int
    minutes: int
    due: str = ""
    late: str
    sentence: ClassVar[LazyText] = lazy("Late reminder sent by %(actor)s")
    told: ClassVar[LazyText | None] = lazy("This reminder is late by %(late)s h: %(subject)s")


@declared
class TasksHandedOver(Fact):
    """The open tasks of somebody who leaves went to another."""

    about: ClassVar[str] = "user"
    user_id: int
    heir_id: int
    tasks: int
    sentence: ClassVar[LazyText] = lazy("Tasks handed over by %(actor)s: %(tasks)s")
    told: ClassVar[LazyText | None] = lazy("%(actor)s handed tasks over to you: %(tasks)s")


class TaskListFact(Fact):
    """Base of the facts about an entry of the workspace's lists for tasks."""

    about: ClassVar[str] = "task_category"
    task_category_id: int


@declared
class TaskCategoryAdded(TaskListFact):
    """A category of tasks was added."""

    sentence: ClassVar[LazyText] = lazy("Category of tasks added by %(actor)s")


@declared
class TaskCategoryEdited(TaskListFact):
    """A category of tasks was renamed or coloured anew, or moved."""

    sentence: ClassVar[LazyText] = lazy("Category of tasks changed by %(actor)s")


@declared
class TaskCategoryDeleted(TaskListFact):
    """A category of tasks was deleted; its tasks have none."""

    tasks: int
    sentence: ClassVar[LazyText] = lazy("Category of tasks deleted by %(actor)s")


class TaskTemplateFact(Fact):
    """Base of the facts about a template of tasks."""

    about: ClassVar[str] = "task_template"
    task_template_id: int


@declared
class TaskTemplateAdded(TaskTemplateFact):
    """A template of tasks was added."""

    sentence: ClassVar[LazyText] = lazy("Template of tasks added by %(actor)s")


@declared
class TaskTemplateEdited(TaskTemplateFact):
    """A template of tasks was changed."""

    sentence: ClassVar[LazyText] = lazy("Template of tasks changed by %(actor)s")


@declared
class TaskTemplateDeleted(TaskTemplateFact):
    """A template of tasks was deleted."""

    sentence: ClassVar[LazyText] = lazy("Template of tasks deleted by %(actor)s")


@declared
class CalendarLinkMade(Fact):
    """Somebody made the secret link of their calendar; an earlier one is shut."""

    about: ClassVar[str] = "user"
    user_id: int
    sentence: ClassVar[LazyText] = lazy("Calendar link made by %(actor)s")


@declared
class CalendarLinkShut(Fact):
    """Somebody shut the secret link of their calendar."""

    about: ClassVar[str] = "user"
    user_id: int
    sentence: ClassVar[LazyText] = lazy("Calendar link shut by %(actor)s")
