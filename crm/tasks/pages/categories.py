"""Settings: the workspace's categories of tasks."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request

from crm.kernel.access import found
from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID, read
from crm.kernel.i18n import LOCALES, _, ngettext
from crm.tasks.access import MANAGE_TASK_LISTS
from crm.tasks.actions import categories as acts
from crm.tasks.forms import HUES, TaskCategoryShape
from crm.tasks.models import TaskCategory
from crm.tasks.pages.plane import as_id, pages
from crm.tasks.queries.settings import all_categories, categories
from crm.web.answers import form_values, go, page, toast
from crm.web.here import actor

ONE: Final = f"/settings/task-categories/<int(max={LARGEST_ID}):category_id>"


@pages.get("/settings/task-categories", can=MANAGE_TASK_LISTS)
def category_list() -> Response:
    """The list in its order, and a form for one more."""
    return _list({"labels": {}, "hue": len(categories()) % HUES + 1})


@pages.post("/settings/task-categories", can=MANAGE_TASK_LISTS)
def add_category() -> Response:
    """Add one at the end."""
    values = _values()
    try:
        added = acts.add_category(read(TaskCategoryShape, values), by=actor())
    except Invalid as error:
        return _list(values, errors=error.fields, status=422)
    toast(_("Category added: %(name)s", name=added.shown))
    return go("tasks.category_list")


@pages.get(ONE, can=MANAGE_TASK_LISTS)
def edit_category(category_id: int) -> Response:
    """Its name, its name in either language, its colour."""
    category = _the(category_id)
    return _form(category, {"name": category.name, "labels": category.labels, "hue": category.hue})


@pages.post(ONE, can=MANAGE_TASK_LISTS)
def save_category(category_id: int) -> Response:
    """Rename or colour it anew."""
    category, values = _the(category_id), _values()
    try:
        acts.edit_category(category, read(TaskCategoryShape, values), by=actor())
    except Invalid as error:
        return _form(category, values, errors=error.fields, status=422)
    toast(_("Category saved: %(name)s", name=category.shown))
    return go("tasks.category_list")


@pages.post(f"{ONE}/place", can=MANAGE_TASK_LISTS)
def place_category(category_id: int) -> Response:
    """Move it to the place ``to``, counted from 0."""
    acts.move_category(_the(category_id), to=as_id(request.values.get("to", "")) or 0, by=actor())
    return go("tasks.category_list")


@pages.post(f"{ONE}/deletion", can=MANAGE_TASK_LISTS)
def delete_category(category_id: int) -> Response:
    """Delete it; its tasks have none from now on."""
    tasks = acts.delete_category(_the(category_id), by=actor())
    # Translators: %(num)s tasks had the deleted category
    toast(ngettext("Category deleted; %(num)s task had it", "Category deleted; %(num)s tasks had it", tasks))
    return go("tasks.category_list")


def _the(category_id: int) -> TaskCategory:
    category: TaskCategory = found(all_categories(), id=category_id)
    return category


def _values() -> dict[str, Any]:
    posted = form_values()
    labels = {language: str(posted.get(f"label_{language}", "")) for language in LOCALES}
    filled = {language: label for language, label in labels.items() if label.strip()}
    return {"name": posted.get("name", ""), "hue": posted.get("hue", 1), "labels": filled}


def _list(values: dict[str, Any], *, errors: Mapping[str, Any] | None = None, status: int = 200) -> Response:
    return page("tasks/categories.html", status=status, rows=categories(), values=values, errors=errors or {})


def _form(
    category: TaskCategory,
    values: dict[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    return page("tasks/category.html", status=status, category=category, values=values, errors=errors or {})
