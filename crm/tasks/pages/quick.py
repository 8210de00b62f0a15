"""Adding a task in one line of words, and showing what they are understood as (TSK-1)."""

from typing import Any

from flask import Response, request

from crm.contacts.pages import finding
from crm.contacts.presenters import cards
from crm.contacts.queries.links import main_companies
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import _, locale
from crm.tasks.access import CREATE_TASKS
from crm.tasks.actions.quick import Line, line_of, shape_of
from crm.tasks.actions.saving import add_task
from crm.tasks.forms import TaskLineShape, TaskShape
from crm.tasks.pages.editing import task_form
from crm.tasks.pages.plane import as_id, pages, undo_here
from crm.tasks.presenters import rules, when
from crm.web.answers import form_values, go, next_page, page, to_path, toast
from crm.web.here import actor


@pages.get("/tasks/understood", can=CREATE_TASKS)
def understood() -> Response:
    """What the line is understood as: a part of the page that changes while one types."""
    text = finding.typed(request.args.get("text"))
    line = line_of(text, language=locale(), by=actor()) if text else None
    return page("tasks/understood.html", line=line, told=_told(line) if line else [], offers=_offers(line))


@pages.post("/tasks/quick", can=CREATE_TASKS)
def add_quickly() -> Response:
    """Add what the line says; where several contacts may be meant, the form asks which."""
    values = form_values()
    try:
        text = read(TaskLineShape, {"text": values.get("text", "")}).text
    except Invalid:
        return task_form(None, {"assignee_ids": [actor().user_id]})
    line = line_of(text, language=locale(), by=actor())
    if len(line.contacts) > 1 and "contact_id" not in values:
        return task_form(None, _typed(line), choices=_offers(line))
    return _added(line, as_id(values.get("contact_id", "")), values)


def _added(line: Line, contact_id: int | None, values: dict[str, Any]) -> Response:
    about = contact_id or (line.contacts[0].id if len(line.contacts) == 1 and not _is_set(values) else None)
    if (record := str(values.get("about") or "")) and about is None:
        kind, _colon, number = record.partition(":")
        chosen = {"kind": kind, "id": as_id(number)} if as_id(number) else None
    else:
        chosen = {"kind": "contact", "id": about} if about else None
    try:
        task = add_task(read(TaskShape, shape_of(line, about=chosen)), by=actor())
    except Invalid as error:
        return task_form(None, _typed(line), errors=error.fields, status=422)
    said = ", ".join([*filter(None, (when.due(task).text, rules.told(task.recurrence)))])
    toast(
        _("Task added: %(title)s", title=f"{task.title} — {said}" if said else task.title), undo=undo_here()
    )
    target = next_page()
    return to_path(target) if target else go("tasks.index")


def _is_set(values: dict[str, Any]) -> bool:
    return bool(values.get("about")) or values.get("contact_id") == "none"


def _told(line: Line) -> list[tuple[str, str]]:
    """Icon and words of each part."""
    due = when.of(line.due_on, line.due_at)
    told = [
        ("calendar", due.text),
        ("refresh", rules.told(line.rule)),
        ("users", ", ".join(line.people)),
        ("flag", _("High priority") if line.is_urgent else ""),
    ]
    return [(icon, text) for icon, text in told if text]


def _offers(line: Line | None) -> list[cards.Offer]:
    if line is None or not line.contacts:
        return []
    people = [contact.id for contact in line.contacts if contact.kind == "person"]
    return cards.offers(line.contacts, main_companies(people, to=actor()))


def _typed(line: Line) -> dict[str, Any]:
    """The line in the fields of the form."""
    here = when.here(line.due_at) if line.due_at else None
    return {
        "title": line.title, "priority": "1" if line.is_urgent else "0",
        "due_day": str(here.date() if here else line.due_on or ""),
        "due_time": f"{here:%H:%M}" if here else "", "repeat": "own" if line.rule else "",
        "rule": line.rule, "every": 1,
        "assignee_ids": line.user_ids or [actor().user_id],
        "contact": line.name if line.contacts else "",
    }  # fmt: skip
