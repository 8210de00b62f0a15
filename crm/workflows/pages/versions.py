"""The versions of a workflow: see one, compare two, put one in force again."""

from typing import Final

from flask import Response, request

from crm.kernel.errors import Invalid
from crm.kernel.i18n import _
from crm.web.answers import go, page, toast
from crm.web.here import actor
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.actions import workflows as acts
from crm.workflows.forms.workflows import LARGEST_NUMBER
from crm.workflows.pages.plane import ONE, pages
from crm.workflows.presenters import picture, telling
from crm.workflows.presenters.differences import differences
from crm.workflows.presenters.editor import names_for
from crm.workflows.presenters.listing import version_lines
from crm.workflows.queries.workflows import PAGE, definition_of, versions_of
from crm.workflows.queries.workflows import workflow_by_id as the

NUMBER: Final = f"{ONE}/versions/<int(min=1, max={LARGEST_NUMBER}):number>"


@pages.get(f"{ONE}/versions", can=MANAGE_WORKFLOWS)
def versions(workflow_id: int) -> Response:
    """All versions, the newest first."""
    workflow = the(workflow_id)
    found = versions_of(workflow, before=_number("before"))
    older = found[-1].number if len(found) == PAGE else None
    lines = version_lines(workflow, found)
    return page("workflows/versions.html", workflow=workflow, lines=lines, older=older)


@pages.get(NUMBER, can=MANAGE_WORKFLOWS)
def version(workflow_id: int, number: int) -> Response:
    """One version: its picture and its steps in words, and how another one (``?with=``) differs."""
    workflow = the(workflow_id)
    shown = definition_of(workflow.id, number)
    other = _number("with") or workflow.number
    compared = definition_of(workflow.id, other)
    names = names_for(shown, compared)
    return page(
        "workflows/version.html", workflow=workflow, number=number, other=other,
        drawing=picture.drawn(picture.sketches(shown, names)), definition=shown,
        steps=[(step, telling.details(step, shown, names)) for step in shown.steps],
        differences=differences(*((shown, compared) if number < other else (compared, shown)), names),
    )  # fmt: skip


@pages.post(f"{NUMBER}/restoration", can=MANAGE_WORKFLOWS)
def restore(workflow_id: int, number: int) -> Response:
    """Put it in force again, as a new version."""
    workflow = the(workflow_id)
    try:
        acts.restore_version(workflow, number=number, by=actor())
    except Invalid as error:
        toast(" ".join(str(sentence) for sentence in list(error.fields.values())[:2]), kind="warn")
        return go("workflows.version", workflow_id=workflow_id, number=number)
    toast(_("The steps of version %(number)s are in force again", number=number))
    return go("workflows.versions", workflow_id=workflow.id)


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else 0
    return number if 1 <= number <= LARGEST_NUMBER else None
