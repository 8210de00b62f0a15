"""Several contacts become one."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from crm.contacts.actions.links import link
from crm.contacts.actions.merging import merge, preview
from crm.contacts.facts import ContactsMerged, ManagersAssigned
from crm.contacts.forms.links import LinkShape
from crm.contacts.forms.merging import MergeShape
from crm.contacts.models.contact import Contact
from crm.contacts.models.links import ContactLink
from crm.contacts.queries.merging import successors
from crm.kernel.access import found
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from crm.kernel.forms import read
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH

pytestmark = pytest.mark.promise("CON-16")


@pytest.fixture
def merged(in_scope: Any, actor_of: Any) -> Callable[..., Contact]:
    """Merge contacts, the first of which stays: ``merged(one, other, by=ALICE, choices={…})``."""

    def do(*contacts: Contact, by: Any = ALICE, **more: Any) -> Contact:
        with in_scope(NORTH):
            return merge(_shape(*contacts, **more), by=actor_of(by))

    return do


@pytest.fixture
def linked(in_scope: Any, actor_of: Any) -> Callable[..., int]:
    """Link two contacts; returns the link's id."""

    def do(one: Contact, other: Contact, by: Any = MAX, **more: Any) -> int:
        with in_scope(NORTH):
            contact = found(Contact.visible_to(actor_of(by)), id=one.id)
            return link(contact, read(LinkShape, {"contact_id": other.id, **more}), by=actor_of(by)).id

    return do


@pytest.fixture
def links_of(in_scope: Any) -> Callable[..., list[tuple[int, int, bool]]]:
    """All links that stand at contacts outside the bin: (one, other, is it the main one)."""

    def of(*contacts: Contact) -> list[tuple[int, int, bool]]:
        ids = [contact.id for contact in contacts]
        with in_scope(NORTH, read_only=True):
            here = ContactLink.one_id.in_(ids) | ContactLink.other_id.in_(ids)
            rows = db.session.scalars(select(ContactLink).where(here).order_by(ContactLink.id))
            return [(row.one_id, row.other_id, row.main) for row in rows]

    return of


def test_the_survivor_keeps_its_values_and_takes_what_it_lacks_from_the_newest(a_contact, merged):
    one = a_contact("Ivan", "Petrov", description="")
    old = a_contact("Vanya", "Petrov", description="old", job_title="buyer", source="fair")
    new = a_contact("Vanya", "Petroff", description="new", language="ru")

    survivor = merged(one, old, new)

    taken = (survivor.first_name, survivor.last_name, survivor.description, survivor.job_title)
    assert taken == ("Ivan", "Petrov", "new", "buyer")
    assert (survivor.source, survivor.language) == ("fair", "ru")


def test_any_value_can_be_chosen(a_contact, merged):
    one, other = a_contact("Ivan", "Petrov", description="mine"), a_contact("Vanya", "Petroff")

    survivor = merged(one, other, choices={"last_name": other.id, "description": other.id})

    assert (survivor.first_name, survivor.last_name, survivor.description) == ("Ivan", "Petroff", "")


def test_ways_to_be_reached_are_united_and_nothing_stands_twice(a_contact, merged):
    one = a_contact("Ivan", "Petrov", comms=[_mail("ivan@example.com", primary=True), _phone("+79161234567")])
    other = a_contact("I", "P", comms=[_mail("IVAN@example.com"), _mail("petrov@example.com", primary=True)])
    third = a_contact("I", "P", comms=[{"kind": "site", "value": "example.com"}, _phone("+79161234567")])

    survivor = merged(one, other, third)

    assert [(comm.value, comm.primary) for comm in survivor.comms] == [
        ("ivan@example.com", True),
        ("+79161234567", True),
        ("example.com", True),
        ("petrov@example.com", False),
    ]


def test_managers_are_united_and_those_who_are_new_are_told(a_contact, merged, facts_of, run_jobs, mails):
    one = a_contact("Ivan", "Petrov", managers=[ALICE])
    other = a_contact("I", "P", managers=[ALICE, BOB], by=ALICE)
    run_jobs()
    before = len(mails())

    survivor = merged(one, other)
    run_jobs()

    assert {(manager.user_id, manager.lead) for manager in survivor.managers} == {
        (ALICE.id, True),
        (BOB.id, False),
    }
    assert [type(fact) for fact in facts_of(NORTH)[-2:]] == [ContactsMerged, ManagersAssigned]
    assert [mail["to"] for mail in mails()[before:]] == [BOB.email]


def test_the_survivor_keeps_its_sharing(a_contact, merged, client_of):
    private, shared = a_contact("Ivan", "Petrov"), a_contact("I", "P", sharing="write")

    survivor = merged(private, shared)

    assert survivor.sharing == "private"
    assert client_of(NED).get(f"/contacts/{survivor.id}").status_code == 404


def test_the_losers_stay_in_the_bin_as_they_were_and_their_ids_lead_on(a_contact, merged, in_scope, actor_of):
    one, other = a_contact("Ivan", "Petrov"), a_contact("Vanya", "Petroff", comms=[_mail("v@example.com")])
    last = a_contact("I", "P")

    merged(one, other)
    survivor = merged(last, one)

    with in_scope(NORTH, read_only=True):
        loser = db.session.get_one(Contact, other.id)
        assert (loser.first_name, loser.deleted_by, loser.merged_into) == ("Vanya", ALICE.id, one.id)
        assert successors([other.id, one.id, last.id]) == {other.id: [one.id, last.id], one.id: [last.id]}
        seen = anchors.visible("contact", [other.id, last.id], actor_of(ALICE))
        assert {old: contact.id for old, contact in seen.items()} == {other.id: survivor.id, last.id: last.id}
        assert anchors.visible("contact", [other.id], actor_of(CAROL)) == {}


@pytest.mark.promise("CON-9")
def test_links_go_along_and_none_stands_twice_or_leads_to_itself(
    a_contact, a_company, merged, linked, links_of
):
    one, other, friend = (a_contact(name, "Petrov") for name in ("Ivan", "Vanya", "Fyodor"))
    acme, both, hidden = a_company("Acme"), a_company("Both"), a_company("Hidden", managers=[CAROL])
    linked(one, both)
    for end in (both, acme, hidden, one, friend):
        linked(other, end)

    survivor = merged(one, other)

    ends = {tuple(sorted(pair[:2])) for pair in links_of(survivor)}
    wanted = {(one.id, end.id) for end in (acme, both, hidden)} | {(one.id, friend.id), (one.id, other.id)}
    assert ends == {tuple(sorted(pair)) for pair in wanted}


@pytest.mark.promise("CON-9")
def test_a_person_keeps_one_main_company(a_contact, a_company, merged, linked, links_of):
    one, other = a_contact("Ivan", "Petrov"), a_contact("Vanya", "Petrov")
    acme, beta = a_company("Acme"), a_company("Beta")
    linked(one, acme, main=True)
    linked(other, beta, main=True)
    person = a_contact("Anna", "Orlova")
    linked(person, acme, main=False)
    linked(person, beta, main=True)

    merged(one, other)
    merged(acme, beta)

    mains = [link for link in links_of(acme) if link[2]]
    assert sorted(mains) == [(one.id, acme.id, True), (person.id, acme.id, True)]


@pytest.mark.parametrize(
    ("managers", "sharing", "refused"),
    [
        ([CAROL], "private", NotFound),
        ([CAROL], "read", Forbidden),
        ([CAROL], "write", Forbidden),
    ],
)
@pytest.mark.promise("ACC-5")
def test_who_may_not_delete_what_would_go_does_not_merge(a_contact, merged, managers, sharing, refused):
    mine = a_contact("Ivan", "Petrov")
    others = a_contact("I", "P", managers=managers, sharing=sharing)

    with pytest.raises(refused):
        merged(mine, others)


@pytest.mark.promise("ACC-5")
def test_writing_is_enough_for_what_stays(a_contact, merged):
    writable, mine = a_contact("I", "P", managers=[CAROL], sharing="write"), a_contact("Ivan", "Petrov")
    readable = a_contact("I", "P", managers=[CAROL], sharing="read")

    with pytest.raises(Forbidden):
        merged(readable, mine)

    assert merged(writable, mine).id == writable.id


def test_an_observer_merges_nothing(a_contact, merged):
    with pytest.raises(Forbidden):
        merged(a_contact(sharing="write"), a_contact(sharing="write"), by=NED)


def test_a_preview_changes_nothing_and_a_newer_version_stops_the_merge(a_contact, in_scope, actor_of, merged):
    one, other = a_contact("Ivan", "Petrov"), a_contact("I", "P")

    with in_scope(NORTH, read_only=True):
        shown = preview(_shape(one, other), by=actor_of(ALICE))
        assert (shown.survivor.id, [loser.id for loser in shown.losers]) == (one.id, [other.id])
    with pytest.raises(Stale):
        merged(one, other, versions={str(other.id): 7})

    assert merged(one, other, versions={str(other.id): 1}).id == one.id


def test_people_and_companies_do_not_mix(a_contact, a_company, merged):
    with pytest.raises(Conflict):
        merged(a_contact("Ivan", "Petrov"), a_company("Acme"))


@pytest.mark.parametrize(
    ("losers", "choices", "wrong"),
    [
        (lambda one, other: [one], {}, {"loser_ids"}),
        (lambda one, other: [other], {"no_such": 1}, {"choices.no_such"}),
        (lambda one, other: [other], {"last_name": 999}, {"choices.last_name"}),
        (
            lambda one, other: [other],
            {"name": 1},
            {
                "choices.name",
            },
        ),
    ],
)
def test_what_can_not_be_chosen_is_told(a_contact, in_scope, actor_of, losers, choices, wrong):
    one, other = a_contact("Ivan", "Petrov"), a_contact("I", "P")
    values = {
        "survivor_id": one.id,
        "loser_ids": [contact.id for contact in losers(one, other)],
        "choices": choices,
    }

    with in_scope(NORTH), pytest.raises(Invalid) as refusal:
        merge(read(MergeShape, values), by=actor_of(ALICE))

    assert refusal.value.fields.keys() == wrong


def test_ten_merge_with_as_many_statements_as_two(a_contact, a_company, linked, merged, count_queries):
    sent = []
    for number in (2, 10):
        contacts = [a_contact("Ivan", "Petrov", comms=[_mail(f"{n}@example.com")]) for n in range(number)]
        for n, contact in enumerate(contacts):
            linked(contact, a_company(f"Acme {number} {n}"))
        with count_queries() as statements:
            merged(*contacts)
        sent.append(len(statements))

    assert sent[0] == sent[1]


@pytest.fixture
def a_company(a_contact):
    """A company of this name."""

    def make(name, **fields):
        return a_contact("", "", kind="company", name=name, **fields)

    return make


def _shape(survivor, *losers, **more):
    ids = [loser.id for loser in losers]
    return read(MergeShape, {"survivor_id": survivor.id, "loser_ids": ids, **more})


def _mail(value, **more):
    return {"kind": "email", "value": value, **more}


def _phone(value):
    return {"kind": "phone", "value": value}
