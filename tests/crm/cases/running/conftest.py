"""Workflows in a workspace, cases that go through them, and time that passes for them."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.cases.models.case import Case
from crm.cases.running import acts
from crm.cases.running.models import CaseRun
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.jobs import later
from crm.team.actors import actor_of
from crm.workflows.definition import Definition
from crm.workflows.models import Workflow, WorkflowVersion
from tests.kit.builders import make_case
from tests.kit.cast import ALICE, NORTH, Business, Person


def user(person: Person) -> dict[str, Any]:
    """A rule that means this person."""
    return {"kind": "user", "id": person.id}


def calendar(amount: int, unit: str = "hours") -> dict[str, Any]:
    """A span of all time: tests run at night, too."""
    return {"amount": amount, "unit": unit, "time": "calendar"}


@pytest.fixture
def a_workflow(in_scope: Any) -> Callable[..., int]:
    """Lay down a workflow of these steps, Alice's to complete unless they say otherwise; returns its id."""

    def make(*wishes: dict[str, Any], at: Business = NORTH, name: str = "Warranty") -> int:
        rows = [
            {"key": f"s{n}", "title": at.text(f"Step {n}"), "responsible": user(ALICE), **wish}
            for n, wish in enumerate(wishes, start=1)
        ]
        definition = Definition.model_validate({"steps": rows})
        with in_scope(at):
            made = db.session.scalar(select(func.count()).select_from(Workflow))
            workflow = Workflow(name=at.text(f"{name} {made}"))
            db.session.add(workflow)
            db.session.flush()
            values = {
                "workflow_id": workflow.id,
                "number": 1,
                "definition": definition.model_dump(mode="json"),
            }
            db.session.add(WorkflowVersion(**values))
            return workflow.id

    return make


@pytest.fixture
def a_run(in_scope: Any, a_workflow: Any, a_contact: Any) -> Callable[..., tuple[int, int]]:
    """A case of ``by`` that has just started a workflow of these steps: (case id, run id)."""

    def make(
        *wishes: dict[str, Any], by: Person = ALICE, at: Business = NORTH, **fields: Any
    ) -> tuple[int, int]:
        workflow_id = a_workflow(*wishes, at=at)
        contact = a_contact("Greta", "Lamp", managers=[by], at=at)
        with in_scope(at):
            actor = actor_of(by.id)
            case = make_case(contacts=[contact.id], by=by, at=at, **fields)
            case = found(Case.visible_to(actor), id=case.id)
            run = acts.start(case, db.session.get_one(Workflow, workflow_id), by=actor)
            return case.id, run.id

    return make


@pytest.fixture
def run_of(in_scope: Any) -> Callable[..., CaseRun]:
    """A run as it stands."""

    def read(run_id: int, at: Business = NORTH) -> CaseRun:
        with in_scope(at, read_only=True):
            return db.session.get_one(CaseRun, run_id)

    return read


@pytest.fixture
def hours_pass(in_scope: Any, run_jobs: Any) -> Callable[..., list[str]]:
    """Let hours pass for a run: all its instants lie so much earlier, and its timers fire if they are due."""

    def let(run_id: int, hours: float, at: Business = NORTH, *, again: bool = False) -> list[str]:
        delta = timedelta(hours=hours)
        with in_scope(at):
            run = db.session.get_one(CaseRun, run_id)
            state = json.loads(json.dumps(run.state))
            for timer in state["timers"]:
                timer["at"] = (datetime.fromisoformat(timer["at"]) - delta).isoformat()
            run.next_at = run.next_at and run.next_at - delta
            if state["due_at"]:
                state["due_at"] = (datetime.fromisoformat(state["due_at"]) - delta).isoformat()
                run.due_at = run.due_at - delta
            run.state = state
            now = db.session.scalar(select(func.now()))
            for timer in state["timers"]:
                if datetime.fromisoformat(timer["at"]) <= now:
                    for copy in range(2 if again else 1):
                        key = f"test:{run_id}:{timer['seq']}:{copy}"
                        later("cases.timer", key=key, run_id=run_id, seq=timer["seq"])
        ran: list[str] = run_jobs()
        return ran

    return let
