"""Roles: the matrix of what each may do, roles of one's own, several roles adding up (ACC-5)."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from crm.kernel.access import ENTITIES, MAYS, Actor, Reach
from crm.kernel.errors import Conflict, Forbidden, Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import speaking
from crm.team import queries
from crm.team.access import Builtin, possible, role_reaches
from crm.team.actions import roles, users
from crm.team.facts import RoleAdded, RoleChanged, RoleDeleted, RolesChanged
from crm.team.forms import RoleShape
from tests.kit.cast import ALICE, BOB, MAX, NED, NORTH, OLGA, SEVER, Person
from tests.kit.web import Visitor

ClientOf = Callable[[Person], Visitor]
ActorOf = Callable[[Person], Actor]
OWNER, ADMIN, MANAGER, OBSERVER, PRESS = 1, 2, 3, 4, 5
pytestmark = pytest.mark.promise("ACC-5")


@pytest.fixture
def make_role(in_scope: Any, actor_of: ActorOf) -> Callable[..., int]:
    """A role of North Light's own: ``make_role("Desk", {"contacts.view": "all"})`` gives its id."""

    def make(name: str, reaches: dict[str, str]) -> int:
        with in_scope(NORTH):
            return roles.add_role(read(RoleShape, {"name": name, "reaches": reaches}), by=actor_of(OLGA)).id

    return make


@pytest.fixture
def give(in_scope: Any, actor_of: ActorOf) -> Callable[..., None]:
    """Give somebody exactly these roles: ``give(BOB, 3, 5)``."""

    def send(person: Person, *role_ids: int, by: Person = OLGA) -> None:
        with in_scope(NORTH):
            wanted = [role for role in queries.roles() if role.id in role_ids]
            user = queries.user_by_id(person.id)
            users.set_roles(user, wanted, version=user.version, by=actor_of(by))

    return send


# ── what each role may do ──────────────────────────────────────────────────────────────────────


def test_every_permission_is_explained_in_words_in_both_languages(app: Any) -> None:
    for may in MAYS.values():
        told = {}
        for language in ("en", "ru"):
            with app.app_context(), speaking(language):
                told[language] = (str(may.label), str(may.help), str(ENTITIES[may.entity].label))
        assert all(told["en"]), may.key
        assert all(one != other for one, other in zip(told["en"], told["ru"], strict=True)), may.key


def test_an_observer_never_gets_what_changes_or_takes_out(app: Any) -> None:
    everything = role_reaches(Builtin.OBSERVER, dict.fromkeys(MAYS, int(Reach.ALL)))

    for key, may in MAYS.items():
        never = may.unsafe or may.takes_out or may.owner_only or may.admin_only
        assert everything[key] is (Reach.NONE if never else max(may.reaches)), key
    assert everything["contacts.view"] is Reach.ALL


def test_what_takes_data_out_says_so(app: Any) -> None:
    exports = {key: may for key, may in MAYS.items() if "export" in key}

    assert exports
    assert all(may.takes_out for may in exports.values()), "an observer could get one of these"


def test_owners_and_admins_have_all_whatever_is_kept_for_them(app: Any) -> None:
    nothing = dict.fromkeys(MAYS, 0)

    assert role_reaches(Builtin.OWNER, nothing) == {key: max(may.reaches) for key, may in MAYS.items()}
    admins = role_reaches(Builtin.ADMIN, nothing)
    assert all(admins[key] is max(may.reaches) for key, may in MAYS.items() if not may.owner_only)
    assert all(admins[key] is Reach.NONE for key, may in MAYS.items() if may.owner_only)


def test_the_table_shows_every_permission_with_every_role(client_of: ClientOf) -> None:
    page = unescape(client_of(MAX).get("/settings/roles").text)
    for may in MAYS.values():
        assert str(may.label) in page
        assert str(may.help).split("’")[0].split("'")[0] in page
    assert page.count('data-level="') == 5 * len(MAYS)


def test_the_table_speaks_russian(client_of: ClientOf) -> None:
    page = client_of(MAX.at(SEVER)).get("/settings/roles").text

    assert "Что можно каждой роли" in page
    assert "Видеть контакты" in page
    assert re.search(r"<span>Свои</span>", page)


# ── changing a built-in role ───────────────────────────────────────────────────────────────────


def test_managers_get_more_and_go_back_to_the_usual(
    client_of: ClientOf, actor_of: ActorOf, facts_of: Any
) -> None:
    form = {**_usual(client_of(MAX), MANAGER), "may:contacts.view": "all"}
    assert client_of(MAX).post(f"/settings/roles/{MANAGER}", data=form).status_code == 303

    assert actor_of(ALICE).reaches["contacts.view"] is Reach.ALL
    assert actor_of(ALICE).reaches["contacts.edit"] is Reach.OWN
    assert "Changed" in client_of(MAX).get(f"/settings/roles/{MANAGER}").text
    assert facts_of()[-1] == RoleChanged(
        role_id=MANAGER, before={"contacts.view": 1}, after={"contacts.view": 3}
    )

    client_of(MAX).post(f"/settings/roles/{MANAGER}/usual")

    assert actor_of(ALICE).reaches["contacts.view"] is Reach.OWN
    assert facts_of()[-1].after == {"contacts.view": 1}


def test_what_a_manager_loses_is_lost_at_the_next_request(client_of: ClientOf) -> None:
    form = _usual(client_of(MAX), MANAGER)
    del form["may:contacts.create"]

    client_of(MAX).post(f"/settings/roles/{MANAGER}", data=form)

    assert client_of(ALICE).get("/contacts/new").status_code == 403


@pytest.mark.parametrize("role_id", [OWNER, ADMIN])
def test_owners_and_admins_are_not_changed(role_id: int, client_of: ClientOf) -> None:
    assert client_of(OLGA).post(f"/settings/roles/{role_id}", data={"version": 1}).status_code == 409
    assert client_of(OLGA).post(f"/settings/roles/{role_id}/usual").status_code == 409


def test_an_observer_is_refused_a_right_to_change_in_words(client_of: ClientOf, actor_of: ActorOf) -> None:
    form = {"version": 1, "may:contacts.view": "all", "may:contacts.edit": "own"}

    answer = client_of(MAX).post(f"/settings/roles/{OBSERVER}", data=form)

    assert answer.status_code == 422
    assert "Observers never get this." in answer.text
    assert actor_of(NED).reaches["contacts.view"] is Reach.OWN


# ── roles of one's own ─────────────────────────────────────────────────────────────────────────


def test_a_role_is_added_given_and_adds_up(client_of: ClientOf, actor_of: ActorOf, facts_of: Any) -> None:
    form = {
        "name": "Archivist",
        "help": "Keeps order",
        "may:contacts.view": "all",
        "may:contacts.tags": "all",
    }
    answer = client_of(MAX).post("/settings/roles", data=form)
    role_id = int(answer.headers["Location"].rpartition("/")[2])
    page = client_of(MAX).get(f"/settings/users/{BOB.id}").text

    chosen = {"role_ids": [MANAGER, role_id], "version": 1}
    assert "Archivist" in page
    client_of(MAX).post(f"/settings/users/{BOB.id}/roles", data=chosen)

    assert actor_of(BOB).reaches["contacts.view"] is Reach.ALL
    assert actor_of(BOB).reaches["contacts.edit"] is Reach.OWN
    shown = client_of(MAX).get(f"/settings/users/{BOB.id}").text
    assert "What Bob may do" in shown
    assert re.search(r"See contacts</b>.*?All<small>Archivist</small>", shown, re.DOTALL)
    assert re.search(r"Change contacts</b>.*?Own<small>Manager</small>", shown, re.DOTALL)
    assert [type(fact) for fact in facts_of()] == [RoleAdded, RolesChanged]


def test_a_copy_begins_with_what_the_other_may(client_of: ClientOf) -> None:
    page = client_of(MAX).get(f"/settings/roles/new?copy={MANAGER}").text

    assert re.search(r'name="may:contacts.edit" value="own" checked', page)
    assert re.search(r'name="may:contacts.create" value="all"[^>]*checked', page)
    assert not re.search(r'name="may:contacts.types"[^>]*checked', page)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "pRESS"}, "There is a role with this name already."),
        ({"name": "manager"}, "There is a role with this name already."),
        ({"name": "x" * 61}, "too long"),
        ({"name": "A", "may:team.own_workspace": "all"}, "Only owners and admins have this."),
        ({"name": "A", "may:team.see_as": "all"}, "Only owners and admins have this."),
        ({"name": "A", "may:contacts.create": "own"}, "reach so far"),
        ({"name": "A", "may:contacts.view": "everything"}, "Choose one of the given values."),
        ({"name": "A", "may:contacts.fly": "all"}, "There is no such permission."),
    ],
)
def test_a_role_that_cannot_be_is_refused_beside_the_field(
    form: dict[str, str], sentence: str, client_of: ClientOf
) -> None:
    answer = client_of(OLGA).post("/settings/roles", data=form)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_two_who_change_a_role_at_once_do_not_overwrite_each_other(client_of: ClientOf) -> None:
    form = {"name": "Press", "version": 1, "may:contacts.view": "group"}
    client_of(MAX).post(f"/settings/roles/{PRESS}", data=form)

    answer = client_of(OLGA).post(f"/settings/roles/{PRESS}", data={**form, "may:contacts.view": "none"})

    assert answer.status_code == 412
    assert "Someone changed this record" in answer.text


def test_a_role_in_use_is_deleted_for_another_one(
    client_of: ClientOf, give: Callable[..., None], actor_of: ActorOf, facts_of: Any
) -> None:
    give(BOB, PRESS)
    asked = client_of(MAX).get(f"/settings/roles/{PRESS}/deletion").text
    refused = client_of(MAX).post(f"/settings/roles/{PRESS}/deletion", data={"replacement_id": ""})

    assert "1 user has this role." in asked
    assert refused.status_code == 422
    assert "Choose what they get instead." in refused.text

    client_of(MAX).post(f"/settings/roles/{PRESS}/deletion", data={"replacement_id": OBSERVER})

    assert client_of(MAX).get(f"/settings/roles/{PRESS}").status_code == 404
    assert actor_of(BOB).reaches == actor_of(NED).reaches
    deleted = facts_of()[-1]
    assert isinstance(deleted, RoleDeleted)
    assert (deleted.replacement_id, deleted.user_ids) == (OBSERVER, [BOB.id])


def test_a_role_that_nobody_has_just_goes(client_of: ClientOf) -> None:
    client_of(MAX).post(f"/settings/roles/{PRESS}/deletion")

    assert client_of(MAX).get(f"/settings/roles/{PRESS}").status_code == 404


# ── nobody lifts themselves ────────────────────────────────────────────────────────────────────


def test_nobody_gives_more_than_they_may(
    make_role: Callable[..., int], give: Callable[..., None], in_scope: Any, actor_of: ActorOf
) -> None:
    keeper = make_role("Keeper", {"team.manage_users": "all", "team.manage_roles": "all"})
    wide = make_role("Wide", {"contacts.view": "all"})
    give(BOB, keeper)

    with in_scope(NORTH):
        bob = actor_of(BOB)
        with pytest.raises(Invalid) as refused:
            roles.add_role(read(RoleShape, {"name": "Mine", "reaches": {"contacts.view": "own"}}), by=bob)
        assert list(refused.value.fields) == ["reaches.contacts.view"]
        roles.add_role(read(RoleShape, {"name": "Mine", "reaches": {"team.manage_users": "all"}}), by=bob)
    for role_id in (ADMIN, wide):
        with pytest.raises(Forbidden):
            give(BOB, role_id, by=BOB)
        with pytest.raises(Forbidden):
            give(ALICE, MANAGER, role_id, by=BOB)


def test_whoever_gives_their_rights_away_leaves_the_owner_who_can_give_them_back(
    give: Callable[..., None], actor_of: ActorOf
) -> None:
    give(MAX, MANAGER, by=MAX)

    assert actor_of(MAX).reaches["team.manage_roles"] is Reach.NONE
    with pytest.raises(Conflict):
        give(OLGA, MANAGER, by=OLGA)
    give(MAX, ADMIN, by=OLGA)
    assert actor_of(MAX).reaches["team.manage_roles"] is Reach.ALL


def test_a_reach_that_a_role_cannot_have_counts_for_nothing(app: Any) -> None:
    kept = {"team.own_workspace": 3, "contacts.create": 2, "contacts.view": 2, "gone.long_ago": 3}

    table = role_reaches(None, kept)

    assert table["team.own_workspace"] is Reach.NONE
    assert table["contacts.create"] is Reach.NONE
    assert table["contacts.view"] is Reach.GROUP
    assert "gone.long_ago" not in table
    assert all(reach in possible(MAYS[key], None) for key, reach in table.items())


def _usual(client: Visitor, role_id: int) -> dict[str, Any]:
    """What the page of a role would post if nothing were touched."""
    page = client.get(f"/settings/roles/{role_id}").text
    chosen = dict(re.findall(r'name="(may:[\w.]+)" value="(\w+)"[^>]*? checked', page))
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    return {**chosen, "version": version[1]}
