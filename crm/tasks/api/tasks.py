"""Tasks in the JSON API."""

from dataclasses import replace
from typing import Final

from flask import url_for

from crm.kernel import forms
from crm.kernel.access import found
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.forms import Shape
from crm.kernel.i18n import lazy, locale
from crm.tasks.access import CREATE_TASKS, DELETE_TASKS, EDIT_TASKS, VIEW_TASKS
from crm.tasks.actions import doing
from crm.tasks.actions.noting import RECORD
from crm.tasks.actions.quick import line_of
from crm.tasks.actions.saving import add_task as add
from crm.tasks.actions.saving import edit_task as edit
from crm.tasks.api.plane import api
from crm.tasks.api.shapes import (
    TaskActIn,
    TaskContactOut,
    TaskIn,
    TaskListing,
    TaskOut,
    TaskQuery,
    TaskUnderstoodOut,
    shown,
)
from crm.tasks.forms import TaskLineShape, TaskShape, values_of
from crm.tasks.models import Task
from crm.tasks.presenters import rules
from crm.tasks.queries import states
from crm.tasks.queries.lists import RECORDS, Wish, counted, listed
from crm.views.language import all_of, parse
from crm.views.queries import state_of
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import count_out, read_cursor, write_cursor
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor

ONE = "/tasks/<int:task_id>"
NO_KIND: Final = lazy("Say of which kind the record is: contact or case.")
TaskPatch = patch_of(
    TaskShape,
    name="TaskPatch",
    never_null=set(TaskShape.model_fields) - {"category_id", "due_on", "due_at", "about"},
)


@api.get("/tasks", can=VIEW_TASKS, asks=TaskQuery, gives=TaskListing)
def list_tasks(asked: TaskQuery) -> TaskListing:
    """List tasks.

    Yours at first, the open ones, what is due first before what has no date.
    """
    wish, order = _wish(asked), f"tasks {asked.model_dump_json(exclude={'cursor', 'limit'})}"
    page = listed(replace(wish, after=read_cursor(asked.cursor, of=order)), to=actor())
    return TaskListing(
        items=shown(list(page.tasks), to=actor()),
        next_cursor=write_cursor(page.next_key, of=order),
        count=count_out(counted(wish, to=actor())),
    )


@api.post("/tasks", can=CREATE_TASKS, takes=TaskIn, gives=TaskOut)
def add_task(form: TaskIn) -> Answer:
    """Add a task.

    Whoever else is to do it is told.
    """
    task = add(form, by=actor())
    db.session.refresh(task)
    return created(_one(task), at=url_for(".get_task", task_id=task.id))


@api.post("/tasks/understanding", can=CREATE_TASKS, takes=TaskLineShape, gives=TaskUnderstoodOut)
def understand_task(form: TaskLineShape) -> Answer:
    """Read a line of words, in English or Russian.

    Tells what task it would be, without adding one.
    """
    line = line_of(form.text, language=locale(), by=actor())
    told = TaskUnderstoodOut(
        title=line.title, due_on=line.due_on, due_at=line.due_at, recurrence=line.rule,
        recurrence_text=rules.told(line.rule), priority=1 if line.is_urgent else 0,
        assignee_ids=line.user_ids,
        contacts=[TaskContactOut(id=one.id, name=one.shown_name) for one in line.contacts],
    )  # fmt: skip
    return created(told, at=url_for(".list_tasks"))


@api.get(ONE, can=VIEW_TASKS, gives=TaskOut)
def get_task(task_id: int) -> TaskOut:
    """Read a task."""
    return _one(_the(task_id))


@api.patch(ONE, can=EDIT_TASKS, takes=TaskPatch, gives=TaskOut)
def edit_task(task_id: int, form: Shape, if_match: str | None) -> TaskOut:
    """Change a task.

    By merge-patch. Whoever is new to it is told.
    """
    task = _the(task_id)
    db.session.refresh(task, with_for_update=True)
    preconditions.expect(task.version, if_match)
    wanted = merged(values_of(task), form)
    return _one(edit(task, forms.read(TaskShape, wanted), by=actor()))


@api.delete(ONE, can=DELETE_TASKS)
def delete_task(task_id: int, if_match: str | None) -> None:
    """Delete a task.

    It stays in the bin for 30 days, from which it can be restored.
    """
    task = _the(task_id)
    preconditions.expect(task.version, if_match)
    doing.delete_task(task, by=actor())


@api.post(f"{ONE}/completion", can=EDIT_TASKS, takes=TaskActIn, gives=TaskOut)
def finish_task(task_id: int, form: TaskActIn) -> Answer:
    """Tick a task off.

    Of one that recurs the next is made: `next_id` names it. Nothing happens to one that is done.
    """
    task = doing.finish(_the(task_id), by=actor())
    return created(_one(task), at=url_for(".get_task", task_id=task.id))


@api.post(f"{ONE}/reopening", can=EDIT_TASKS, takes=TaskActIn, gives=TaskOut)
def reopen_task(task_id: int, form: TaskActIn) -> Answer:
    """Take back that a task is done.

    What followed it goes, unless somebody has changed it.
    """
    task = doing.reopen(_the(task_id), by=actor())
    return created(_one(task), at=url_for(".get_task", task_id=task.id))


def _the(task_id: int) -> Task:
    task: Task = found(Task.visible_to(actor()), id=task_id)
    return task


def _one(task: Task) -> TaskOut:
    return shown([task], to=actor())[0]


def _wish(asked: TaskQuery) -> Wish:
    """What is asked for: all of it holds. What is not said a saved view may say.

    Raises:
        Invalid: the filter can't be read, or a record is named without its kind.
        NotFound: the record that the tasks are to be about, or the view, is hidden, or there is none.
    """
    wish, given = _saved(asked.saved_view), asked.model_fields_set
    if "view" in given or asked.saved_view is None:
        wish = replace(wish, view=asked.view)
    if given & {"whose", "assignee_id"}:
        wish = replace(wish, whose=asked.whose, user_id=asked.assignee_id)
    if asked.category_id is not None:
        wish = replace(wish, category_id=asked.category_id)
    if given & {"about_kind", "about_id"}:
        wish = replace(wish, kind=asked.about_kind, about=_about(asked))
    every = all_of([wish.filter, parse(asked.filter)])
    return replace(wish, q=asked.q or wish.q, filter=every, limit=asked.limit)


def _saved(view_id: int | None) -> Wish:
    return Wish() if view_id is None else states.read(states.given(state_of(view_id, RECORD, to=actor())))


def _about(asked: TaskQuery) -> tuple[str, int] | None:
    if asked.about_id is None:
        return None
    if asked.about_kind not in RECORDS:
        raise Invalid({"about_kind": NO_KIND})
    anchors.found(asked.about_kind, asked.about_id, actor())
    return asked.about_kind, asked.about_id
