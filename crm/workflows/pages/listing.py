"""All workflows: those in use, templates to start from, the archive."""

from flask import Response, url_for

from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.i18n import _
from crm.web.answers import go, page, toast
from crm.web.here import actor
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.actions import workflows as acts
from crm.workflows.pages.plane import ALL, ONE, pages
from crm.workflows.presenters.listing import listed
from crm.workflows.queries.workflows import archived_workflows, workflows_in_use
from crm.workflows.queries.workflows import workflow_by_id as the
from crm.workflows.starters import STARTERS


@pages.get(ALL, can=MANAGE_WORKFLOWS)
def index() -> Response:
    """Those in use by name, each with its steps; under them what to start from, and the archive."""
    rows = listed(db.session.scalars(workflows_in_use()).all())
    archive = db.session.scalars(archived_workflows()).all()
    return page("workflows/list.html", rows=rows, archive=archive, starters=STARTERS)


@pages.post(f"{ONE}/archive", can=MANAGE_WORKFLOWS)
def archive(workflow_id: int) -> Response:
    """Start no more cases by it; the toast brings it back."""
    workflow = the(workflow_id)
    acts.archive_workflow(workflow, by=actor())
    undo = url_for("workflows.bring_back", workflow_id=workflow.id)
    toast(_("Archived: %(name)s", name=workflow.name), undo=undo)
    return go("workflows.index")


@pages.post(f"{ONE}/return", can=MANAGE_WORKFLOWS)
def bring_back(workflow_id: int) -> Response:
    """Let cases be started by it again."""
    workflow = the(workflow_id)
    try:
        acts.bring_back_workflow(workflow, by=actor())
    except Invalid as error:
        toast(" ".join(map(str, error.fields.values())), kind="warn")
        return go("workflows.index")
    toast(_("In use again: %(name)s", name=workflow.name))
    return go("workflows.index")
