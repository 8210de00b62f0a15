"""The access of one contact: chosen on one form, seen before it is saved, explained afterwards (ACC-7)."""

import pytest
from sqlalchemy import select

from crm.contacts.facts import ManagersAssigned, SharingChanged
from crm.contacts.facts_of_access import AccessChanged
from crm.contacts.models.classes import ContactGrant
from crm.contacts.models.contact import Contact
from crm.kernel.db import db
from crm.team.actions.groups import delete_group
from crm.team.models import Group
from tests.kit.cast import ALICE, BOB, CAROL, CAST, MAX, NED, NORTH, OLGA, SEVER

SALES = 1


@pytest.fixture
def contact(a_contact):
    """Alice's own."""
    return a_contact(managers=[ALICE])


@pytest.fixture
def access(contact, client_of):
    """Post the form of its access: ``access(sharing="read")`` answers."""

    def post(*, by=ALICE, **typed):
        form = {"manager_ids": [str(ALICE.id)], "sharing": "private", "version": "1", **typed}
        return client_of(by).post(f"/contacts/{contact.id}/access", data=form)

    return post


@pytest.fixture
def grants_now(in_scope):
    """The grants of a contact as they stand."""

    def of(contact_id):
        with in_scope(NORTH, read_only=True):
            rows = select(ContactGrant).where(ContactGrant.contact_id == contact_id)
            return {row.grantee: row.level for row in db.session.scalars(rows)}

    return of


def sees(client_of, person, contact):
    return client_of(person).get(f"/contacts/{contact.id}").status_code == 200


@pytest.mark.promise("ACC-3")
@pytest.mark.promise("ACC-7")
def test_extra_access_is_previewed_and_then_saved(access, contact, client_of, grants_now, facts_of):
    shown = access(readers=["g2"], writers=[f"u{BOB.id}"])
    assert shown.status_code == 200
    assert "Will see it" in shown.text
    assert "Carol" in shown.text
    assert "Will see and change it" in shown.text
    assert "Bob" in shown.text
    assert "You will lose" not in shown.text
    assert grants_now(contact.id) == {}
    assert not sees(client_of, BOB, contact)

    saved = access(readers=["g2"], writers=[f"u{BOB.id}"], then="save")

    assert saved.status_code == 303
    assert grants_now(contact.id) == {"g2": 1, f"u{BOB.id}": 2}
    assert sees(client_of, BOB, contact)
    assert sees(client_of, CAROL, contact)
    assert client_of(CAROL).get(f"/contacts/{contact.id}/edit").status_code == 403
    assert client_of(BOB).get(f"/contacts/{contact.id}/edit").status_code == 200
    told = [fact.fields for fact in facts_of(NORTH) if isinstance(fact, AccessChanged)]
    assert told == [["grants"]]


@pytest.mark.promise("ACC-7")
def test_whoever_would_lose_access_is_warned_in_their_language(a_contact, client_of):
    contact = a_contact(at=SEVER, managers=[ALICE.at(SEVER)])
    form = {"manager_ids": [str(BOB.id)], "sharing": "private", "version": "1"}

    shown = client_of(ALICE.at(SEVER)).post(f"/contacts/{contact.id}/access", data=form)

    assert "Вы потеряете доступ к этому контакту." in shown.text
    assert "Больше не увидят контакт" in shown.text
    assert "Смогут управлять доступом" in shown.text
    assert sees(client_of, ALICE.at(SEVER), contact)

    saved = client_of(ALICE.at(SEVER)).post(f"/contacts/{contact.id}/access", data={**form, "then": "save"})

    assert saved.headers["Location"].endswith("/contacts")
    assert not sees(client_of, ALICE.at(SEVER), contact)


@pytest.mark.promise("ACC-7")
def test_what_changes_nothing_for_anybody_is_saved_at_once(access, client_of, in_scope):
    assert access(writers=[f"u{OLGA.id}"]).status_code == 303


@pytest.mark.promise("ACC-4")
def test_a_restricted_contact_wears_a_mark_and_is_closed_to_class_sharing_and_teammates(
    access, contact, client_of
):
    assert access(sharing="write", restricted="1", class_id="1", then="save").status_code == 303

    profile = client_of(ALICE).get(f"/contacts/{contact.id}").text
    assert "Restricted" in profile
    assert "Key accounts" in profile
    assert not sees(client_of, BOB, contact)
    assert not sees(client_of, NED, contact)
    assert sees(client_of, MAX, contact)


@pytest.mark.promise("ACC-2")
def test_sharing_and_managers_are_told_and_undone_as_one_act(access, contact, client_of, in_scope, facts_of):
    people = {"manager_ids": [str(ALICE.id), str(BOB.id)], "lead_id": str(BOB.id)}
    assert access(**people, sharing="read", then="save").status_code == 303
    kinds = [type(fact) for fact in facts_of(NORTH)]
    assert SharingChanged in kinds
    assert ManagersAssigned in kinds

    act_id = next(fact.act_id for fact in facts_of(NORTH) if isinstance(fact, SharingChanged))
    client_of(ALICE).post(f"/acts/{act_id}/undoing")

    with in_scope(NORTH, read_only=True):
        assert db.session.get_one(Contact, contact.id).sharing == "private"
    assert not sees(client_of, NED, contact)
    assert not sees(client_of, BOB, contact)


def test_somebody_elses_change_is_not_overwritten(access, contact, client_of, grants_now):
    access(sharing="read", then="save")

    late = access(readers=[f"u{CAROL.id}"], then="save", version="1")

    assert late.status_code == 412
    assert "Somebody changed this contact meanwhile" in late.text
    assert grants_now(contact.id) == {}


@pytest.mark.parametrize(
    "typed",
    [
        {"readers": ["u999999"]},
        {"readers": ["g999999"]},
        {"readers": ["x1"]},
        {"readers": ["u\0" + "9" * 5000]},
        {"class_id": "999999"},
        {"class_id": "Key"},
        {"manager_ids": [str(NED.id)]},
        {"manager_ids": ["9" * 40]},
        {"sharing": "everybody"},
        {"version": "9" * 40, "sharing": "nobody"},
    ],
)
def test_what_can_not_be_is_refused_with_a_sentence(access, typed):
    refused = access(**{**typed, "then": "save"})

    assert refused.status_code == 422
    assert "f-" in refused.text


def test_only_who_is_in_charge_chooses_access(access, contact, client_of):
    access(sharing="write", then="save")

    assert access(by=BOB, sharing="read", then="save").status_code == 403
    assert client_of(BOB).get(f"/contacts/{contact.id}/viewers").status_code == 403


@pytest.mark.promise("ACC-7")
def test_it_is_explained_who_sees_it_and_why(access, contact, client_of):
    access(readers=["g2"], sharing="read", class_id="1", then="save")

    told = client_of(ALICE).get(f"/contacts/{contact.id}/viewers").text

    for words in (
        "Manager of the contact",
        "Shared with all users: read",
        "Access granted to the group Service: read",
        "Role that reaches all contacts: Owner",
        "Role that reaches all contacts: Admin",
    ):
        assert words in told


@pytest.mark.promise("ACC-7")
def test_the_explanation_names_exactly_those_who_see_it(access, contact, api_of, in_scope, actor_of):
    this = Contact.id == contact.id
    for sent in ({"readers": ["g2"]}, {"sharing": "read"}, {"restricted": "1"}):
        version = str(api_of(ALICE).get(f"/api/v1/contacts/{contact.id}").json["version"])
        access(**sent, then="save", version=version)

        told = api_of(ALICE).get(f"/api/v1/contacts/{contact.id}/viewers").json["items"]

        with in_scope(NORTH, read_only=True):
            seeing, changing = (
                {person.id for person in CAST if db.session.scalar(of(actor_of(person)).where(this))}
                for of in (Contact.visible_to, Contact.editable_by)
            )
        assert {one["user_id"] for one in told} == seeing
        assert {one["user_id"] for one in told if one["level"] != "read"} == changing
        assert all(one["reasons"] for one in told)


@pytest.mark.promise("ACC-3")
@pytest.mark.promise("ACC-7")
def test_the_api_reads_tries_out_and_changes_access(a_contact, api_of):
    contact = a_contact(managers=[ALICE])
    at = f"/api/v1/contacts/{contact.id}/access"
    alice = api_of(ALICE)
    grant = {"grants": [{"user_id": CAROL.id, "level": "write"}, {"group_id": SALES, "level": "read"}]}

    tried = alice.post(f"{at}/preview", json=grant)
    assert tried.status_code == 201, tried.json
    assert [(one["name"], one["after"]) for one in tried.json["gains"]] == [
        ("Bob", "read"),
        ("Carol", "write"),
    ]
    assert alice.get(at).json["grants"] == []

    changed = alice.patch(at, json={**grant, "class_id": 1}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.json
    assert {one["level"] for one in changed.json["grants"]} == {"read", "write"}
    assert alice.patch(at, json={"sharing": "read"}, headers={"If-Match": '"1"'}).status_code == 412

    back = alice.patch(at, json={"grants": [], "class_id": None, "restricted": True})
    assert (back.json["grants"], back.json["class_id"], back.json["restricted"]) == ([], None, True)
    assert alice.patch(at, json={"grants": [{"level": "read"}]}).status_code == 422
    assert alice.patch(at, json={"grants": [{"user_id": 1, "group_id": 1}]}).status_code == 422


@pytest.mark.promise("CON-16")
def test_a_merge_unites_grants_and_says_who_sees_more_and_who_less(a_contact, api_of, grants_now):
    one, other = a_contact(managers=[ALICE], sharing="read"), a_contact(managers=[ALICE])
    alice = api_of(ALICE)
    grants = [{"user_id": CAROL.id, "level": "write"}]
    alice.patch(f"/api/v1/contacts/{other.id}/access", json={"grants": grants, "restricted": True})
    shape = {"survivor_id": one.id, "loser_ids": [other.id]}

    seen = alice.post("/api/v1/contacts/merges", json={**shape, "preview": True}).json
    merged = alice.post("/api/v1/contacts/merges", json=shape)

    losing = {gain["contact_id"]: gain["losing"] for gain in seen["gains"]}
    assert losing == {one.id: ["Bob", "Ned"]}
    assert grants_now(one.id) == {f"u{CAROL.id}": 2}
    assert merged.json["contact"]["restricted"]


def test_a_hidden_contact_has_no_page_of_access(access, contact, client_of):
    assert client_of(BOB).get(f"/contacts/{contact.id}/access").status_code == 404


def test_who_is_no_longer_in_charge_takes_back_no_access(access, contact, client_of, grants_now, facts_of):
    people = [str(ALICE.id), str(BOB.id)]
    access(manager_ids=people, writers=["g2"], then="save")
    act_id = next(fact.act_id for fact in facts_of(NORTH) if isinstance(fact, AccessChanged))
    version = str(max(fact.version for fact in facts_of(NORTH) if isinstance(fact, ManagersAssigned)))
    left = access(
        by=BOB, manager_ids=people[1:], writers=["g2"], sharing="write", version=version, then="save"
    )
    assert left.status_code == 303

    client_of(ALICE).post(f"/acts/{act_id}/undoing")

    assert grants_now(contact.id) == {"g2": 2}


@pytest.mark.promise("ACC-3")
def test_a_deleted_group_opens_nothing(access, contact, client_of, in_scope, actor_of):
    access(readers=["g2"], then="save")
    assert sees(client_of, CAROL, contact)

    with in_scope(NORTH):
        delete_group(db.session.get_one(Group, 2), by=actor_of(OLGA))

    assert not sees(client_of, CAROL, contact)
