"""The blueprint that the pages of tasks hang on, and how a page finds its task."""

from typing import Any, Final

from flask import Response, request, url_for

from crm.journal.pages.plane import undo_then
from crm.kernel.access import found
from crm.kernel.forms import LARGEST_ID
from crm.tasks.models import Task
from crm.tasks.queries.lists import Wish
from crm.tasks.queries.states import as_id as as_id
from crm.tasks.queries.states import read
from crm.tasks.queries.states import who_text as who_text
from crm.web.answers import go, next_page, to_path
from crm.web.here import actor
from crm.web.pages import Pages

pages = Pages("tasks", "crm.tasks")
ONE: Final = f"/tasks/<int(max={LARGEST_ID}):task_id>"


def the(task_id: int) -> Task:
    """The task, if this person may see it.

    Raises:
        NotFound: there is none, or it is hidden.
    """
    task: Task = found(Task.visible_to(actor()), id=task_id)
    return task


def back(task: Task) -> Response:
    """Back to where one was, else to the task."""
    target = next_page()
    return to_path(target) if target else go("tasks.show", task_id=task.id)


def undo_here() -> str | None:
    """Where a toast's Undo takes back what this request did, and then leads where this act leads."""
    return undo_then(next_page())


def here_path() -> str:
    """This page's own path with its query, for ``next=``."""
    return request.full_path.rstrip("?")


def whose_asked() -> Wish:
    """Whose tasks the query asks for by ``who``: one's own, groups', those one gave, all, a colleague's."""
    return read({"who": request.args.getlist("who")})


def tasks_url(**values: Any) -> str:
    """A path of the list."""
    return url_for("tasks.index", **{name: value for name, value in values.items() if value})
