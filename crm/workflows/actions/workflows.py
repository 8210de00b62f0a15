"""Laying down how cases are dealt with: workflows, their names, and the versions of their steps (CAS-2)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select

from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid, Stale
from crm.kernel.facts import record
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.lists import unique_name
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.checking import Fault, faults
from crm.workflows.definition import Definition
from crm.workflows.facts import (
    WorkflowAdded,
    WorkflowArchived,
    WorkflowBroughtBack,
    WorkflowChanged,
    WorkflowRenamed,
)
from crm.workflows.forms.workflows import NameShape
from crm.workflows.models import Workflow, WorkflowVersion
from crm.workflows.queries.known import known_for
from crm.workflows.queries.workflows import MOST_WORKFLOWS, definition_of, workflows_in_use

FULL: Final = lazy("There can be at most %(most)s workflows in use. Archive one first.", most=MOST_WORKFLOWS)
TAKEN: Final = lazy("There is a workflow of this name already.")
CHANGED: Final = lazy("Somebody else has changed this workflow meanwhile.")


def add_workflow(
    name: NameShape, definition: Definition, *, copy_of: Workflow | None = None, by: Actor
) -> Workflow:
    """Add a workflow; its steps are version 1.

    Raises:
        Invalid: the name is taken, or a step is at fault.
        Conflict: there are as many as there can be.
    Records: WorkflowAdded.
    """
    by.must(MANAGE_WORKFLOWS)
    _expect_room()
    _expect_no_faults(definition)
    workflow = Workflow(name=name.name, help=name.help, number=1, made_by=by.user_id, version=1)
    with unique_name(TAKEN):
        db.session.add(workflow)
    _keep(workflow, definition, by=by)
    record(WorkflowAdded(workflow_id=workflow.id, copy_of=copy_of.id if copy_of else None), by=by)
    return workflow


def change_workflow(
    workflow: Workflow, name: NameShape, definition: Definition, *, version: int | None = None, by: Actor
) -> Workflow:
    """Rename a workflow and lay down other steps; nothing happens if nothing differs.

    Other steps are a new version, which new cases get; those that run keep theirs. ``version`` is what was
    read.

    Raises:
        Invalid: the name is taken, or a step is at fault.
        Stale: it was changed since ``version``.
    Records: WorkflowRenamed and WorkflowChanged, as far as it applies.
    """
    by.must(MANAGE_WORKFLOWS)
    workflow = _held(workflow, version=version)
    present = definition_of(workflow.id, workflow.number)
    if definition != present:
        _expect_no_faults(definition)
    renamed = [field for field in ("name", "help") if getattr(workflow, field) != getattr(name, field)]
    if renamed:
        with unique_name(TAKEN):
            workflow.name, workflow.help = name.name, name.help
        record(WorkflowRenamed(workflow_id=workflow.id, fields=renamed), by=by)
    if definition != present:
        workflow.number += 1
        _keep(workflow, definition, by=by)
        record(WorkflowChanged(workflow_id=workflow.id, number=workflow.number), by=by)
    if renamed or definition != present:
        workflow.version += 1
        db.session.flush()
    return workflow


def restore_version(workflow: Workflow, *, number: int, by: Actor) -> Workflow:
    """Put an earlier version in force again, as a new one; nothing happens if its steps are in force.

    Raises:
        NotFound: there is no such version.
        Invalid: a step of it is at fault by now.
    Records: WorkflowChanged.
    """
    by.must(MANAGE_WORKFLOWS)
    workflow = _held(workflow)
    earlier = definition_of(workflow.id, number)
    if earlier == definition_of(workflow.id, workflow.number):
        return workflow
    _expect_no_faults(earlier)
    workflow.number += 1
    workflow.version += 1
    _keep(workflow, earlier, restored=number, by=by)
    record(WorkflowChanged(workflow_id=workflow.id, number=workflow.number, restored=number), by=by)
    return workflow


def archive_workflow(workflow: Workflow, *, by: Actor) -> None:
    """Start no more cases by it; those that run go on.

    Records: WorkflowArchived, if it was in use.
    """
    by.must(MANAGE_WORKFLOWS)
    workflow = _held(workflow)
    if workflow.archived_at is None:
        workflow.archived_at = func.now()
        workflow.version += 1
        db.session.flush()
        record(WorkflowArchived(workflow_id=workflow.id), by=by)


def bring_back_workflow(workflow: Workflow, *, by: Actor) -> None:
    """Let cases be started by it again.

    Raises:
        Invalid: another workflow has its name by now.
        Conflict: there are as many as there can be.
    Records: WorkflowBroughtBack, if it was archived.
    """
    by.must(MANAGE_WORKFLOWS)
    workflow = _held(workflow)
    if workflow.archived_at is None:
        return
    _expect_room()
    with unique_name(TAKEN):
        workflow.archived_at = None
        workflow.version += 1
    record(WorkflowBroughtBack(workflow_id=workflow.id), by=by)


def furnish_workflow(name: str, help_text: str, definition: Definition) -> None:
    """Give a new workspace its first workflow, in its language (TEN-3). Idempotent."""
    if db.session.scalar(select(func.count()).select_from(Workflow)):
        return
    workflow = Workflow(name=name, help=help_text, number=1, version=1)
    db.session.add(workflow)
    db.session.flush()
    _keep(workflow, definition, by=Actor.system("provisioning"))


def told(found: Sequence[Fault]) -> dict[str, LazyText | str]:
    """Faults as a form's: a sentence by path that names the step."""
    return {
        fault.path: lazy("Step %(number)s: %(fault)s", number=fault.number, fault=fault.sentence)
        for fault in reversed(found)
    }


def _expect_no_faults(definition: Definition) -> None:
    found = faults(definition, known_for(definition))
    if found:
        raise Invalid(told(found), lazy("Some steps need your attention."))


def _expect_room() -> None:
    number = db.session.scalar(select(func.count()).select_from(workflows_in_use().order_by(None).subquery()))
    if (number or 0) >= MOST_WORKFLOWS:
        raise Conflict(FULL)


def _keep(workflow: Workflow, definition: Definition, *, restored: int | None = None, by: Actor) -> None:
    kept = WorkflowVersion(
        workflow_id=workflow.id, number=workflow.number, definition=definition.model_dump(mode="json"),
        restored=restored, made_by=by.user_id,
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()


def _held(workflow: Workflow, *, version: int | None = None) -> Workflow:
    """The row under a lock, as it stands now."""
    db.session.refresh(workflow, with_for_update=True)
    if version is not None and version != workflow.version:
        raise Stale(CHANGED)
    return workflow
