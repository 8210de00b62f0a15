"""Workflows, and what their versions say."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, func, select

from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.workflows.definition import Definition
from crm.workflows.models import Workflow, WorkflowVersion

MOST_WORKFLOWS: Final = 200
PAGE: Final = 50


def all_workflows() -> Select[Any]:
    """Every workflow, archived ones too, by name. Everybody may know which there are."""
    return select(Workflow).order_by(func.lower(Workflow.name), Workflow.id)


def workflows_in_use() -> Select[Any]:
    """The workflows that new cases can be started by, by name; at most ``MOST_WORKFLOWS``."""
    return all_workflows().where(Workflow.archived_at.is_(None))


def workflow_by_id(workflow_id: int) -> Workflow:
    """The workflow, archived or not.

    Raises:
        NotFound: there is none.
    """
    workflow: Workflow = found(all_workflows(), id=workflow_id)
    return workflow


def version_of(workflow_id: int, number: int) -> WorkflowVersion:
    """One version of a workflow.

    Raises:
        NotFound: there is none.
    """
    version = db.session.get(WorkflowVersion, (workflow_id, number))
    if version is None:
        raise NotFound
    return version


def definition_of(workflow_id: int, number: int) -> Definition:
    """The steps of this version; it never changes.

    Raises:
        NotFound: there is no such version.
    """
    return version_of(workflow_id, number).steps


def versions_of(workflow: Workflow, *, before: int | None = None) -> Sequence[WorkflowVersion]:
    """A page of the workflow's versions, the newest first."""
    rows = select(WorkflowVersion).where(WorkflowVersion.workflow_id == workflow.id)
    if before is not None:
        rows = rows.where(WorkflowVersion.number < before)
    return db.session.scalars(rows.order_by(WorkflowVersion.number.desc()).limit(PAGE)).all()


def versions_in_force(workflows: Sequence[Workflow]) -> dict[int, WorkflowVersion]:
    """What new cases of these workflows get, by the workflow's id; one statement."""
    rows = db.session.scalars(
        select(WorkflowVersion)
        .join(Workflow, Workflow.id == WorkflowVersion.workflow_id)
        .where(WorkflowVersion.number == Workflow.number, Workflow.id.in_([one.id for one in workflows]))
    )
    return {row.workflow_id: row for row in rows}


def archived_workflows() -> Select[Any]:
    """Those that start no more cases, by name; at most ``MOST_WORKFLOWS``."""
    return all_workflows().where(Workflow.archived_at.is_not(None)).limit(MOST_WORKFLOWS)
