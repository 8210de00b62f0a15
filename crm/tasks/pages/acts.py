"""What one click does with a task: done, not done, another day, deleted, a step ticked."""

from collections.abc import Mapping

from flask import Response, request, url_for

from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.tasks.access import DELETE_TASKS, EDIT_TASKS, NOT_YOURS
from crm.tasks.actions import doing
from crm.tasks.forms import MoveShape
from crm.tasks.models import Task
from crm.tasks.pages.plane import ONE, as_id, back, pages, the, undo_here
from crm.tasks.presenters import when
from crm.web.answers import go, next_page, page, to_path, toast
from crm.web.here import actor


@pages.post(f"{ONE}/completion", can=EDIT_TASKS)
def finish(task_id: int) -> Response:
    """Tick it off; the toast takes that back, and says when it comes again."""
    task = doing.finish(the(task_id), by=actor())
    toast(_said(task), undo=undo_here())
    return _after(task)


@pages.post(f"{ONE}/reopening", can=EDIT_TASKS)
def reopen(task_id: int) -> Response:
    """It is to be done after all."""
    task = doing.reopen(the(task_id), by=actor())
    toast(_("To be done again: %(title)s", title=task.title), undo=undo_here())
    return back(task)


@pages.get(f"{ONE}/moving", can=EDIT_TASKS)
def moving(task_id: int) -> Response:
    """The form for another day or time, without dragging."""
    task = the(task_id)
    actor().must(EDIT_TASKS, task, why=NOT_YOURS)
    at = f"{when.here(task.due_at):%H:%M}" if task.due_at else ""
    return _move_form(task, {"on": when.day_of(task) or "", "at": at})


@pages.post(f"{ONE}/moving", can=EDIT_TASKS)
def move(task_id: int) -> Response:
    """Put it on another day; with ``exactly`` an empty time is none. The toast puts it back."""
    task, values = the(task_id), {name: request.form.get(name, "") for name in ("on", "at")}
    whole_day = bool(request.form.get("exactly")) and not values["at"].strip()
    try:
        task = doing.move(task, read(MoveShape, {**values, "whole_day": whole_day}), by=actor())
    except Invalid as error:
        return _move_form(task, values, errors=error.fields, status=422)
    toast(_("%(title)s: %(day)s", title=task.title, day=when.due(task).text), undo=undo_here())
    return back(task)


@pages.post(f"{ONE}/deletion", can=DELETE_TASKS)
def delete(task_id: int) -> Response:
    """Delete it; the toast brings it back."""
    task = the(task_id)
    doing.delete_task(task, version=as_id(request.form.get("version", "")), by=actor())
    toast(_("Deleted: %(name)s", name=task.title), undo=undo_here())
    return _after(task)


@pages.post(f"{ONE}/steps/<int(max=1000):place>", can=EDIT_TASKS)
def tick(task_id: int, place: int) -> Response:
    """Tick a line of its checklist, or take that back."""
    task = doing.tick(the(task_id), place, done=bool(request.values.get("done")), by=actor())
    return back(task)


def _said(task: Task) -> str:
    following = doing.followed_by(task)
    if following is None:
        return _("Done: %(title)s", title=task.title)
    return _("Done: %(title)s. Next: %(day)s", title=task.title, day=when.due(following).text)


def _after(task: Task) -> Response:
    """Where one was; never the page of a task that is gone."""
    target = next_page()
    gone = task.deleted_at is not None
    if target and not (gone and target.startswith(url_for("tasks.show", task_id=task.id))):
        return to_path(target)
    return go("tasks.index") if gone else go("tasks.show", task_id=task.id)


def _move_form(
    task: Task, values: Mapping[str, object], *, errors: object = None, status: int = 200
) -> Response:
    back_to = next_page() or url_for("tasks.show", task_id=task.id)
    return page(
        "tasks/moving.html", status=status, task=task, values=values, errors=errors or {}, back=back_to
    )
