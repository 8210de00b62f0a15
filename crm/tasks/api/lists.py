"""Categories and templates of tasks in the JSON API."""

from typing import Annotated, Any

from flask import url_for
from pydantic import BaseModel, Field

from crm.kernel import forms
from crm.kernel.access import found
from crm.kernel.forms import Shape
from crm.kernel.paging import Count
from crm.tasks.access import CREATE_TASKS, MANAGE_TASK_LISTS, VIEW_TASKS
from crm.tasks.actions import categories as category_acts
from crm.tasks.actions import templates as template_acts
from crm.tasks.api.plane import api
from crm.tasks.api.shapes import TaskOut, shown
from crm.tasks.forms import TaskCategoryShape, TaskTemplateShape, TaskTemplateUseShape, template_values
from crm.tasks.models import TaskCategory, TaskTemplate
from crm.tasks.queries import settings
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, count_out
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor


class TaskCategoryOut(BaseModel):
    """What a task is: a call, a meeting."""

    id: int
    name: str
    label: Annotated[str, Field(description="In the reader's language, where it has a label in it.")]
    labels: dict[str, str]
    hue: Annotated[int, Field(description="Its colour: one of eight hues.", ge=1, le=8)]


class TaskCategoryListing(Listing[TaskCategoryOut]):
    """All categories, in the workspace's order."""


class TaskTemplateItemOut(BaseModel):
    """One of the tasks that a template makes."""

    title: str
    text: str = ""
    days: Annotated[int, Field(description="So many days after the first one.")] = 0
    at: Annotated[str, Field(description="The time of day; empty for none.")] = ""
    category_id: int | None = None


class TaskTemplateOut(BaseModel):
    """Several tasks to be made at once."""

    id: int
    version: Annotated[int, Field(description="Grows with each change; the ETag is made of it.")]
    name: str
    items: list[TaskTemplateItemOut]


class TaskTemplateListing(Listing[TaskTemplateOut]):
    """All templates, by name."""


class TasksMadeOut(BaseModel):
    """The tasks that were made."""

    items: list[TaskOut]


CategoryPatch = patch_of(
    TaskCategoryShape, name="TaskCategoryPatch", never_null=set(TaskCategoryShape.model_fields)
)
TemplatePatch = patch_of(
    TaskTemplateShape, name="TaskTemplatePatch", never_null=set(TaskTemplateShape.model_fields)
)
CATEGORY = "/task-categories/<int:category_id>"
TEMPLATE = "/task-templates/<int:template_id>"


@api.get("/task-categories", can=VIEW_TASKS, gives=TaskCategoryListing)
def list_task_categories() -> TaskCategoryListing:
    """List the categories of tasks."""
    items = [_category(one) for one in settings.categories()]
    return TaskCategoryListing(items=items, next_cursor=None, count=count_out(Count(len(items))))


@api.post("/task-categories", can=MANAGE_TASK_LISTS, takes=TaskCategoryShape, gives=TaskCategoryOut)
def add_task_category(form: TaskCategoryShape) -> Answer:
    """Add a category of tasks, at the end of the list."""
    added = category_acts.add_category(form, by=actor())
    return created(_category(added), at=url_for(".list_task_categories"))


@api.patch(CATEGORY, can=MANAGE_TASK_LISTS, takes=CategoryPatch, gives=TaskCategoryOut)
def edit_task_category(category_id: int, form: Shape, if_match: str | None) -> TaskCategoryOut:
    """Rename or colour a category of tasks.

    By merge-patch.
    """
    category: TaskCategory = found(settings.all_categories().with_for_update(), id=category_id)
    present = {"name": category.name, "labels": category.labels, "hue": category.hue}
    wanted = forms.read(TaskCategoryShape, merged(present, form))
    return _category(category_acts.edit_category(category, wanted, by=actor()))


@api.delete(CATEGORY, can=MANAGE_TASK_LISTS)
def delete_task_category(category_id: int, if_match: str | None) -> None:
    """Delete a category of tasks.

    Its tasks have none from now on.
    """
    category_acts.delete_category(found(settings.all_categories(), id=category_id), by=actor())


@api.get("/task-templates", can=VIEW_TASKS, gives=TaskTemplateListing)
def list_task_templates() -> TaskTemplateListing:
    """List the templates of tasks."""
    items = [_template(one) for one in settings.templates()]
    return TaskTemplateListing(items=items, next_cursor=None, count=count_out(Count(len(items))))


@api.post("/task-templates", can=MANAGE_TASK_LISTS, takes=TaskTemplateShape, gives=TaskTemplateOut)
def add_task_template(form: TaskTemplateShape) -> Answer:
    """Add a template of tasks."""
    added = template_acts.add_template(form, by=actor())
    return created(_template(added), at=url_for(".get_task_template", template_id=added.id))


@api.get(TEMPLATE, can=VIEW_TASKS, gives=TaskTemplateOut)
def get_task_template(template_id: int) -> TaskTemplateOut:
    """Read a template of tasks."""
    return _template(_the(template_id))


@api.patch(TEMPLATE, can=MANAGE_TASK_LISTS, takes=TemplatePatch, gives=TaskTemplateOut)
def edit_task_template(template_id: int, form: Shape, if_match: str | None) -> TaskTemplateOut:
    """Change a template of tasks.

    By merge-patch; `items` are replaced as a whole. Tasks that were made by it stay as they are.
    """
    template = _the(template_id)
    preconditions.expect(template.version, if_match)
    wanted = forms.read(TaskTemplateShape, merged(template_values(template), form))
    return _template(template_acts.edit_template(template, wanted, version=template.version, by=actor()))


@api.delete(TEMPLATE, can=MANAGE_TASK_LISTS)
def delete_task_template(template_id: int, if_match: str | None) -> None:
    """Delete a template of tasks.

    Tasks that were made by it stay.
    """
    template = _the(template_id)
    preconditions.expect(template.version, if_match)
    template_acts.delete_template(template, by=actor())


@api.post(f"{TEMPLATE}/tasks", can=CREATE_TASKS, takes=TaskTemplateUseShape, gives=TasksMadeOut)
def use_task_template(template_id: int, form: TaskTemplateUseShape) -> Answer:
    """Make the tasks of a template.

    Each on its day after the first one; one act undoes all of them.
    """
    made = template_acts.use_template(_the(template_id), form, by=actor())
    return created(TasksMadeOut(items=shown(made, to=actor())), at=url_for(".list_tasks"))


def _the(template_id: int) -> TaskTemplate:
    template: TaskTemplate = found(settings.all_templates(), id=template_id)
    return template


def _category(one: TaskCategory) -> TaskCategoryOut:
    return TaskCategoryOut(id=one.id, name=one.name, label=one.shown, labels=one.labels, hue=one.hue)


def _template(one: TaskTemplate) -> TaskTemplateOut:
    items: list[dict[str, Any]] = one.items
    return TaskTemplateOut(
        id=one.id, version=one.version, name=one.name, items=[TaskTemplateItemOut(**item) for item in items]
    )
