"""What the simulator learns of real cases: nothing of hidden contacts, but whose turn it is (CAS-6)."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm.kernel.db import db
from crm.notifications.preferences import SETTING, Preferences
from crm.notifications.quiet import Quiet
from crm.team.actors import actor_of
from crm.team.models import User
from crm.workflows.casebook import casebook
from tests.crm.cases.running.conftest import user
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, OLGA

pytestmark = [pytest.mark.promise("CAS-6"), pytest.mark.promise("CAS-8")]


def test_hidden_contacts_of_a_case_say_nothing_to_who_tries_a_workflow_out(
    a_contact: Any, a_case: Any, in_scope: Any, api_of: Any
) -> None:
    carols = a_contact("Hidden", managers=[CAROL])
    kind = api_of(OLGA).get("/api/v1/contact-types").json["items"][0]
    typed = api_of(OLGA).patch(f"/api/v1/contacts/{carols.id}", json={"type_id": kind["id"]})
    assert typed.status_code == 200
    case = a_case(contacts=[carols.id], by=OLGA, owner_id=ALICE.id)

    with in_scope(NORTH, read_only=True):
        alice, carol = actor_of(ALICE.id), actor_of(CAROL.id)
        assert casebook.people(case.id, alice) == (ALICE.id, None)
        assert casebook.facts(case.id, alice)["contact_type"] == []
        assert casebook.people(case.id, carol) == (ALICE.id, CAROL.id)
        assert kind["name"] in casebook.facts(case.id, carol)["contact_type"]


SALES = {"kind": "group", "id": 1}
"""Alice and Bob."""


def test_a_trial_begins_with_the_turns_and_the_work_of_the_workspace(
    a_workflow: Any, a_run: Any, api_of: Any
) -> None:
    workflow_id = a_workflow(
        {"responsible": {**SALES, "pick": "round_robin"}}, {"responsible": {**SALES, "pick": "least_busy"}}
    )
    path = f"/api/v1/workflows/{workflow_id}/simulations"

    def people() -> list[str]:
        told = api_of(MAX).post(path, json={}).json["events"]
        return [one["second"] for one in told if "begins" in one["text"]]

    assert people() == ["Alice", "Alice"]
    case = api_of(CAROL).post("/api/v1/cases", json={"title": "First"}).json
    started = api_of(CAROL).post(f"/api/v1/cases/{case['id']}/workflows", json={"workflow_id": workflow_id})
    assert started.json["waiting_ids"] == [ALICE.id]

    assert people() == ["Bob", "Bob"]


def test_a_trial_waits_for_the_end_of_a_persons_quiet_hours(
    a_workflow: Any, api_of: Any, in_scope: Any
) -> None:
    hours = {"amount": 4, "unit": "hours", "time": "working"}
    steps = {"duration": hours, "remind": {"amount": 2, "unit": "hours", "time": "working"}}
    workflow_id = a_workflow({"responsible": user(BOB), **steps})
    wish = {"wishes": {"s1": {"deed": "nothing"}}, "starts_at": "2026-11-23T09:00:00+00:00"}

    def reminded() -> datetime:
        told = api_of(MAX).post(f"/api/v1/workflows/{workflow_id}/simulations", json=wish).json["events"]
        (at,) = [one["at"] for one in told if one["mail"] == "Reminder"]
        return datetime.fromisoformat(at)

    usual = reminded()
    with in_scope(NORTH) as entry:
        bob, zone = db.session.get_one(User, BOB.id), ZoneInfo(entry.time_zone)
        begins, ends = ((usual + timedelta(hours=hours)).astimezone(zone).time() for hours in (-1, 2))
        quiet = Preferences(quiet=Quiet(begins=begins, ends=ends))
        bob.settings = {**bob.settings, SETTING: quiet.kept()}

    assert reminded() > usual
