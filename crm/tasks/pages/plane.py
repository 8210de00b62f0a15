"""The blueprint that the pages of tasks hang on, and how a page finds its task."""

from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, request, url_for

from crm.journal.pages.plane import undo_url
from crm.kernel.access import found
from crm.kernel.forms import LARGEST_ID
from crm.tasks.models import Task
from crm.tasks.queries.lists import Wish
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
    act, target = undo_url(), next_page()
    return f"{act}?{urlencode({'next': target})}" if act and target else act


def here_path() -> str:
    """This page's own path with its query, for ``next=``."""
    return request.full_path.rstrip("?")


def as_id(value: Any) -> int | None:
    """The text as an id; None when it can't be one."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def whose_asked() -> Wish:
    """Whose tasks the query asks for: one's own, those one gave, everybody's, or a colleague's (``who``)."""
    who = request.args.get("who", "mine")
    if who in ("given", "everybody"):
        return Wish(whose=who)  # type: ignore[arg-type] # both are
    return Wish(user_id=as_id(who))


def who_text(wish: Wish) -> str | None:
    """The same as the query says it; None for one's own."""
    if wish.user_id is not None:
        return str(wish.user_id)
    return None if wish.whose == "mine" else wish.whose


def tasks_url(**values: Any) -> str:
    """A path of the list."""
    return url_for("tasks.index", **{name: value for name, value in values.items() if value})
