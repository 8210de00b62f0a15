"""What happens to a run at the same instant, or just before: no circle of waiting, nobody lost (CAS-4)."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from crm.cases.actions.bin import delete_case
from crm.cases.models.case import Case
from crm.cases.running import facts
from crm.cases.running.reactions import REPLACE
from crm.kernel.db import db
from crm.kernel.facts import FactRow
from crm.kernel.jobs import Job
from crm.notifications.models import Notice
from crm.team.actors import actor_of
from crm.team.models import User
from tests.crm.cases.running.conftest import user
from tests.crm.cases.running.test_running import answer
from tests.crm.cases.running.test_steering import steer
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH

pytestmark = pytest.mark.promise("CAS-4")

WAITS_FOR_ME = text(
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid"
)
PATIENCE_SECONDS = 20.0


def until_somebody_waits_for_me() -> None:
    """Until another transaction waits for this one."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while not db.session.scalar(WAITS_FOR_ME):
        assert time.monotonic() < limit, "nobody waits"
        time.sleep(0.02)


def test_deleting_a_case_and_answering_its_step_wait_for_each_other_in_one_order(
    a_run: Any, client_of: Any, in_scope: Any, run_of: Any
) -> None:
    case_id, run_id = a_run({"responsible": user(BOB)})
    bob = client_of(BOB)
    bob.get(f"/cases/{case_id}")

    with ThreadPoolExecutor(max_workers=1) as pool, in_scope(NORTH):
        case = db.session.scalars(select(Case).where(Case.id == case_id).with_for_update()).one()
        answered = pool.submit(answer, bob, case_id, 1)
        until_somebody_waits_for_me()
        delete_case(case, by=actor_of(ALICE.id))
        db.session.commit()

        assert answered.result() == 409

    assert (run_of(run_id).phase, run_of(run_id).held) == ("paused", True)


@pytest.fixture
def five_minutes_pass(app: Any, run_jobs: Any) -> Callable[[], list[str]]:
    """The second look at who has left is due; then all due jobs run."""

    def passes() -> list[str]:
        waits = Job.kind == REPLACE, Job.state == "ready"
        with app.app_context(), db.engines["control"].begin() as connection:
            connection.execute(update(Job).where(*waits).values(due_at=func.now()))
        ran: list[str] = run_jobs()
        return ran

    return passes


@pytest.mark.promise("TEN-7")
def test_a_step_that_began_for_somebody_while_they_were_leaving_goes_to_the_heir_too(
    a_run: Any, client_of: Any, in_scope: Any, run_jobs: Any, run_of: Any, five_minutes_pass: Any
) -> None:
    left = client_of(MAX).post(f"/settings/users/{BOB.id}/deactivation", data={"heir_id": str(CAROL.id)})
    assert left.status_code == 303
    run_jobs()
    with in_scope(NORTH):
        leaving = update(User).where(User.id == BOB.id)
        at = db.session.scalar(select(User.deactivated_at).where(User.id == BOB.id))
        db.session.execute(leaving.values(deactivated_at=None))
    _case, run_id = a_run({"responsible": user(BOB)})
    with in_scope(NORTH):
        db.session.execute(leaving.values(deactivated_at=at))
    run_jobs()
    assert run_of(run_id).waiting_ids == [BOB.id]

    assert REPLACE in five_minutes_pass()

    assert run_of(run_id).waiting_ids == [CAROL.id]


def test_who_is_handed_a_step_is_told_by_the_fact_of_that_and_by_no_other(
    a_run: Any, client_of: Any, run_jobs: Any, facts_of: Any, in_scope: Any
) -> None:
    case_id, _run = a_run({"responsible": user(BOB)})

    assert steer(client_of(ALICE), case_id, "reassign", round="1", **{"user_ids[]": str(CAROL.id)}) == 303
    run_jobs()

    begun = [fact for fact in facts_of() if isinstance(fact, facts.StepBegun)]
    handed = [fact for fact in facts_of() if isinstance(fact, facts.StepHandedOver)]
    assert ([fact.user_ids for fact in begun], [fact.user_ids for fact in handed]) == (
        [[BOB.id]],
        [[CAROL.id]],
    )
    with in_scope(NORTH, read_only=True):
        told = select(FactRow.name).join(Notice, Notice.fact_id == FactRow.id)
        assert list(db.session.scalars(told.where(Notice.user_id == CAROL.id))) == [
            facts.StepHandedOver.name()
        ]
