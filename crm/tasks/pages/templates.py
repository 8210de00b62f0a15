"""Settings: templates of several tasks at once; and using one."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request, url_for

from crm.contacts.access import VIEW_CONTACTS
from crm.contacts.pages import finding
from crm.journal.pages.plane import undo_url
from crm.kernel.access import found
from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID, read
from crm.kernel.i18n import _, ngettext
from crm.tasks.access import CREATE_TASKS, MANAGE_TASK_LISTS
from crm.tasks.actions import templates as acts
from crm.tasks.forms import TaskTemplateShape, TaskTemplateUseShape, template_values
from crm.tasks.models import TaskTemplate
from crm.tasks.pages.plane import as_id, pages
from crm.tasks.presenters import when
from crm.tasks.queries.people import possible_assignees
from crm.tasks.queries.settings import all_templates, categories, templates
from crm.team.presenters.offers import offered
from crm.web.answers import form_values, go, is_search, page, sought, toast
from crm.web.here import actor

ONE: Final = f"/settings/task-templates/<int(max={LARGEST_ID}):template_id>"
USE: Final = f"/tasks/templates/<int(max={LARGEST_ID}):template_id>"


@pages.get("/settings/task-templates", can=MANAGE_TASK_LISTS)
def template_list() -> Response:
    """The list, and a form for one more."""
    return _form(None, {"items": []})


@pages.post("/settings/task-templates", can=MANAGE_TASK_LISTS)
def add_template() -> Response:
    """Add one."""
    values = _values()
    try:
        added = acts.add_template(read(TaskTemplateShape, values), by=actor())
    except Invalid as error:
        return _form(None, values, errors=error.fields, status=422)
    toast(_("Template added: %(name)s", name=added.name))
    return go("tasks.template_list")


@pages.get(ONE, can=MANAGE_TASK_LISTS)
def edit_template(template_id: int) -> Response:
    """Its name and its tasks."""
    template = _the(template_id)
    return _form(template, template_values(template))


@pages.post(ONE, can=MANAGE_TASK_LISTS)
def save_template(template_id: int) -> Response:
    """Change it."""
    template, values = _the(template_id), _values()
    try:
        acts.edit_template(template, read(TaskTemplateShape, values), by=actor())
    except Invalid as error:
        return _form(template, values, errors=error.fields, status=422)
    toast(_("Template saved: %(name)s", name=template.name))
    return go("tasks.template_list")


@pages.post(f"{ONE}/deletion", can=MANAGE_TASK_LISTS)
def delete_template(template_id: int) -> Response:
    """Delete it; what was made by it stays."""
    template = _the(template_id)
    acts.delete_template(template, by=actor())
    toast(_("Deleted: %(name)s", name=template.name))
    return go("tasks.template_list")


@pages.get(USE, can=CREATE_TASKS)
def using_template(template_id: int) -> Response:
    """From which day, about whom and for whom its tasks are to be made."""
    values = {"on": when.today().isoformat(), "assignee_ids": [actor().user_id]}
    return _use_form(_the(template_id), values)


@pages.post(USE, can=CREATE_TASKS)
def use_template(template_id: int) -> Response:
    """Make its tasks; the toast takes them back."""
    template, values = _the(template_id), form_values()
    values["assignee_ids"] = request.form.getlist("assignee_ids")
    if is_search():
        return _use_form(template, values)
    try:
        made = acts.use_template(template, read(TaskTemplateUseShape, _wanted(values)), by=actor())
    except finding.Unclear as unclear:
        return _use_form(template, values, errors=unclear.fields, choices=unclear.choices, status=422)
    except Invalid as error:
        return _use_form(template, values, errors=error.fields, status=422)
    toast(ngettext("%(num)s task added", "%(num)s tasks added", len(made)), undo=undo_url())
    return go("tasks.index", due="all")


def _the(template_id: int) -> TaskTemplate:
    template: TaskTemplate = found(all_templates(), id=template_id)
    return template


def _values() -> dict[str, Any]:
    """The form; rows without a title are left out."""
    posted = form_values()
    rows = posted.get("items")
    listed = rows if isinstance(rows, list) else []
    items = [one for one in listed if isinstance(one, dict) and str(one.get("title", "")).strip()]
    return {"name": posted.get("name", ""), "items": [{**one, "days": one.get("days") or 0} for one in items]}


def _wanted(values: dict[str, Any]) -> dict[str, Any]:
    about = None
    if values.get("contact") or values.get("contact_id"):
        about = {"kind": "contact", "id": finding.chosen(values, kind=None, by=actor())}
    return {"on": values.get("on", ""), "assignee_ids": values["assignee_ids"], "about": about}


def _form(
    template: TaskTemplate | None,
    values: dict[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    return page(
        "tasks/template.html", status=status, one=template, rows=[] if template else templates(),
        values=values, errors=errors or {}, categories=[(one.id, one.shown) for one in categories()],
    )  # fmt: skip


def _use_form(
    template: TaskTemplate,
    values: dict[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    choices: Any = (),
    status: int = 200,
) -> Response:
    present = [as_id(one) or 0 for one in values.get("assignee_ids") or ()]
    return page(
        "tasks/using.html", status=status, one=template, values=values, errors=errors or {},
        choices=[(one.id, one.name, one.second) for one in choices],
        assignees=offered(possible_assignees(), q=sought(), present=present, url=url_for("tasks.assignees")),
        finds_contacts=actor().may(VIEW_CONTACTS), find=url_for("contacts.suggestions"),
        days=[(item["title"], _day(item)) for item in template.items],
    )  # fmt: skip


def _day(item: dict[str, Any]) -> str:
    """How far from the first day."""
    days = int(item.get("days") or 0)
    if days < 0:
        return ngettext("%(num)s day before", "%(num)s days before", -days)
    return ngettext("after %(num)s day", "after %(num)s days", days) if days else _("on the day itself")
