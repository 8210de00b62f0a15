"""Trying a workflow out in this workspace: its people, its hours, and what the reader wishes for."""

from datetime import datetime

from crm.kernel import clock
from crm.kernel.access import Actor
from crm.kernel.errors import Invalid, NotFound
from crm.kernel.i18n import lazy
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.casebook import Known, casebook
from crm.workflows.definition import Definition
from crm.workflows.forms.simulation import SimulationShape
from crm.workflows.queries.world import world_of
from crm.workflows.simulation import Simulation, simulate


def tried(
    definition: Definition, shape: SimulationShape, *, workflow_id: int | None = None, by: Actor
) -> Simulation:
    """Walk a definition that has no faults, as the next run of this workflow; nothing is kept.

    Raises:
        Forbidden: the actor may not manage workflows.
        Invalid: there is no such case, or it is hidden.
    """
    by.must(MANAGE_WORKFLOWS)
    known = _known(shape.case_id, by)
    world = world_of(
        definition, workflow_id=workflow_id, owner_id=shape.owner_id or known.owner_id,
        lead_id=shape.lead_id or known.lead_id, facts={**known.facts, **shape.facts},
    )  # fmt: skip
    now: datetime = clock.now()
    begins = shape.starts_at or world.working.next_working(now) or now
    wishes = {key: wish.wish for key, wish in shape.wishes.items()}
    return simulate(definition, world, starts_at=begins, wishes=wishes)


def _known(case_id: int | None, by: Actor) -> Known:
    """Of the case; without one the actor is its owner and the lead manager of its contact."""
    if case_id is None:
        return Known(owner_id=by.user_id, lead_id=by.user_id)
    try:
        return casebook.known(case_id, by)
    except NotFound:
        raise Invalid({"case_id": lazy("There is no such case.")}) from None
