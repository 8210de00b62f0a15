"""The one rule of access against a brute-force oracle, and the access list that is derived."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from crm.contacts import access
from crm.contacts.access import DELETE_CONTACTS, EDIT_CONTACTS, VIEW_CONTACTS
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.contact import Contact, ContactManager
from crm.contacts.queries.listing import Wish, counted, listed
from crm.contacts.queries.records import allowed
from crm.kernel.access import Actor, Level, Reach
from crm.kernel.db import db
from tests.kit.builders import make_contact
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, OLGA, Person

MANAGERS = (OLGA, MAX, ALICE, BOB, CAROL)
LEVELS = {VIEW_CONTACTS: Level.READ, EDIT_CONTACTS: Level.WRITE, DELETE_CONTACTS: Level.MANAGE}

a_contact_somehow = st.tuples(
    st.lists(st.sampled_from(MANAGERS), unique=True, max_size=3),
    st.sampled_from(["private", "read", "write"]),
    st.sampled_from(["there", "in the bin"]),
)
reaches = st.sampled_from(list(Reach))


@pytest.mark.promise("ACC-6")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    contacts=st.lists(a_contact_somehow, min_size=1, max_size=6),
    person=st.sampled_from([*MANAGERS, NED]),
    view=reaches,
    act=reaches,
)
def test_each_select_is_what_the_rules_say(in_scope, actor_of, contacts, person, view, act):
    with in_scope(NORTH):
        made = [_make(*wishes) for wishes in contacts]
        for may in LEVELS:
            actor = _with(actor_of(person), {VIEW_CONTACTS: view, may: act if may != VIEW_CONTACTS else view})
            seen = set(db.session.scalars(access.reached(actor, may).with_only_columns(Contact.id)))

            expected = {
                c.id for c, wishes in zip(made, contacts, strict=True) if _oracle(actor, may, *wishes)
            }
            assert seen & {contact.id for contact in made} == expected

            asked = {contact.id for contact in made if actor.may(may, contact)}
            assert asked == expected
        db.session.rollback()


@pytest.mark.promise("ACC-6")
@pytest.mark.parametrize("sort", ["name", "activity"])
@pytest.mark.parametrize("person", [ALICE, MAX, NED])
def test_list_count_and_rights_agree_with_the_rule(in_scope, actor_of, person, sort):
    with in_scope(NORTH, read_only=True):
        actor = actor_of(person)
        rule = set(db.session.scalars(Contact.visible_to(actor).with_only_columns(Contact.id)))

        assert {contact.id for contact in listed(Wish(sort=sort), to=actor).contacts} == rule
        assert counted(Wish(sort=sort), to=actor).value == len(rule)
        editable = set(db.session.scalars(Contact.editable_by(actor).with_only_columns(Contact.id)))
        assert allowed([EDIT_CONTACTS], rule, to=actor) == {EDIT_CONTACTS.key: editable}


def test_the_derived_rows_are_right_after_every_kind_of_act(in_scope):
    with in_scope(NORTH, read_only=True):
        assert list(access.astray()) == []


def test_a_wrong_row_is_noticed_and_repaired(in_scope, a_contact):
    contact = a_contact(managers=[ALICE], sharing="read")
    with in_scope(NORTH):
        db.session.execute(
            delete(ContactAcl).where(ContactAcl.contact_id == contact.id, ContactAcl.principal == "*")
        )
        db.session.execute(
            update(ContactAcl).where(ContactAcl.contact_id == contact.id).values(level=int(Level.READ))
        )
        db.session.add(ContactAcl(
            principal=f"m{CAROL.id}", contact_id=contact.id, level=3, sort_name="x",
            last_activity_at=contact.made_at,
        ))  # fmt: skip
        db.session.flush()

        wrong = set(access.astray())
        access.derive_access([contact.id])

        assert wrong == {(p, contact.id) for p in ("*", f"m{ALICE.id}", f"m{CAROL.id}", "")}
        assert list(access.astray()) == []


def test_a_token_reads_only_when_its_scope_does(in_scope, actor_of, a_contact):
    contact = a_contact(managers=[ALICE])
    with in_scope(NORTH, read_only=True):
        reading = actor_of(ALICE).narrowed_to(frozenset({"contact:read"}))

        assert reading.may(VIEW_CONTACTS, contact)
        assert not reading.may(EDIT_CONTACTS, contact)


def _make(managers: list[Person], sharing: str, place: str) -> Contact:
    contact = make_contact(by=OLGA, managers=managers or [OLGA], sharing=sharing)
    if not managers:
        db.session.execute(delete(ContactManager).where(ContactManager.contact_id == contact.id))
    if place == "in the bin":
        contact.deleted_at = db.session.scalar(select(Contact.made_at).where(Contact.id == contact.id))
    access.derive_access([contact.id])
    return contact


def _with(actor: Actor, table: dict) -> Actor:
    return replace(actor, reaches={may.key: reach for may, reach in table.items()})


def _oracle(actor: Actor, may, managers: list[Person], sharing: str, place: str) -> bool:
    """The rules of ACC in plain Python."""
    if place == "in the bin":
        return False
    wanted = [(LEVELS[may], actor.reach(may)), (Level.READ, actor.reach(VIEW_CONTACTS))]
    return all(_reaches(actor, level, reach, managers, sharing) for level, reach in wanted)


def _reaches(actor: Actor, level: Level, reach: Reach, managers: list[Person], sharing: str) -> bool:
    ids = {manager.id for manager in managers}
    own = [Level.MANAGE] if actor.user_id in ids else []
    own += {"read": [Level.READ], "write": [Level.WRITE]}.get(sharing, [])
    if reach is Reach.NONE:
        return False
    teammates = reach is Reach.GROUP and bool(ids & actor.teammates)
    return reach is Reach.ALL or teammates or any(granted >= level for granted in own)
