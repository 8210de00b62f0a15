"""One task: its page, its form, and adding one."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.pages import finding
from crm.contacts.presenters.cards import Offer
from crm.kernel.anchors import anchors
from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.tasks.access import CREATE_TASKS, EDIT_TASKS, NOT_YOURS, VIEW_TASKS
from crm.tasks.actions.saving import add_task, edit_task
from crm.tasks.forms import PRIORITIES, TaskShape
from crm.tasks.models import Task
from crm.tasks.pages import posted
from crm.tasks.pages.plane import ONE, as_id, back, here_path, pages, the, undo_here
from crm.tasks.presenters import when
from crm.tasks.presenters.detail import detail
from crm.tasks.presenters.rows import subjects_of
from crm.tasks.queries.people import possible_assignees
from crm.tasks.queries.settings import categories
from crm.team.presenters.offers import offered
from crm.team.presenters.people import weekdays
from crm.web.answers import go, is_search, next_page, page, sought, toast
from crm.web.here import actor

OFFERED_REMINDERS = (0, 10, 30, 60, 1440, 2880, 10080)


@pages.get("/tasks/new", can=CREATE_TASKS)
def new() -> Response:
    """The form; the query may say ``title``, the day (``on``, ``at``), ``text`` in words, and the record."""
    values: dict[str, Any] = {
        "title": request.args.get("title", ""),
        "due_day": request.args.get("on", ""),
        "due_time": request.args.get("at", ""),
        "assignee_ids": [request.args.get("who") or actor().user_id],
    }
    return task_form(None, {**values, **_record_asked()})


@pages.get("/contacts/<int:contact_id>/tasks/new", can=CREATE_TASKS)
def new_about_contact(contact_id: int) -> Response:
    """The same about a contact, from the menu of its profile."""
    contact = anchors.found("contact", contact_id, actor())
    place = f"{anchors.url('contact', contact.id)}?tab=tasks"
    return go("tasks.new", about=f"contact:{contact.id}", next=place)


@pages.post("/tasks", can=CREATE_TASKS)
def add() -> Response:
    """Add what was typed."""
    values = posted.typed()
    if is_search():
        return task_form(None, values)
    try:
        task = add_task(read(TaskShape, posted.shaped(values, by=actor())), by=actor())
    except finding.Unclear as unclear:
        return task_form(None, values, choices=unclear.choices, errors=unclear.fields, status=422)
    except Invalid as error:
        return task_form(None, values, errors=error.fields, status=422)
    toast(_("Task added: %(title)s", title=task.title))
    return back(task)


@pages.get(ONE, can=VIEW_TASKS)
def show(task_id: int) -> Response:
    """The task, its checklist, and what happened to it."""
    return page("tasks/show.html", task=detail(the(task_id), to=actor()), here=here_path())


@pages.get(f"{ONE}/edit", can=EDIT_TASKS)
def edit(task_id: int) -> Response:
    """The form."""
    task = the(task_id)
    actor().must(EDIT_TASKS, task, why=NOT_YOURS)
    subject = subjects_of([task], to=actor()).get(task.id)
    return task_form(task, posted.told(task, about=subject.title if subject else ""))


@pages.post(ONE, can=EDIT_TASKS)
def save(task_id: int) -> Response:
    """Change it to what was typed."""
    task, values = the(task_id), posted.typed()
    if is_search():
        return task_form(task, values)
    try:
        shape = read(TaskShape, posted.shaped(values, by=actor()))
        edit_task(task, shape, version=as_id(values.get("version", "")), by=actor())
    except finding.Unclear as unclear:
        return task_form(task, values, choices=unclear.choices, errors=unclear.fields, status=422)
    except Invalid as error:
        return task_form(task, values, errors=error.fields, status=422)
    except Stale as error:
        return task_form(task, values, errors={"title": error.text}, status=409)
    toast(_("Task saved: %(title)s", title=task.title), undo=undo_here())
    return back(task)


@pages.get("/tasks/offers/assignees", can=VIEW_TASKS)
def assignees() -> Response:
    """Whom the picker offers: a part of a page."""
    q = finding.typed(request.args.get("q"))
    return page("web/offered.html", offer=offered(possible_assignees(), q=q))


def task_form(
    task: Task | None,
    values: Mapping[str, Any],
    *,
    choices: list[Offer] | None = None,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    """The form with what was typed."""
    present, url = values.get("assignee_ids") or (), url_for("tasks.assignees")
    return page(
        "tasks/form.html", status=status, task=task, values=values, errors=errors or {},
        choices=[(one.id, one.name, one.second) for one in choices or ()],
        assignees=offered(possible_assignees(), q=sought(), present=present, url=url),
        categories=[(one.id, one.shown) for one in categories()],
        priorities=[(str(key), str(label)) for key, label in PRIORITIES.items()],
        reminders=_reminders(values), repeats=_repeats(values), weekdays=_weekdays(), about=_about(values),
        finds_contacts=actor().may(VIEW_CONTACTS), back=next_page() or url_for("tasks.index"),
        find=url_for("contacts.suggestions"), version=values.get("version") or (task.version if task else ""),
    )  # fmt: skip


def _record_asked() -> dict[str, Any]:
    """The record that the query names (``about=contact:5``), if this person sees it."""
    kind, _colon, number = request.args.get("about", "").partition(":")
    record_id = as_id(number)
    record = anchors.visible(kind, [record_id], actor()).get(record_id) if record_id else None
    if record is None:
        return {}
    if kind == "contact":
        return {"contact": anchors.title(kind, record), "contact_id": record.id}
    return {"about_kind": kind, "about_id": record.id, "keep_about": "1"}


def _about(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the task is about where that is no contact: kept, or taken off."""
    kind, record_id = str(values.get("about_kind") or ""), as_id(values.get("about_id") or "")
    if not kind or kind == "contact" or record_id is None:
        return None
    record = anchors.visible(kind, [record_id], actor()).get(record_id)
    title = anchors.title(kind, record) if record is not None else _("A record that you don't see")
    return {"kind": kind, "id": record_id, "title": title}


def _reminders(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    chosen = {int(one) for one in values.get("reminders") or () if str(one).isdecimal() and len(str(one)) < 8}
    return [(str(one), when.before(one)) for one in sorted({*OFFERED_REMINDERS, *chosen})]


def _repeats(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    options = [
        ("", _("Does not repeat")), ("daily", _("Every day")), ("weekdays", _("On working days")),
        ("weekly", _("Every week")), ("monthly", _("Every month")), ("yearly", _("Every year")),
    ]  # fmt: skip
    return [*options, ("own", _("By its own rule"))] if values.get("rule") else options


def _weekdays() -> list[tuple[str, str]]:
    return [(str(number - 1), name) for number, name in weekdays()]
