"""Workflows and their versions in the JSON API."""

from datetime import datetime
from typing import Annotated, Any, Final

from flask import url_for
from pydantic import BaseModel, Field

from crm.kernel import forms
from crm.kernel.access import Doors
from crm.kernel.db import db
from crm.kernel.forms import LARGEST_ID, Shape
from crm.kernel.paging import Count
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Listing, count_out, read_cursor, write_cursor
from crm.web.api.patches import merged
from crm.web.here import actor
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.actions import workflows as acts
from crm.workflows.api.plane import api
from crm.workflows.checking import faults
from crm.workflows.definition import Definition
from crm.workflows.forms.workflows import (
    LARGEST_NUMBER,
    DefinitionShape,
    NameShape,
    NewWorkflowShape,
    RestorationShape,
)
from crm.workflows.models import Workflow, WorkflowVersion
from crm.workflows.queries import workflows as queries
from crm.workflows.queries.known import known_for
from crm.workflows.queries.workflows import workflow_by_id as the

ONE: Final = f"/workflows/<int(max={LARGEST_ID}):workflow_id>"


class WorkflowPatch(Shape):
    """A change: what is not sent stays as it is."""

    name: Annotated[str | None, Field(max_length=60, description="What it is called.")] = None
    help: Annotated[str | None, Field(max_length=500, description="What it is for, in a sentence.")] = None
    definition: Definition | None = None
    """Its steps as a whole: other steps are a new version. Cases that run keep theirs."""
    archived: bool | None = None
    """Whether it starts no more cases; those that run go on."""


class WorkflowBrief(BaseModel):
    """A workflow in a list."""

    id: int
    version: Annotated[int, Field(description="Grows with each change; the ETag is made of it.")]
    name: str
    help: str
    number: Annotated[int, Field(description="The version of its steps that new cases get.")]
    archived: Annotated[bool, Field(description="It starts no more cases; those that run go on.")]


class WorkflowOut(WorkflowBrief):
    """A workflow with the steps that new cases get."""

    definition: Definition


class WorkflowListing(Listing[WorkflowBrief]):
    """Workflows by name, the archived ones too."""


class VersionOut(BaseModel):
    """One version of a workflow's steps; it never changes."""

    number: int
    definition: Definition
    restored: Annotated[int | None, Field(description="The version that this one brings back.")]
    made_by: int | None
    made_at: datetime


class VersionListing(Listing[VersionOut]):
    """The versions of a workflow, the newest first."""


class VersionQuery(Shape):
    """Which versions are wanted."""

    cursor: Annotated[
        str | None, Field(min_length=1, max_length=1000, description="`next_cursor` of the page before.")
    ] = None


class FaultOut(BaseModel):
    """Something that keeps a definition from being put to work."""

    path: Annotated[str, Field(description="Where it is, such as `steps.0.remind`.")]
    step: Annotated[str, Field(description="The key of the step.")]
    number: Annotated[int, Field(description="The place of the step, from 1.")]
    sentence: Annotated[str, Field(description="What is wrong, in the reader's language.")]


class ValidationOut(BaseModel):
    """What is wrong with a definition; nothing where it can be put to work."""

    faults: list[FaultOut]


@api.get("/workflows", can=Doors.SIGNED_IN, gives=WorkflowListing)
def list_workflows() -> WorkflowListing:
    """List workflows.

    Everybody may know which there are; their steps are for those who manage workflows.
    """
    rows = db.session.scalars(queries.all_workflows().limit(2 * queries.MOST_WORKFLOWS)).all()
    items = [_brief(workflow) for workflow in rows]
    return WorkflowListing(items=items, next_cursor=None, count=count_out(Count(len(items))))


@api.post("/workflows", can=MANAGE_WORKFLOWS, takes=NewWorkflowShape, gives=WorkflowOut)
def add_workflow(form: NewWorkflowShape) -> Answer:
    """Add a workflow.

    With steps of its own, or with those of another one (`copy_of`).
    """
    original = the(form.copy_of) if form.copy_of else None
    definition = form.definition
    if definition is None:
        definition = queries.definition_of(original.id, original.number) if original else _none()
    name = NameShape(name=form.name, help=form.help)
    workflow = acts.add_workflow(name, definition, copy_of=original, by=actor())
    return created(_shown(workflow), at=url_for(".get_workflow", workflow_id=workflow.id))


@api.get(ONE, can=MANAGE_WORKFLOWS, gives=WorkflowOut)
def get_workflow(workflow_id: int) -> WorkflowOut:
    """Read a workflow with its steps."""
    return _shown(the(workflow_id))


@api.patch(ONE, can=MANAGE_WORKFLOWS, takes=WorkflowPatch, gives=WorkflowOut)
def edit_workflow(workflow_id: int, form: WorkflowPatch, if_match: str | None) -> WorkflowOut:
    """Rename a workflow, lay down other steps, or archive it.

    By merge-patch; `definition` is replaced as a whole. What is wrong with a step is 422, with its place.
    """
    workflow = the(workflow_id)
    preconditions.expect(workflow.version, if_match)
    return _shown(_changed(workflow, form))


@api.delete(ONE, can=MANAGE_WORKFLOWS)
def archive_workflow(workflow_id: int, if_match: str | None) -> None:
    """Archive a workflow.

    It starts no more cases; those that run go on. `archived: false` brings it back.
    """
    workflow = the(workflow_id)
    preconditions.expect(workflow.version, if_match)
    acts.archive_workflow(workflow, by=actor())


@api.get(f"{ONE}/versions", can=MANAGE_WORKFLOWS, asks=VersionQuery, gives=VersionListing)
def list_versions(workflow_id: int, asked: VersionQuery) -> VersionListing:
    """List the versions of a workflow, the newest first."""
    workflow, order = the(workflow_id), f"versions of {workflow_id}"
    after = read_cursor(asked.cursor, of=order)
    rows = queries.versions_of(workflow, before=after[0] if after else None)
    more = [rows[-1].number] if len(rows) == queries.PAGE else None
    items = [_version(row) for row in rows]
    count = count_out(Count(len(items), capped=more is not None))
    return VersionListing(items=items, next_cursor=write_cursor(more, of=order), count=count)


@api.get(f"{ONE}/versions/<int(min=1, max={LARGEST_NUMBER}):number>", can=MANAGE_WORKFLOWS, gives=VersionOut)
def get_version(workflow_id: int, number: int) -> VersionOut:
    """Read one version of a workflow."""
    return _version(queries.version_of(the(workflow_id).id, number))


@api.post(f"{ONE}/restorations", can=MANAGE_WORKFLOWS, takes=RestorationShape, gives=WorkflowOut)
def restore_version(workflow_id: int, form: RestorationShape) -> Answer:
    """Put an earlier version in force again.

    Its steps become a new version.
    """
    workflow = acts.restore_version(the(workflow_id), number=form.number, by=actor())
    return created(_shown(workflow), at=url_for(".get_workflow", workflow_id=workflow.id))


@api.post("/workflows/validation", can=MANAGE_WORKFLOWS, takes=DefinitionShape, gives=ValidationOut)
def validate_definition(form: DefinitionShape) -> ValidationOut:
    """See what is wrong with a definition.

    Nothing is kept. Each fault names its step and its field.
    """
    found = faults(form.definition, known_for(form.definition))
    return ValidationOut(
        faults=[
            FaultOut(path=one.path, step=one.key, number=one.number, sentence=str(one.sentence))
            for one in found
        ]
    )


def _changed(workflow: Workflow, form: WorkflowPatch) -> Workflow:
    sent = form.model_dump(exclude_unset=True)
    present = {"name": workflow.name, "help": workflow.help}
    plain: dict[str, Any] = {field: value for field, value in sent.items() if field in present}
    if plain or form.definition is not None:
        name = forms.read(NameShape, merged({**present}, WorkflowPatch(**plain)))
        definition = form.definition or queries.definition_of(workflow.id, workflow.number)
        workflow = acts.change_workflow(workflow, name, definition, by=actor())
    if form.archived is not None:
        act = acts.archive_workflow if form.archived else acts.bring_back_workflow
        act(workflow, by=actor())
    return workflow


def _none() -> Definition:
    return forms.read(DefinitionShape, {}).definition


def _brief(workflow: Workflow) -> WorkflowBrief:
    return WorkflowBrief(
        id=workflow.id, version=workflow.version, name=workflow.name, help=workflow.help,
        number=workflow.number, archived=workflow.archived_at is not None,
    )  # fmt: skip


def _shown(workflow: Workflow) -> WorkflowOut:
    definition = queries.definition_of(workflow.id, workflow.number)
    return WorkflowOut(**_brief(workflow).model_dump(), definition=definition)


def _version(row: WorkflowVersion) -> VersionOut:
    return VersionOut(
        number=row.number, definition=row.steps, restored=row.restored, made_by=row.made_by,
        made_at=row.made_at,
    )  # fmt: skip
