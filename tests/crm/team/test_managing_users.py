"""Users and their roles: only owners touch owners, the last one stays, a leaving user hands over (TEN-7)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from crm.kernel.db import db
from crm.kernel.errors import Conflict
from crm.team.access import Builtin
from crm.team.actions.users import set_roles
from crm.team.facts import UserDeactivated, UserReactivated
from crm.team.models import Invitation, Role, User, UserRole
from crm.team.queries import builtin_role, user_by_id
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, OLGA, PASSWORD, Business, Person
from tests.kit.web import Visitor

Anonymous = Callable[[Business | str], Visitor]
ClientOf = Callable[[Person], Visitor]
USERS = "/settings/users"


@pytest.fixture
def give(client_of: ClientOf, in_scope: Any) -> Callable[..., Any]:
    """Give a user a role: ``give(BOB, "admin", by=MAX)``."""

    def send(person: Person, role: str, *, by: Person) -> Any:
        with in_scope(NORTH, read_only=True):
            role_id = db.session.scalar(select(Role.id).where(Role.builtin == role))
            version = db.session.scalar(select(User.version).where(User.id == person.id))
        data = {"role_ids": role_id, "version": version}
        return client_of(by).post(f"/settings/users/{person.id}/roles", data=data)

    return send


def test_an_admin_makes_a_manager_an_admin(give: Callable[..., Any], client_of: ClientOf) -> None:
    assert client_of(BOB).get("/settings/users").status_code == 403

    assert give(BOB, "admin", by=MAX).status_code == 303

    assert client_of(BOB).get("/settings/users").status_code == 200


def test_an_admin_makes_no_owner(give: Callable[..., Any]) -> None:
    assert give(BOB, "owner", by=MAX).status_code == 403
    assert give(BOB, "owner", by=OLGA).status_code == 303


def test_an_admin_touches_no_owner(give: Callable[..., Any], client_of: ClientOf) -> None:
    assert give(OLGA, "manager", by=MAX).status_code == 403
    assert client_of(MAX).post(f"/settings/users/{OLGA.id}/deactivation").status_code == 403


@pytest.fixture
def bob_manages_users(client_of: ClientOf, in_scope: Any) -> None:
    """Bob keeps his role and gets one of the workspace's own that manages users, and nothing else."""
    form = {"name": "Doorkeeper", "may:team.manage_users": "all"}
    added = client_of(OLGA).post("/settings/roles", data=form)
    role_id = added.headers["Location"].rpartition("/")[2]
    with in_scope(NORTH, read_only=True):
        manager = db.session.scalar(select(Role.id).where(Role.builtin == "manager"))
        version = db.session.scalar(select(User.version).where(User.id == BOB.id))
    data = {"role_ids": [manager, role_id], "version": version}
    assert client_of(OLGA).post(f"/settings/users/{BOB.id}/roles", data=data).status_code == 303


@pytest.mark.promise("ACC-5")
@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "Only an admin can change or deactivate an admin."),
        ("ru", "Изменить или отключить администратора может только администратор."),
    ],
)
def test_who_manages_users_without_being_admin_touches_no_admin(
    bob_manages_users: None, client_of: ClientOf, api_of: Any, in_scope: Any, language: str, reason: str
) -> None:
    bob, api = client_of(BOB), api_of(BOB)
    bob.post("/me/language", data={"locale": language})
    roles = f"/api/v1/users/{MAX.id}/roles"
    with in_scope(NORTH, read_only=True):
        observer = db.session.scalar(select(Role.id).where(Role.builtin == "observer"))

    refused = [
        bob.post(f"/settings/users/{MAX.id}/deactivation"),
        bob.post(f"/settings/users/{MAX.id}/roles", data={"role_ids": observer, "version": 1}),
        api.patch(roles, json={"role_ids": [observer]}),
    ]

    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert reason in refused[0].text
    assert refused[2].json["title"] == reason or refused[2].json["detail"] == reason
    assert f"/settings/users/{MAX.id}/deactivation" not in bob.get(f"/settings/users/{MAX.id}").text
    assert f"/settings/users/{CAROL.id}/deactivation" in bob.get(f"/settings/users/{CAROL.id}").text
    assert bob.post(f"/settings/users/{CAROL.id}/deactivation").status_code == 303
    assert client_of(MAX).get("/settings/users").status_code == 200


@pytest.mark.promise("ACC-5", "TEN-6")
@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "Only an admin can change an admin’s invitation, and only an owner an owner’s."),
        ("ru", "Приглашение администратора меняет только администратор, а владельца — только владелец."),
    ],
)
def test_who_is_no_admin_neither_withdraws_nor_resends_an_admins_invitation(
    bob_manages_users: None, client_of: ClientOf, in_scope: Any, language: str, reason: str
) -> None:
    with in_scope(NORTH, read_only=True):
        roles = dict(db.session.execute(select(Role.builtin, Role.id)).all())
    for name, by in (("owner", OLGA), ("admin", MAX), ("observer", MAX)):
        form = {"email": f"{name}@north.example", "role_id": roles[name], "locale": "en"}
        assert client_of(by).post("/settings/invitations", data=form).status_code == 303
    with in_scope(NORTH, read_only=True):
        emails = dict(db.session.execute(select(Invitation.email, Invitation.id)).all())
    ids = [emails[f"{name}@north.example"] for name in ("owner", "admin", "observer")]
    bob = client_of(BOB)
    bob.post("/me/language", data={"locale": language})

    def acts(client: Visitor) -> list[int]:
        return [one for one in ids if f"/settings/invitations/{one}/withdrawal" in client.get(USERS).text]

    assert acts(bob) == ids[2:]
    assert acts(client_of(MAX)) == ids[1:]
    assert acts(client_of(OLGA)) == ids
    for act in ("resending", "withdrawal"):
        refused = bob.post(f"/settings/invitations/{ids[1]}/{act}")
        assert refused.status_code == 403
        assert reason in refused.text
        assert client_of(MAX).post(f"/settings/invitations/{ids[0]}/{act}").status_code == 403
        assert bob.post(f"/settings/invitations/{ids[2]}/{act}").status_code == 303
    assert client_of(MAX).post(f"/settings/invitations/{ids[1]}/withdrawal").status_code == 303
    assert client_of(OLGA).post(f"/settings/invitations/{ids[0]}/withdrawal").status_code == 303


@pytest.mark.promise("TEN-7")
def test_the_last_owner_stays(give: Callable[..., Any], client_of: ClientOf) -> None:
    assert give(OLGA, "manager", by=OLGA).status_code == 409

    give(MAX, "owner", by=OLGA)

    assert give(OLGA, "manager", by=OLGA).status_code == 303
    assert give(MAX, "manager", by=MAX).status_code == 409


def test_a_deactivated_owner_does_not_count_as_one(give: Callable[..., Any], client_of: ClientOf) -> None:
    give(MAX, "owner", by=OLGA)
    client_of(OLGA).post(f"/settings/users/{MAX.id}/deactivation")

    assert give(OLGA, "manager", by=OLGA).status_code == 409


def test_two_owners_cannot_step_down_at_the_same_moment(
    give: Callable[..., Any], in_scope: Any, actor_of: Any, app: Any
) -> None:
    give(MAX, "owner", by=OLGA)

    with in_scope(NORTH):
        manager = [builtin_role(Builtin.MANAGER)]
        olga, maximilian = user_by_id(OLGA.id), user_by_id(MAX.id)
        set_roles(olga, manager, version=olga.version, by=actor_of(MAX))
        with pytest.raises(Conflict):
            set_roles(maximilian, manager, version=maximilian.version, by=actor_of(MAX))


def test_a_stale_choice_is_refused(client_of: ClientOf, in_scope: Any) -> None:
    with in_scope(NORTH):
        db.session.execute(update(User).where(User.id == BOB.id).values(version=5))

    answer = client_of(MAX).post(f"/settings/users/{BOB.id}/roles", data={"role_ids": 2, "version": 1})

    assert answer.status_code == 412


def test_somebody_has_at_least_one_role(client_of: ClientOf) -> None:
    assert client_of(MAX).post(f"/settings/users/{BOB.id}/roles", data={"version": 1}).status_code == 422


@pytest.mark.promise("TEN-7")
def test_a_leaving_user_hands_everything_over_in_one_step(
    client_of: ClientOf, a_contact: Any, facts_of: Any, run_jobs: Any, mails: Any, time_passes: Any
) -> None:
    ids = [a_contact("Ivan", f"Petrov {number}", managers=[BOB]).id for number in range(3)]

    answer = client_of(MAX).post(f"/settings/users/{BOB.id}/deactivation", data={"heir_id": CAROL.id})

    assert answer.status_code == 303
    assert UserDeactivated(user_id=BOB.id, heir_id=CAROL.id) in facts_of()
    run_jobs()
    time_passes()
    assert [client_of(CAROL).get(f"/contacts/{one}").status_code for one in ids] == [200, 200, 200]
    assert [mail["to"] for mail in mails()] == [CAROL.email]


@pytest.mark.promise("TEN-7")
def test_without_an_heir_everything_stays_where_it_is(
    client_of: ClientOf, a_contact: Any, run_jobs: Any
) -> None:
    contact = a_contact("Ivan", "Petrov", managers=[BOB])

    client_of(MAX).post(f"/settings/users/{BOB.id}/deactivation", data={"heir_id": ""})

    run_jobs()
    assert "Bob" in client_of(MAX).get(f"/contacts/{contact.id}").text


@pytest.mark.promise("TEN-7")
@pytest.mark.parametrize("heir", [BOB, NED])
def test_nobody_hands_over_to_who_cannot_take_it(client_of: ClientOf, heir: Person) -> None:
    answer = client_of(MAX).post(f"/settings/users/{BOB.id}/deactivation", data={"heir_id": heir.id})

    assert answer.status_code in (409, 422)
    assert client_of(BOB).get("/me/profile").status_code == 200


def test_nobody_deactivates_themselves(client_of: ClientOf) -> None:
    assert client_of(MAX).post(f"/settings/users/{MAX.id}/deactivation").status_code == 409


@pytest.mark.promise("TEN-7")
def test_a_user_comes_back_with_roles_and_password_but_without_old_tokens(
    client_of: ClientOf, api_of: ClientOf, anonymous: Anonymous, facts_of: Any
) -> None:
    client_of(MAX).post(f"/settings/users/{BOB.id}/deactivation")
    assert "Bob" in client_of(MAX).get("/settings/users/former").text

    client_of(MAX).post(f"/settings/users/{BOB.id}/activation")

    data = {"email": BOB.email, "password": PASSWORD}
    assert anonymous(NORTH).post("/sign-in", data=data).status_code == 303
    assert UserReactivated(user_id=BOB.id) in facts_of()
    assert api_of(BOB).get("/api/v1/me").status_code == 401
    assert client_of(BOB).get("/me/profile").status_code == 303


def test_the_list_is_found_by_name_and_bounded(client_of: ClientOf, in_scope: Any) -> None:
    with in_scope(NORTH):
        people = [User(name=f"Person {n:03}", email=f"p{n}@north.example", locale="en") for n in range(120)]
        db.session.add_all(people)
        db.session.flush()
        db.session.add_all(UserRole(user_id=person.id, role_id=3) for person in people)
    maximilian = client_of(MAX)

    first = maximilian.get("/settings/users").text
    found = maximilian.get("/settings/users?q=person+11").text

    assert first.count('data-href="/settings/users/') == 50
    assert found.count('data-href="/settings/users/') == 11
    (more,) = re.findall(r'href="(/settings/users\?cursor=[^"]+)"', first)
    assert maximilian.get(more).text.count('data-href="/settings/users/') == 50


@pytest.mark.parametrize("list_", ["/settings/users", "/settings/users/former"])
@pytest.mark.parametrize("q", ["%00", "Bob%00", "%ED%A0%80", "x" * 5000, "%25_%5C", "\u0301" * 400])
def test_whatever_is_searched_among_users_gets_a_list(client_of: ClientOf, list_: str, q: str) -> None:
    assert client_of(MAX).get(f"{list_}?q={q}").status_code == 200


def test_a_user_of_another_workspace_is_not_found(client_of: ClientOf) -> None:
    assert client_of(MAX).get("/settings/users/7").status_code == 404


@pytest.mark.parametrize("person", [ALICE, NED])
@pytest.mark.parametrize(
    "path", ["/settings/users", "/settings/groups", "/settings/roles", "/settings/workspace"]
)
def test_others_see_no_settings_of_the_workspace(client_of: ClientOf, person: Person, path: str) -> None:
    answer = client_of(person).get(path)

    assert answer.status_code == 403
    assert path not in client_of(person).get("/me/profile").text
