"""Who gets a step: lead managers across a merge, turns, who is least busy, conditions on a case (CAS-2)."""

from typing import Any

import pytest

from tests.crm.cases.running.conftest import user
from tests.crm.cases.running.test_running import answer
from tests.kit.cast import ALICE, BOB, CAROL, MAX

pytestmark = pytest.mark.promise("CAS-2")

SALES = {"kind": "group", "id": 1}
"""Alice and Bob."""


def test_a_contact_that_is_merged_meanwhile_gives_the_next_step_to_the_survivors_lead(
    a_run: Any, a_contact: Any, client_of: Any, run_of: Any, api_of: Any
) -> None:
    case_id, run_id = a_run({"responsible": {"kind": "lead"}}, {"responsible": {"kind": "lead"}})
    (loser_id,) = api_of(MAX).get(f"/api/v1/cases/{case_id}").json["contact_ids"]
    survivor = a_contact("Greta", "Lampe", managers=[BOB])
    merged = {"survivor_id": survivor.id, "loser_ids": [loser_id]}
    assert api_of(MAX).post("/api/v1/contacts/merges", json=merged).status_code in (200, 201)

    assert run_of(run_id).waiting_ids == [ALICE.id]
    assert answer(client_of(ALICE), case_id, 1) == 303

    assert run_of(run_id).waiting_ids == [BOB.id]


def test_turns_go_round_over_all_cases_of_a_workflow(a_workflow: Any, api_of: Any, run_of: Any) -> None:
    workflow_id = a_workflow({"responsible": {**SALES, "pick": "round_robin"}})
    got = []
    for number in range(4):
        case = api_of(ALICE).post("/api/v1/cases", json={"title": f"Case {number}"}).json
        run = api_of(ALICE).post(f"/api/v1/cases/{case['id']}/workflows", json={"workflow_id": workflow_id})
        got += run.json["waiting_ids"]

    assert got == [ALICE.id, BOB.id, ALICE.id, BOB.id]


def test_who_has_fewest_steps_gets_the_next(a_workflow: Any, a_run: Any, api_of: Any) -> None:
    a_run({"responsible": user(ALICE)})
    workflow_id = a_workflow({"responsible": {**SALES, "pick": "least_busy"}})
    case = api_of(ALICE).post("/api/v1/cases", json={"title": "Next"}).json

    run = api_of(ALICE).post(f"/api/v1/cases/{case['id']}/workflows", json={"workflow_id": workflow_id})

    assert run.json["waiting_ids"] == [BOB.id]


@pytest.mark.parametrize(("priority", "walked"), [("urgent", ["", ""]), ("low", ["passed", ""])])
def test_a_condition_reads_the_case_in_every_word_of_it(
    a_workflow: Any, api_of: Any, priority: str, walked: list[str]
) -> None:
    urgent = {"tests": [{"field": "priority", "op": "is", "value": "Срочный"}]}
    workflow_id = a_workflow({"condition": urgent}, {"responsible": user(CAROL)})
    case = api_of(ALICE).post("/api/v1/cases", json={"title": "Is it?", "priority": priority}).json

    run = api_of(ALICE).post(f"/api/v1/cases/{case['id']}/workflows", json={"workflow_id": workflow_id}).json

    outcomes = [step["outcome"] or "" for step in run["steps"]]
    assert outcomes == walked[: len(outcomes)]
    assert run["waiting_ids"] == [ALICE.id if priority == "urgent" else CAROL.id]
