"""The editor: a form of all steps, with a picture beside it that follows what is typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request

from crm.kernel.errors import Invalid, Stale
from crm.kernel.forms import read
from crm.kernel.i18n import _
from crm.web.answers import form_values, go, page, toast
from crm.web.here import actor
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.actions import workflows as acts
from crm.workflows.forms.typed import Row, new_row, rearranged, rows_of
from crm.workflows.forms.workflows import NameShape
from crm.workflows.models import Workflow
from crm.workflows.pages.plane import ALL, ONE, pages
from crm.workflows.presenters import editor
from crm.workflows.presenters.editor import Typed
from crm.workflows.presenters.people import offered
from crm.workflows.queries.workflows import definition_of
from crm.workflows.queries.workflows import workflow_by_id as the
from crm.workflows.starters import starter


@pages.get(f"{ALL}/new", can=MANAGE_WORKFLOWS)
def new() -> Response:
    """A workflow to be: with one step, by a template (``?from=``) or as a copy of another (``?copy=``)."""
    copied = request.args.get("copy", "")
    if copied.isascii() and copied.isdecimal() and len(copied) < 19:
        original = the(int(copied))
        rows = editor.shown(definition_of(original.id, original.number))
        return _form(
            None, {"name": _("%(name)s (copy)", name=original.name)[:60], "help": original.help}, rows
        )
    template = starter(request.args.get("from", ""))
    if template is not None:
        known = {"name": str(template.name), "help": str(template.help)}
        return _form(None, known, editor.shown(template.definition()))
    return _form(None, {}, editor.titled([new_row(())]))


@pages.post(ALL, can=MANAGE_WORKFLOWS)
def add() -> Response:
    """Add it."""
    return _saved(None)


@pages.get(ONE, can=MANAGE_WORKFLOWS)
def edit(workflow_id: int) -> Response:
    """The steps in force."""
    workflow = the(workflow_id)
    rows = editor.shown(definition_of(workflow.id, workflow.number))
    known = {"name": workflow.name, "help": workflow.help, "version": workflow.version}
    return _form(workflow, known, rows)


@pages.post(ONE, can=MANAGE_WORKFLOWS)
def save(workflow_id: int) -> Response:
    """Rename it, and put other steps in force."""
    return _saved(the(workflow_id))


@pages.post(f"{ALL}/picture", can=MANAGE_WORKFLOWS)
def draw() -> Response:
    """The picture of what is typed, and what is wrong with it: a part of the page."""
    found = editor.typed(rows_of(form_values()))
    return page("workflows/picture.html", drawing=editor.pictured(found.rows), faults=found.faults)


@pages.get(f"{ALL}/people", can=MANAGE_WORKFLOWS)
def people() -> Response:
    """Who can be responsible, as what is typed says: lines of a list."""
    return page("workflows/people.html", found=offered(request.args.get("q", "")[:100]))


def _saved(workflow: Workflow | None) -> Response:
    values = form_values()
    rows = rows_of(values)
    if values.get("then"):
        changed, at = rearranged(rows, str(values["then"]))
        return _form(workflow, values, editor.titled(changed), opened=at)
    found = editor.typed(rows)
    try:
        kept = _kept(workflow, values, found)
    except Invalid as error:
        faults = {**error.fields, **found.faults}
        return _form(workflow, values, rows, typed=found, errors=faults, status=422)
    except Stale as error:
        return _form(workflow, values, rows, typed=found, errors={"form": error.text}, status=412)
    toast(_("Workflow saved: %(name)s", name=kept.name))
    return go("workflows.edit", workflow_id=kept.id)


def _kept(workflow: Workflow | None, values: Mapping[str, Any], found: Typed) -> Workflow:
    """The workflow as it was typed.

    Raises:
        Invalid: its name or a step is at fault.
        Stale: somebody else was faster.
    """
    named = {"name": values.get("name", ""), "help": values.get("help", "")}
    if found.definition is None or found.faults:
        faults = dict(found.faults)
        try:
            read(NameShape, named)
        except Invalid as error:
            faults = {**error.fields, **faults}
        raise Invalid(faults)
    name = read(NameShape, named)
    if workflow is None:
        return acts.add_workflow(name, found.definition, by=actor())
    text = str(values.get("version", ""))
    version = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    return acts.change_workflow(workflow, name, found.definition, version=version, by=actor())


def _form(
    workflow: Workflow | None, values: Mapping[str, Any], rows: Sequence[Row], *, typed: Typed | None = None,
    errors: Mapping[str, Any] | None = None, opened: int | None = None, status: int = 200,
) -> Response:  # fmt: skip
    faulty = {
        int(path.split(".")[1])
        for path in (errors or {})
        if path.startswith("steps.") and path[6].isdecimal()
    }
    return page(
        "workflows/editor.html", status=status, workflow=workflow, values=values, rows=rows,
        errors=errors or {}, choices=typed.choices if typed else {}, options=editor.options(),
        drawing=editor.pictured(rows), summary=editor.summary,
        faulty=faulty,
        opened=faulty or ({opened} if opened is not None else {0} if len(rows) == 1 else set()),
        targets=[(row["key"], row["title"] or _("Step without a title")) for row in rows],
    )  # fmt: skip
