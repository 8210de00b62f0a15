"""Who sees and changes a case: the one rule against a brute-force oracle, and its explanation (CAS-8)."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from crm.cases import access
from crm.cases.access import DELETE_CASES, EDIT_CASES, VIEW_CASES
from crm.cases.models.case import Case, CaseContact
from crm.cases.queries import explaining
from crm.contacts.access import EDIT_CONTACTS, VIEW_CONTACTS, derive_access
from crm.contacts.models.contact import Contact
from crm.kernel.access import Actor, Level, Reach
from crm.kernel.db import db
from tests.kit.builders import make_case, make_contact
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH, OLGA

pytestmark = pytest.mark.promise("CAS-8")

PEOPLE = (ALICE, BOB, CAROL, MAX)
LEVELS = {VIEW_CASES: Level.READ, EDIT_CASES: Level.WRITE, DELETE_CASES: Level.MANAGE}
reaches = st.sampled_from(list(Reach))
some_people = st.lists(st.sampled_from(PEOPLE), unique=True, max_size=2)
a_contact_somehow = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(["private", "read", "write"]),
    st.booleans(),  # restricted
    st.booleans(),  # in the bin
)
a_case_somehow = st.tuples(
    st.one_of(st.none(), st.sampled_from(PEOPLE)),
    some_people,
    some_people,
    st.lists(a_contact_somehow, max_size=2),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cases=st.lists(a_case_somehow, min_size=1, max_size=4),
    person=st.sampled_from(PEOPLE),
    view=reaches,
    act=reaches,
    contacts_view=reaches,
    contacts_edit=reaches,
)
def test_each_select_is_what_the_rules_say(
    in_scope, actor_of, cases, person, view, act, contacts_view, contacts_edit
):
    with in_scope(NORTH):
        made = [_make(*wishes) for wishes in cases]
        for may in LEVELS:
            table = {VIEW_CASES: view, VIEW_CONTACTS: contacts_view, EDIT_CONTACTS: contacts_edit}
            actor = _with(actor_of(person), {**table, may: view if may is VIEW_CASES else act})
            seen = set(db.session.scalars(access.reached(actor, may).with_only_columns(Case.id)))
            expected = {
                one.id for one, wishes in zip(made, cases, strict=True) if _oracle(actor, may, *wishes)
            }

            assert seen & {one.id for one in made} == expected
            assert {one.id for one in made if actor.may(may, one)} == expected
            told = {one.id for one in made if explaining.may(actor, may, explaining.openness(one))}
            assert told == expected
            if may is VIEW_CASES:
                for rule in (access.seen_one_by_one(actor), access.seen_at_once(actor)):
                    found = select(Case.id).where(Case.deleted_at.is_(None), *rule)
                    assert set(db.session.scalars(found)) == seen
        db.session.rollback()


def test_a_case_is_seen_by_its_contacts_and_hidden_contacts_are_left_out(a_contact, a_case, api_of):
    mine, carols = a_contact("Mine", managers=[ALICE]), a_contact("Hidden", managers=[CAROL])
    case = a_case(contacts=[carols.id, mine.id], by=OLGA, owner_id=None)

    assert api_of(ALICE).get(f"/api/v1/cases/{case.id}").json["contact_ids"] == [mine.id]
    assert api_of(CAROL).get(f"/api/v1/cases/{case.id}").json["contact_ids"] == [carols.id]
    assert api_of(BOB).get(f"/api/v1/cases/{case.id}").status_code == 404
    assert api_of(OLGA).get(f"/api/v1/cases/{case.id}").json["contact_ids"] == [carols.id, mine.id]


def test_a_hidden_contact_stays_when_somebody_else_changes_the_contacts(a_contact, a_case, api_of):
    mine, carols = a_contact("Mine", managers=[ALICE]), a_contact("Hidden", managers=[CAROL])
    other = a_contact("Other", managers=[ALICE])
    case = a_case(contacts=[carols.id, mine.id], by=OLGA, owner_id=ALICE.id)

    answer = api_of(ALICE).patch(f"/api/v1/cases/{case.id}", json={"contact_ids": [other.id]})

    assert answer.json["contact_ids"] == [other.id]
    assert api_of(OLGA).get(f"/api/v1/cases/{case.id}").json["contact_ids"] == [carols.id, other.id]


@pytest.mark.parametrize("hidden", [3, 999_999])
def test_naming_a_hidden_contact_is_refused_as_one_that_is_not_there(hidden, api_of):
    answer = api_of(ALICE).post("/api/v1/cases", json={"title": "Lamp", "contact_ids": [hidden]})

    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["contact_ids"]


def test_nobody_finds_a_case_by_the_name_of_a_contact(a_contact, a_case, api_of, client_of):
    carols = a_contact("Zinaida", "Secretova", managers=[CAROL])
    a_case(contacts=[carols.id], by=OLGA, owner_id=ALICE.id)

    assert api_of(ALICE).get("/api/v1/cases?q=Secretova").json["items"] == []
    assert "Secretova" not in client_of(ALICE).get("/cases").text


def test_the_page_says_who_sees_a_case_and_why_without_naming_hidden_contacts(a_contact, a_case, client_of):
    carols = a_contact("Zinaida", "Secretova", managers=[CAROL])
    case = a_case(contacts=[carols.id], by=OLGA, owner_id=ALICE.id, member_ids=[BOB.id])

    page = client_of(ALICE).get(f"/cases/{case.id}/viewers").text

    for sentence in ("Responsible for the case", "Member of the case", "Sees a hidden contact"):
        assert sentence in page
    assert "Secretova" not in page
    assert "Sees the contact Zinaida Secretova" in client_of(OLGA).get(f"/cases/{case.id}/viewers").text


def test_a_case_is_not_lost_with_its_contact(a_contact, a_case, api_of):
    contact = a_contact(managers=[ALICE])
    case = a_case(contacts=[contact.id], by=OLGA, owner_id=None)
    assert api_of(ALICE).delete(f"/api/v1/contacts/{contact.id}").status_code == 204

    assert api_of(OLGA).get(f"/api/v1/cases/{case.id}").status_code == 200
    assert api_of(ALICE).get(f"/api/v1/cases/{case.id}").status_code == 404


def _make(owner, members, responsibles, contacts):
    ids = [_contact(*wishes) for wishes in contacts]
    one = make_case(by=OLGA, owner_id=owner.id if owner else None, member_ids=[p.id for p in members])
    for place, contact_id in enumerate(ids):
        db.session.add(CaseContact(case_id=one.id, contact_id=contact_id, position=place))
    one.responsible_ids = [person.id for person in responsibles]
    db.session.flush()
    return one


def _contact(manager, sharing, restricted, binned):
    contact = make_contact(by=OLGA, managers=[manager], sharing=sharing)
    contact.restricted = restricted
    if binned:
        at = db.session.scalar(select(Contact.made_at).where(Contact.id == contact.id))
        db.session.execute(update(Contact).where(Contact.id == contact.id).values(deleted_at=at))
    derive_access([contact.id])
    return contact.id


def _with(actor: Actor, table: dict) -> Actor:
    return replace(actor, reaches={may.key: reach for may, reach in table.items()})


def _oracle(actor, may, owner, members, responsibles, contacts):
    """The promise, word by word."""
    living = [wishes for wishes in contacts if not wishes[3]]
    if not _sees(actor, owner, members, responsibles, living):
        return False
    reach = actor.reach(may)
    if may is VIEW_CASES:
        return True
    if reach is Reach.NONE:
        return False
    if reach is Reach.ALL:
        return True
    mates = actor.teammates if reach is Reach.GROUP else {actor.user_id}
    owns = owner is not None and owner.id in mates
    if may is DELETE_CASES:
        return owns
    works = {person.id for person in members} & mates or actor.user_id in {p.id for p in responsibles}
    return bool(owns or works or any(_reaches(actor, EDIT_CONTACTS, *one) for one in living))


def _sees(actor, owner, members, responsibles, living):
    reach = actor.reach(VIEW_CASES)
    if reach is Reach.NONE:
        return False
    people = {person.id for person in (*members, *responsibles)} | ({owner.id} if owner else set())
    if actor.user_id in people:
        return True
    if living:
        return any(_reaches(actor, VIEW_CONTACTS, *one) for one in living)
    working = {person.id for person in members} | ({owner.id} if owner else set())
    return reach is Reach.ALL or (reach is Reach.GROUP and bool(working & actor.teammates))


def _reaches(actor, may, manager, sharing, restricted, _binned):
    view = actor.reach(VIEW_CONTACTS)
    return _by(actor, view, Level.READ, manager, sharing, restricted) and _by(
        actor,
        actor.reach(may),
        Level.READ if may is VIEW_CONTACTS else Level.WRITE,
        manager,
        sharing,
        restricted,
    )


def _by(actor, reach, level, manager, sharing, restricted):
    if reach is Reach.NONE:
        return False
    if reach is Reach.ALL or manager.id == actor.user_id:
        return True
    if restricted:
        return False
    shared = {"private": 0, "read": Level.READ, "write": Level.WRITE}[sharing]
    return shared >= level or (reach is Reach.GROUP and manager.id in actor.teammates)
