"""No reminder or escalation ever reaches anybody outside of their working hours, nor is one lost or doubled.

A year of random definitions, zones, hours, holidays and quiet hours (CAS-4); timers fire late at random.
"""

import os
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.workflows.definition import Clock, Definition
from crm.workflows.effects import Escalated, Message, Told
from crm.workflows.worlds import PlainWorld
from tests.crm.workflows.chance import YEAR, definitions, moments, worlds
from tests.crm.workflows.stage import Play

pytestmark = pytest.mark.promise("CAS-4")
RUNS = int(os.environ.get("YEAR_RUNS", "80"))
LENGTHS = settings(
    max_examples=RUNS,
    deadline=None,
    derandomize="YEAR_RUNS" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@given(definitions(), worlds(), moments, st.lists(st.integers(0, 2_000), min_size=1, max_size=7))
@LENGTHS
def test_reminders_and_escalations_reach_people_at_work(
    definition: Definition, world: PlainWorld, begins, delays: list[int]
) -> None:
    play = Play(definition, world, begins).start()

    lateness = 0
    while play.due and min(play.due.values()) < YEAR + timedelta(days=731):
        on_time = lateness % 8 == 7  # nobody is always late: who works an hour a week would never be reached
        late = timedelta(minutes=0 if on_time else delays[lateness % len(delays)])
        play.until(min(play.due.values()) + late, at_once=False)
        lateness += 1
        assert lateness < 2_000, "timers set each other without end"

    for at, effect in play.log:
        if isinstance(effect, Told) and effect.message in (Message.REMINDER, Message.ESCALATION):
            for user_id in effect.user_ids:
                assert _is_welcome(at, user_id, effect, definition, world), (at, effect)
    told = Counter(
        (effect.message, effect.round, user_id)
        for _at, effect in play.log
        if isinstance(effect, Told) and effect.message in (Message.REMINDER, Message.ESCALATION)
        for user_id in effect.user_ids
    )
    assert all(times == 1 for times in told.values()), told
    escalated = {
        (Message.ESCALATION, one.round, user_id) for one in play.of(Escalated) for user_id in one.user_ids
    }
    assert {key for key in told if key[0] is Message.ESCALATION} == escalated
    if play.state.step is not None:
        waits = definition.step(play.state.step)
        assert (waits.escalation is None) or any(one.step == waits.key for one in play.of(Escalated))


def _is_welcome(at, user_id: int, effect: Told, definition: Definition, world: PlainWorld) -> bool:
    """By the clock on the wall: the workspace's hours, read where the person is; and not in their quiet."""
    step = definition.step(effect.step)
    span = step.remind if effect.message is Message.REMINDER else step.escalation.after
    if span.time is Clock.CALENDAR:
        return True
    local = at.astimezone(world.zones.get(user_id, world.working.zone))
    quiet = world.quiet.get(user_id)
    if quiet is not None and quiet.cover(local.time()):
        return False
    hours = world.working.schedule.hours_on(local.date())
    if hours is not None and hours.covers(local.time()):
        return True
    return quiet is not None and world.delivery(user_id, at) == at  # quiet whenever others work
