"""Trying a workflow out in this workspace: its people, its hours, and what the reader wishes for."""

from datetime import datetime

from crm.kernel import clock
from crm.kernel.access import Actor
from crm.workflows.access import MANAGE_WORKFLOWS
from crm.workflows.definition import Definition
from crm.workflows.forms.simulation import SimulationShape
from crm.workflows.queries.world import world_of
from crm.workflows.simulation import Simulation, simulate


def tried(definition: Definition, shape: SimulationShape, *, by: Actor) -> Simulation:
    """Walk a definition that has no faults; nothing is kept.

    Raises:
        Forbidden: the actor may not manage workflows.
    """
    by.must(MANAGE_WORKFLOWS)
    world = world_of(
        definition, owner_id=shape.owner_id or by.user_id, lead_id=shape.lead_id or by.user_id,
        facts=shape.facts,
    )  # fmt: skip
    now: datetime = clock.now()
    begins = shape.starts_at or world.working.next_working(now) or now
    wishes = {key: wish.wish for key, wish in shape.wishes.items()}
    return simulate(definition, world, starts_at=begins, wishes=wishes)
