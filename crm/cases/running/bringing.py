"""Bringing an event to a run: state, rows, facts, timers and messages, in the caller's transaction.

The case's row is locked first and then the run's, as by whoever changes or deletes the case, so that events
come one at a time and none waits for another in a circle; the instant is PostgreSQL's, taken under the lock.
Either all that follows is committed or nothing: a timer that fires again finds what it did before.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from sqlalchemy import ARRAY, BigInteger, any_, func, literal, select

from crm.cases.actions.responsibles import put_responsibles, put_responsibles_of
from crm.cases.models.case import Case
from crm.cases.running.carrying import Carrier, Gathered
from crm.cases.running.models import CaseRun, CaseStep
from crm.cases.running.world import CaseWorld
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.team.models import Workspace
from crm.team.queries import workspace_settings
from crm.workflows.definition import Definition
from crm.workflows.effects import Effect
from crm.workflows.engine.stepping import step
from crm.workflows.events import Event
from crm.workflows.queries.workflows import definition_of
from crm.workflows.state import Phase, Walk

LOCKED: Final = {"populate_existing": True}


class Several:
    """Runs that begin in one transaction by one act: what is asked, told and put down once for all."""

    def __init__(self) -> None:
        self.gathered: Gathered = Counter()
        self.moved: list[Case] = []
        self._definitions: dict[tuple[int, int], Definition] = {}

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace and its hours."""
        return workspace_settings()

    def definition_of(self, run: CaseRun) -> Definition:
        """The steps of the run's version."""
        key = run.workflow_id, run.number
        if key not in self._definitions:
            self._definitions[key] = definition_of(*key)
        return self._definitions[key]

    def settle(self) -> None:
        """Let whoever has a step see its case; some statements, however many cases there are."""
        ids = [case.id for case in self.moved]
        if not ids:
            return
        db.session.flush()
        put_responsibles_of({**dict.fromkeys(ids, ()), **_people_of_each(ids)})
        for case in self.moved:
            db.session.expire(case, ["responsible_ids"])


def bring(run_id: int, event: Event, *, by: Actor, reason: str = "") -> Sequence[Effect]:
    """What follows from the event, carried out; nothing if it is late, doubled or about a run that is over.

    ``reason`` is what a person gave for it; it is kept with the step or the run that it is about.
    Records: what happened, as ``facts`` says.
    """
    of_run = select(CaseRun.case_id).where(CaseRun.id == run_id)
    db.session.execute(select(Case.id).where(Case.id == of_run.scalar_subquery()).with_for_update())
    run = db.session.scalars(
        select(CaseRun).where(CaseRun.id == run_id).with_for_update().execution_options(**LOCKED)
    ).one_or_none()
    if run is None or not run.walk.phase.is_open:
        return ()
    return move(run, event, by=by, reason=reason)


def move(
    run: CaseRun, event: Event, *, by: Actor, reason: str = "", among: Several | None = None
) -> Sequence[Effect]:
    """The same for a run that the caller has locked, or has made in this transaction; ``among`` several."""
    case = db.session.get_one(Case, run.case_id)
    now = _now()
    definition = among.definition_of(run) if among else definition_of(run.workflow_id, run.number)
    world = CaseWorld(case, workflow_id=run.workflow_id, workspace=among.workspace if among else None)
    before = run.walk
    after, effects = step(definition, before, event, now=now, world=world)
    if after == before and not effects:
        return ()
    _keep(run, after, now)
    gathered = among.gathered if among else None
    Carrier(run, case, definition, now=now, by=by, reason=reason, gathered=gathered).carry_out(effects, after)
    if among:
        among.moved.append(case)
    else:
        put_responsibles(case, people_of(case.id))
    return effects


def people_of(case_id: int) -> set[int]:
    """Whoever has or had a step of the case, or learned that one is late (CAS-8)."""
    rows = db.session.scalars(
        select(func.unnest(CaseStep.user_ids.op("||")(CaseStep.told_ids)))
        .join(CaseRun, CaseRun.id == CaseStep.run_id)
        .where(CaseRun.case_id == case_id)
        .distinct()
    )
    return set(rows)


def _people_of_each(case_ids: Collection[int]) -> dict[int, list[int]]:
    people = func.unnest(CaseStep.user_ids.op("||")(CaseStep.told_ids)).label("user_id")
    each = select(CaseRun.case_id, people).join(CaseStep, CaseStep.run_id == CaseRun.id)
    some = each.where(CaseRun.case_id == any_(literal(list(case_ids), ARRAY(BigInteger)))).subquery()
    rows = select(some.c.case_id, func.array_agg(some.c.user_id.distinct())).group_by(some.c.case_id)
    return {row[0]: list(row[1]) for row in db.session.execute(rows)}


def _keep(run: CaseRun, walk: Walk, now: datetime) -> None:
    run.state = walk.model_dump(mode="json")
    run.phase = walk.phase
    run.waiting_ids = list(walk.waiting_ids)
    run.due_at = walk.due_at
    runs = walk.phase is Phase.RUNNING
    run.next_at = min((timer.at for timer in walk.timers), default=None) if runs else None
    run.changed_at = now
    if walk.phase is not Phase.PAUSED:
        run.held = False
    if not walk.phase.is_open:
        run.ended_at = now


def _now() -> datetime:
    """PostgreSQL's instant, after whatever was waited for: no process's own clock decides anything."""
    at: datetime = db.session.execute(select(func.clock_timestamp())).scalar_one()
    return at
