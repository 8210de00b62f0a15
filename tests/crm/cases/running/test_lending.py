"""Which contact a started step shows: the main one, as chosen by somebody who saw it (CAS-8)."""

from collections.abc import Callable
from typing import Any

import pytest

from crm.contacts.access import astray, derive_access
from crm.contacts.actions.purging import purge_contacts
from crm.team.actors import actor_of
from tests.crm.cases.running.conftest import user
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, OLGA, Person

pytestmark = pytest.mark.promise("CAS-8")


@pytest.fixture
def a_started_case(a_workflow: Any, a_contact: Any, a_case: Any, api_of: Any) -> Callable[..., Any]:
    """A case of Alice's about contacts of these people; its workflow, started by ``by``, asks Bob: (path,
    contact ids, run's id)."""

    def make(*managers: Person, by: Person = OLGA, owner_id: int | None = ALICE.id, **fields: Any) -> Any:
        contacts = [a_contact(f"No{number}", managers=[one]).id for number, one in enumerate(managers)]
        case = a_case(contacts=contacts, by=OLGA, owner_id=owner_id, **fields)
        path = f"/api/v1/cases/{case.id}"
        steps = {"responsible": user(BOB)}, {"responsible": {"kind": "owner"}}
        run = api_of(by).post(f"{path}/workflows", json={"workflow_id": a_workflow(*steps)})
        assert run.status_code == 201, run.json
        return path, contacts, run.json["id"]

    return make


def sees(api: Any, contact_id: int) -> bool:
    """Whether this person's program reads the contact."""
    return bool(api.get(f"/api/v1/contacts/{contact_id}").status_code == 200)


def test_a_started_step_shows_its_responsible_the_main_contact_while_the_case_is_open(
    a_started_case: Any, api_of: Any, client_of: Any, in_scope: Any
) -> None:
    path, (main, _other), run_id = a_started_case(CAROL, CAROL, owner_id=CAROL.id, by=CAROL)
    bob, carol = api_of(BOB), api_of(CAROL)

    assert bob.get(path).json["contact_ids"] == [main]
    assert sees(bob, main)
    assert bob.patch(f"/api/v1/contacts/{main}", json={"last_name": "X"}).status_code == 403
    assert "Responsible for a step of an open case" in client_of(CAROL).get(f"/contacts/{main}/viewers").text
    with in_scope(NORTH, read_only=True):
        assert list(astray()) == []

    assert carol.patch(path, json={"status": "solved"}).status_code == 200
    assert bob.get(path).json["contact_ids"] == []
    assert not sees(bob, main)
    assert carol.patch(path, json={"status": "open"}).status_code == 200
    assert sees(bob, main)
    handed = {"act": "reassign", "round": 1, "user_ids": [ALICE.id], "reason": "Away"}
    assert carol.post(f"{path}/workflows/{run_id}/steering", json=handed).status_code == 201
    assert not sees(bob, main)
    assert sees(api_of(ALICE), main)


def test_a_started_step_shows_nothing_of_a_restricted_contact(a_started_case: Any, api_of: Any) -> None:
    path, (main,), _run = a_started_case(CAROL)

    restricted = api_of(CAROL).patch(f"/api/v1/contacts/{main}/access", json={"restricted": True})

    assert restricted.status_code == 200
    assert not sees(api_of(BOB), main)
    assert api_of(BOB).get(path).json["contact_ids"] == []


def test_lifting_a_restriction_names_beforehand_who_will_see_by_a_step(
    a_started_case: Any, api_of: Any
) -> None:
    _path, (main,), _run = a_started_case(CAROL)
    access = f"/api/v1/contacts/{main}/access"
    assert api_of(CAROL).patch(access, json={"restricted": True}).status_code == 200

    turns = api_of(CAROL).post(f"{access}/preview", json={"restricted": False}).json["gains"]

    assert [(turn["user_id"], turn["before"], turn["after"]) for turn in turns] == [(BOB.id, None, "read")]


def test_what_becomes_the_main_contact_by_itself_is_lent_to_nobody(
    a_started_case: Any, api_of: Any, in_scope: Any
) -> None:
    path, (mine, carols), _run = a_started_case(ALICE, CAROL, by=ALICE)
    assert sees(api_of(BOB), mine)

    assert api_of(ALICE).delete(f"/api/v1/contacts/{mine}").status_code == 204
    with in_scope(NORTH):
        assert purge_contacts([mine], actor_of(ALICE.id)) == 1
        derive_access([carols])

    assert api_of(OLGA).get(path).json["contact_ids"] == [carols]
    assert not sees(api_of(BOB), carols)


def test_an_edit_or_an_undo_lends_a_contact_only_if_who_does_it_sees_it(
    a_started_case: Any, api_of: Any
) -> None:
    path, (mine, carols), _run = a_started_case(ALICE, CAROL)

    taken_out = api_of(ALICE).patch(path, json={"contact_ids": []})
    assert taken_out.status_code == 200
    assert api_of(OLGA).get(path).json["contact_ids"] == [carols]
    assert not sees(api_of(BOB), carols)

    assert api_of(OLGA).patch(path, json={"contact_ids": [mine]}).status_code == 200
    assert api_of(OLGA).patch(path, json={"contact_ids": [carols, mine]}).status_code == 200
    assert sees(api_of(BOB), carols)

    away = api_of(OLGA).patch(path, json={"contact_ids": [mine]})
    assert not sees(api_of(BOB), carols)
    undo = f"/api/v1/acts/{away.headers['Artel-Act']}/undoing"
    assert api_of(OLGA).post(undo, json={}).status_code == 201
    assert sees(api_of(BOB), carols)


def test_an_undo_lends_no_contact_that_is_out_of_sight_by_then(a_started_case: Any, api_of: Any) -> None:
    path, (lent, mine), _run = a_started_case(ALICE, ALICE)
    changed = api_of(ALICE).patch(path, json={"contact_ids": [mine], "title": "Other"})
    taken = api_of(OLGA).patch(f"/api/v1/contacts/{lent}", json={"manager_ids": [CAROL.id]})
    assert (changed.status_code, taken.status_code) == (200, 200)

    api_of(ALICE).post(f"/api/v1/acts/{changed.headers['Artel-Act']}/undoing", json={})

    told = api_of(OLGA).get(path).json
    assert told["contact_ids"] == [lent, mine]
    assert told["title"] != "Other"
    assert not sees(api_of(BOB), lent)


def test_lifting_a_restriction_shows_nothing_to_whom_was_given_a_step_out_of_sight(
    a_workflow: Any, a_contact: Any, a_case: Any, api_of: Any
) -> None:
    carols = a_contact("Hidden", managers=[CAROL]).id
    case = a_case(contacts=[carols], by=OLGA, owner_id=ALICE.id)
    access, runs = f"/api/v1/contacts/{carols}/access", f"/api/v1/cases/{case.id}/workflows"
    assert api_of(CAROL).patch(access, json={"restricted": True}).status_code == 200
    started = api_of(ALICE).post(runs, json={"workflow_id": a_workflow({}, {})})
    assert started.status_code == 201

    assert api_of(CAROL).patch(access, json={"restricted": False}).status_code == 200

    assert not sees(api_of(ALICE), carols)


@pytest.mark.parametrize("away", ["restricted", "in the bin"])
def test_a_step_is_not_handed_over_by_who_does_not_see_what_comes_back_with_it(
    away: str, a_started_case: Any, api_of: Any
) -> None:
    path, (carols,), run_id = a_started_case(CAROL)
    if away == "restricted":
        api_of(CAROL).patch(f"/api/v1/contacts/{carols}/access", json={"restricted": True})
    else:
        api_of(CAROL).delete(f"/api/v1/contacts/{carols}")
    handed = {"act": "reassign", "round": 1, "user_ids": [ALICE.id], "reason": "Mine"}
    steering = f"{path}/workflows/{run_id}/steering"

    assert api_of(ALICE).post(steering, json=handed).status_code == 403
    assert api_of(MAX).post(steering, json=handed).status_code == 201


def test_nobody_takes_a_case_for_a_step_that_shows_a_contact_out_of_their_sight(
    a_started_case: Any, api_of: Any, client_of: Any
) -> None:
    path, (carols,), _run = a_started_case(CAROL, owner_id=None, member_ids=[ALICE.id])
    page = path.removeprefix("/api/v1")

    refused = api_of(ALICE).patch(path, json={"owner_id": ALICE.id})

    assert (refused.status_code, list(refused.json["errors"])) == (422, ["owner_id"])
    assert 'name="owner_id"' not in client_of(ALICE).get(f"{page}/edit").text
    assert api_of(ALICE).patch(path, json={"priority": "high"}).status_code == 200
    assert api_of(MAX).patch(path, json={"owner_id": ALICE.id}).status_code == 200
    assert api_of(CAROL).get(path).status_code == 200
    answered = {"round": 1, "answer": "done"}
    run_path = f"{path}/workflows/{_run}/answers"
    assert api_of(BOB).post(run_path, json=answered).status_code == 201
    assert sees(api_of(ALICE), carols)


def test_no_undo_gives_a_case_back_for_a_step_that_shows_a_contact_out_of_sight(
    a_workflow: Any, a_contact: Any, a_case: Any, api_of: Any
) -> None:
    carols = a_contact("Hidden", managers=[CAROL]).id
    path = f"/api/v1/cases/{a_case(contacts=[carols], by=OLGA, owner_id=ALICE.id, member_ids=[ALICE.id]).id}"
    given = api_of(ALICE).patch(path, json={"owner_id": BOB.id})
    steps = {"responsible": user(MAX)}, {"responsible": {"kind": "owner"}}
    started = api_of(OLGA).post(f"{path}/workflows", json={"workflow_id": a_workflow(*steps)})
    assert (given.status_code, started.status_code) == (200, 201)

    api_of(ALICE).post(f"/api/v1/acts/{given.headers['Artel-Act']}/undoing", json={})

    assert api_of(OLGA).get(path).json["owner_id"] == BOB.id


def test_the_last_living_contact_is_taken_out_though_others_lie_in_the_bin(
    a_contact: Any, a_case: Any, api_of: Any
) -> None:
    binned, living = a_contact("Gone", managers=[CAROL]).id, a_contact("There", managers=[ALICE]).id
    case = a_case(contacts=[living, binned], by=OLGA, owner_id=ALICE.id)
    assert api_of(CAROL).delete(f"/api/v1/contacts/{binned}").status_code == 204

    for person in (ALICE, MAX):
        path = f"/api/v1/cases/{case.id}"
        assert api_of(person).patch(path, json={"contact_ids": []}).status_code == 200
        assert api_of(OLGA).patch(path, json={"contact_ids": [living]}).status_code == 200


@pytest.mark.promise("CON-16")
def test_a_merge_takes_along_what_a_run_lends_and_gives_it_back(a_started_case: Any, api_of: Any) -> None:
    _path, (first, second), _run = a_started_case(ALICE, ALICE)
    alice = api_of(ALICE)

    merged = alice.post("/api/v1/contacts/merges", json={"survivor_id": second, "loser_ids": [first]})
    assert merged.status_code == 201
    assert sees(api_of(BOB), second)

    assert alice.post(f"/api/v1/acts/{merged.headers['Artel-Act']}/undoing", json={}).status_code == 201
    assert sees(api_of(BOB), first)
    assert not sees(api_of(BOB), second)
