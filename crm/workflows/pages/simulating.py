"""The simulator: a workflow on a fake clock, asked by a form whose address can be shared (CAS-6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, request

from crm.kernel import clock, written
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import lazy, time_zone
from crm.web.answers import page
from crm.web.here import actor
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.definition import Definition
from crm.workflows.forms.asked import asked_of, conditions_in
from crm.workflows.forms.simulation import SimulationShape
from crm.workflows.pages.plane import ONE, pages
from crm.workflows.presenters import editor, simulating
from crm.workflows.presenters.people import colleagues
from crm.workflows.presenters.samples import cases_offered
from crm.workflows.queries.workflows import definition_of
from crm.workflows.queries.workflows import workflow_by_id as the
from crm.workflows.queries.world import working_time
from crm.workflows.trying import tried


@pages.get(f"{ONE}/simulation", can=MANAGE_WORKFLOWS)
def simulation(workflow_id: int) -> Response:
    """What would happen when, to whom; by what the address asks."""
    workflow = the(workflow_id)
    definition = definition_of(workflow.id, workflow.number)
    values, errors, result = _asked(definition), {}, None
    try:
        result = _walked(definition, values, workflow.id)
    except Invalid as error:
        errors = dict(error.fields)
    return page(
        "workflows/simulation.html", workflow=workflow, definition=definition, values=_typed(values),
        errors=errors, result=result, options=editor.options(), deeds=simulating.DEEDS,
        fields=conditions_in(definition), names=editor.names_for(definition),
        people=colleagues(_chosen(values)), cases=cases_offered(actor()),
    )  # fmt: skip


def _asked(definition: Definition) -> dict[str, Any]:
    """What the address asks: rows by the numbers of the steps, also where some are left out."""
    plain = {name: request.args.get(name, "") for name in ("starts_at", "case_id", "owner_id", "lead_id")}
    steps = [
        {name: request.args.get(f"steps-{at}-{name}", "") for name in ("deed", "after_amount", "after_unit")}
        for at in range(len(definition.steps))
    ]
    facts = [request.args.get(f"facts-{at}", "") for at in range(len(conditions_in(definition)))]
    return {**plain, "steps": steps, "facts": facts}


def _walked(definition: Definition, values: Mapping[str, Any], workflow_id: int) -> simulating.Shown:
    """The walk that was asked for.

    Raises:
        Invalid: what was asked can't be read.
    """
    shape = read(SimulationShape, {**asked_of(definition, values), "starts_at": _starts_at(values)})
    names = editor.names_for(definition)
    return simulating.shown(definition, tried(definition, shape, workflow_id=workflow_id, by=actor()), names)


def _starts_at(values: Mapping[str, Any]) -> datetime | None:
    """When it begins, on the reader's clock; None for the next working time."""
    text = str(values.get("starts_at") or "").strip()
    if not text:
        return None
    moment = written.instant(text, zone=time_zone())
    if moment is None:
        raise Invalid({"starts_at": lazy("Write a day and a time, such as 2026-11-22 15:30.")})
    return moment


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked, with what holds where nothing was."""
    begins = working_time().next_working(clock.now()) or clock.now()
    usual = begins.astimezone(ZoneInfo(time_zone())).strftime("%Y-%m-%dT%H:%M")
    return {**values, "starts_at": values.get("starts_at") or usual}


def _chosen(values: Mapping[str, Any]) -> list[Any]:
    return [values.get("owner_id"), values.get("lead_id"), actor().user_id]
