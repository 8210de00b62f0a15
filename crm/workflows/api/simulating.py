"""The simulator in the JSON API."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, Field

from crm.kernel.errors import Invalid
from crm.kernel.forms import LARGEST_ID
from crm.web.here import actor
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.actions.workflows import told
from crm.workflows.api.plane import api
from crm.workflows.checking import faults
from crm.workflows.definition import Definition
from crm.workflows.forms.simulation import DefinitionSimulationShape, SimulationShape
from crm.workflows.presenters import editor, simulating
from crm.workflows.queries.known import known_for
from crm.workflows.queries.workflows import definition_of, workflow_by_id
from crm.workflows.trying import tried

ONE: Final = f"/workflows/<int(max={LARGEST_ID}):workflow_id>"


class HappeningOut(BaseModel):
    """Something that would happen."""

    at: datetime
    text: Annotated[str, Field(description="What, or who is told, in the reader's language.")]
    second: Annotated[str, Field(description="More about it.")]
    mail: Annotated[str, Field(description="Which mail goes out; empty where none does.")]


class SimulationOut(BaseModel):
    """A walk on a fake clock, in the order of its events."""

    events: list[HappeningOut]
    open: Annotated[bool, Field(description="The workflow waits on and on.")]
    end: Annotated[str, Field(description="How it ends, in the reader's language.")]


@api.post(f"{ONE}/simulations", can=MANAGE_WORKFLOWS, takes=SimulationShape, gives=SimulationOut)
def simulate_workflow(workflow_id: int, form: SimulationShape) -> SimulationOut:
    """Try a workflow out on a fake clock.

    Nothing is sent and nothing kept. It tells what would happen when, and who would get which mail.
    """
    workflow = workflow_by_id(workflow_id)
    return _shown(definition_of(workflow.id, workflow.number), form, workflow_id=workflow.id)


@api.post("/workflows/simulation", can=MANAGE_WORKFLOWS, takes=DefinitionSimulationShape, gives=SimulationOut)
def simulate_definition(form: DefinitionSimulationShape) -> SimulationOut:
    """Try a definition out that is not kept.

    What is wrong with a step is 422, with its place.
    """
    found = faults(form.definition, known_for(form.definition))
    if found:
        raise Invalid({f"definition.{path}": sentence for path, sentence in told(found).items()})
    return _shown(form.definition, form)


def _shown(definition: Definition, form: SimulationShape, *, workflow_id: int | None = None) -> SimulationOut:
    walked = tried(definition, form, workflow_id=workflow_id, by=actor())
    result = simulating.shown(definition, walked, editor.names_for(definition))
    events = [
        HappeningOut(at=one.at, text=one.text, second=one.second, mail=one.mail) for one in result.events
    ]
    return SimulationOut(events=events, open=result.is_open, end=result.end)
