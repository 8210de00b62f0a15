"""Adding and changing a contact."""

import pytest
from sqlalchemy import text

from crm.contacts.actions.saving import create_contact, edit_contact
from crm.contacts.facts import ContactCreated, ContactEdited, ManagersAssigned
from crm.contacts.forms.contact import ContactShape, values_of
from crm.contacts.models.contact import Contact
from crm.contacts.queries.listing import Wish, listed
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.errors import Forbidden, Invalid, Stale
from crm.kernel.forms import read
from crm.team.queries import workspace_settings
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, OLGA, SEVER


@pytest.mark.promise("CON-7")
def test_who_adds_a_contact_becomes_its_manager(in_scope, actor_of, facts_of, typed):
    with in_scope(NORTH):
        contact = create_contact(typed(), by=actor_of(ALICE))

    assert [(manager.user_id, manager.lead) for manager in contact.managers] == [(ALICE.id, True)]
    assert facts_of(NORTH) == [ContactCreated(contact_id=contact.id, version=1, kind="person")]


@pytest.mark.promise("CON-7")
def test_naming_other_managers_is_recorded_so_that_they_can_be_told(in_scope, actor_of, facts_of, typed):
    with in_scope(NORTH):
        contact = create_contact(typed(manager_ids=[BOB.id, CAROL.id]), by=actor_of(ALICE))

    told = ManagersAssigned(
        contact_id=contact.id, version=1, added=[BOB.id, CAROL.id], removed=[], lead_id=BOB.id
    )
    assert facts_of(NORTH)[1] == told


@pytest.mark.promise("L3")
@pytest.mark.parametrize("fields", [{}, {"sharing": "write"}, {"manager_ids": [BOB.id, CAROL.id]}])
def test_a_new_contact_is_written_once(in_scope, actor_of, typed, fields):
    """Each version of its row costs an entry in every index, that of all parts of words among them."""
    written = text(
        "SELECT n_tup_ins, n_tup_upd FROM pg_stat_xact_user_tables WHERE relid = CAST(:name AS regclass)"
    )
    with in_scope(NORTH):
        before = db.session.execute(written, {"name": "contact"}).one()
        create_contact(typed(**fields), by=actor_of(ALICE))
        after = db.session.execute(written, {"name": "contact"}).one()

    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 0]


def test_an_observer_adds_nothing(in_scope, actor_of, typed):
    with in_scope(NORTH), pytest.raises(Forbidden):
        create_contact(typed(), by=actor_of(NED))


@pytest.mark.parametrize("user_id", [NED.id, 999_999])
def test_nobody_becomes_a_manager_who_may_not_be_one(in_scope, actor_of, typed, user_id):
    with in_scope(NORTH), pytest.raises(Invalid) as refusal:
        create_contact(typed(manager_ids=[user_id]), by=actor_of(ALICE))

    assert set(refusal.value.fields) == {"manager_ids"}


@pytest.mark.promise("CON-1")
@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"first_name": ""}, {"first_name"}),
        ({"first_name": " ", "last_name": ""}, {"first_name", "last_name"}),
        ({"kind": "company"}, {"name"}),
    ],
)
def test_a_person_needs_both_names_and_a_company_its_name(in_scope, actor_of, typed, fields, missing):
    with in_scope(NORTH), pytest.raises(Invalid) as refusal:
        create_contact(typed(**fields), by=actor_of(ALICE))

    assert set(refusal.value.fields) == missing


@pytest.mark.promise("TEN-4")
def test_a_workspace_may_be_content_with_one_name(in_scope, actor_of, typed):
    with in_scope(NORTH):
        workspace_settings().both_names = False

        contact = create_contact(typed(last_name=""), by=actor_of(ALICE))

        assert contact.shown_name == "Ivan"


@pytest.mark.promise("TEN-4")
def test_a_new_contact_is_shared_as_the_workspace_says(in_scope, actor_of, typed):
    with in_scope(NORTH):
        workspace_settings().default_sharing = "read"

        assert create_contact(typed(), by=actor_of(ALICE)).sharing == "read"
        assert create_contact(typed(sharing="private"), by=actor_of(ALICE)).sharing == "private"


@pytest.mark.promise("L10-3")
@pytest.mark.parametrize(
    ("business", "typed_phone", "kept", "valid"),
    [
        (NORTH, "+7 (916) 123-45-67", "+79161234567", True),
        (NORTH, "(212) 555-2368", "+12125552368", True),
        (SEVER, "8 916 123-45-67", "+79161234567", True),
        (SEVER, "8 495 123-45-67 доб. 114", "+74951234567;ext=114", True),
        (SEVER, "123", "123", False),
        (SEVER, "спросить у Анны", "спросить у Анны", False),
    ],
)
def test_phones_are_kept_as_e164_and_odd_ones_as_typed(
    in_scope, actor_of, typed, business, typed_phone, kept, valid
):
    with in_scope(business):
        contact = create_contact(
            typed(comms=[{"kind": "phone", "value": typed_phone}]), by=actor_of(ALICE.at(business))
        )

    assert [(comm.value, comm.valid) for comm in contact.comms] == [(kept, valid)]


@pytest.mark.promise("CON-3")
def test_each_kind_has_one_primary_and_nothing_twice(in_scope, actor_of, typed):
    comms = [
        {"kind": "email", "value": "ivan@example.com"},
        {"kind": "email", "value": "IVAN@example.com"},
        {"kind": "email", "value": "petrov@example.com", "primary": True},
        {"kind": "phone", "value": "+79161234567"},
        {"kind": "site", "value": "example.com"},
    ]
    with in_scope(NORTH):
        contact = create_contact(typed(comms=comms), by=actor_of(ALICE))

    assert [(comm.value, comm.primary) for comm in contact.comms] == [
        ("ivan@example.com", False),
        ("petrov@example.com", True),
        ("+79161234567", True),
        ("example.com", True),
    ]


@pytest.mark.parametrize(
    "comm",
    [
        {"kind": "email", "value": "ivan at example"},
        {"kind": "site", "value": "javascript:alert(1)"},
        {"kind": "phone", "value": "   "},
    ],
)
def test_an_impossible_way_to_reach_is_refused_beside_its_field(comm):
    with pytest.raises(Invalid) as refusal:
        read(ContactShape, {"kind": "company", "name": "Acme", "comms": [comm]})

    assert set(refusal.value.fields) == {"comms.0.value"}


def test_a_change_keeps_the_rows_it_knows_and_records_what_differs(
    in_scope, actor_of, a_contact, facts_of, typed
):
    contact = a_contact(managers=[ALICE], comms=[{"kind": "email", "value": "ivan@example.com"}])
    kept = contact.comms[0].id
    values = {**values_of(contact), "last_name": "Sidorov", "manager_ids": None, "sharing": None}
    values["comms"] = [{"id": kept, "kind": "email", "value": "ivan@example.org"}, *values["comms"][1:]]

    with in_scope(NORTH):
        mine = found(Contact.visible_to(actor_of(ALICE)), id=contact.id)
        changed = edit_contact(mine, read(ContactShape, values), version=1, by=actor_of(ALICE))

    assert [(comm.id, comm.value) for comm in changed.comms] == [(kept, "ivan@example.org")]
    (edited,) = facts_of(NORTH)[-1:]
    assert isinstance(edited, ContactEdited)
    assert (edited.contact_id, edited.version, edited.fields) == (contact.id, 2, ["last_name", "comms"])


def test_saving_without_a_change_does_nothing(in_scope, actor_of, a_contact, facts_of):
    contact = a_contact(managers=[ALICE])
    before = facts_of(NORTH)

    with in_scope(NORTH):
        mine = found(Contact.visible_to(actor_of(ALICE)), id=contact.id)
        same = edit_contact(mine, read(ContactShape, values_of(contact)), by=actor_of(ALICE))

    assert same.version == 1
    assert facts_of(NORTH) == before


@pytest.mark.promise("CON-20")
def test_a_change_on_top_of_somebody_elses_is_refused(in_scope, actor_of, a_contact, typed):
    contact = a_contact(managers=[ALICE])
    with in_scope(NORTH):
        theirs = found(Contact.visible_to(actor_of(MAX)), id=contact.id)
        edit_contact(theirs, typed(first_name="Pyotr"), version=1, by=actor_of(MAX))

    with in_scope(NORTH):
        mine = found(Contact.visible_to(actor_of(ALICE)), id=contact.id)
        with pytest.raises(Stale):
            edit_contact(mine, typed(first_name="Pavel"), version=1, by=actor_of(ALICE))


def test_a_row_of_another_contact_can_not_be_taken_over(in_scope, actor_of, a_contact, typed):
    mine = a_contact(managers=[ALICE])
    others = a_contact(managers=[CAROL], comms=[{"kind": "email", "value": "secret@example.com"}])
    comms = [{"id": others.comms[0].id, "kind": "email", "value": "mine@example.com"}]

    with in_scope(NORTH):
        contact = found(Contact.visible_to(actor_of(ALICE)), id=mine.id)
        with pytest.raises(Invalid) as refusal:
            edit_contact(contact, typed(comms=comms), by=actor_of(ALICE))

    assert set(refusal.value.fields) == {"comms.0.id"}


@pytest.mark.parametrize(
    "q",
    [
        "петров",
        "ИВАН пет",
        "Семёнович",
        "семенович",
        "ivan@ex",
        "8 (916) 123",
        "9161234567",
        "+7 916 123-45-67",
    ],
)
@pytest.mark.promise("CON-13")
def test_a_contact_is_found_by_parts_of_name_mail_and_phone(in_scope, actor_of, typed, q):
    fields = {"first_name": "Иван", "last_name": "Петров", "middle_name": "Семёнович"}
    comms = [{"kind": "email", "value": "ivan@example.com"}, {"kind": "phone", "value": "8 916 123 45 67"}]
    with in_scope(SEVER):
        olga = actor_of(OLGA.at(SEVER))
        contact = create_contact(typed(**fields, comms=comms), by=olga)

        found_ids = [other.id for other in listed(Wish(q=q), to=olga).contacts]

    assert found_ids == [contact.id]
