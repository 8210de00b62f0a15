"""What the simulator learns of a real case: nothing of hidden contacts (CAS-6, CAS-8)."""

from typing import Any

import pytest

from crm.team.actors import actor_of
from crm.workflows.casebook import casebook
from tests.kit.cast import ALICE, CAROL, NORTH, OLGA

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
