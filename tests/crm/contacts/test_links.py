"""Who belongs to whom: what each end tells, and to whom (CON-9)."""

import pytest
from sqlalchemy import func, select

from crm.contacts.access import derive_access
from crm.contacts.actions.bin import delete_contact
from crm.contacts.actions.links import edit_link, link, unlink
from crm.contacts.facts import ContactLinked, ContactUnlinked, LinkEdited
from crm.contacts.forms.links import LinkEdit, LinkShape
from crm.contacts.models.access import ContactActivity
from crm.contacts.models.contact import Contact
from crm.contacts.models.links import ContactLink
from crm.contacts.queries.links import around, linked, main_companies
from crm.journal.models import Act, Change
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.errors import Forbidden, Invalid, NotFound
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NED, NORTH, SEVER, Standing

pytestmark = pytest.mark.promise("CON-9")


@pytest.fixture
def a_company(a_contact):
    """Make a company, and commit."""

    def make(name="Romashka", **wishes):
        return a_contact(kind="company", name=name, **{"managers": [ALICE], **wishes})

    return make


@pytest.fixture
def linking(in_scope, actor_of):
    """Link two contacts as somebody, and commit."""

    def make(contact, other, *, by=ALICE, **fields):
        with in_scope(by.business):
            actor = actor_of(by)
            seen = found(Contact.visible_to(actor), id=contact.id)
            return link(seen, LinkShape(contact_id=other.id, **fields), by=actor)

    return make


def test_a_person_belongs_to_several_companies_of_which_the_first_is_the_main_one(
    in_scope, actor_of, a_contact, a_company, linking
):
    ivan, one, two, old = a_contact(), a_company("One"), a_company("Two"), a_company("Old")

    linking(ivan, one, role="director")
    linking(two, ivan, role="adviser")
    linking(ivan, old, role="clerk", former=True)

    with in_scope(NORTH, read_only=True):
        alice = actor_of(ALICE)
        of_ivan = [(at.contact.name, at.role, at.link.main, at.link.former) for at in linked(ivan, to=alice)]
        of_two = [(at.contact.id, at.role) for at in linked(two, to=alice)]
        assert main_companies([ivan.id], to=alice)[ivan.id].contact.name == "One"
    assert of_ivan == [
        ("One", "director", True, False), ("Two", "adviser", False, False), ("Old", "clerk", False, True),
    ]  # fmt: skip
    assert of_two == [(ivan.id, "adviser")]


def test_another_main_company_takes_the_place_of_the_first(in_scope, actor_of, a_contact, a_company, linking):
    ivan = a_contact()
    linking(ivan, a_company("One"))
    linking(ivan, a_company("Two"), main=True)

    with in_scope(NORTH, read_only=True):
        mains = {at.contact.name: at.link.main for at in linked(ivan, to=actor_of(ALICE))}
    assert mains == {"One": False, "Two": True}


@pytest.mark.parametrize(
    ("kinds", "typed", "told", "back"),
    [
        (("person", "person"), {"role": "spouse"}, "spouse", "spouse"),
        (("person", "person"), {"role": "Ребёнок"}, "child", "parent"),
        (("person", "person"), {"role": "godmother"}, "godmother", ""),
        (("person", "person"), {"role": "coach", "back_role": "pupil"}, "coach", "pupil"),
        (("company", "company"), {"role": "Branch"}, "branch", "head_office"),
        (("company", "company"), {"back_role": "supplier"}, "customer", "supplier"),
    ],
)
def test_each_end_says_what_the_other_is_to_it(
    in_scope, actor_of, a_contact, a_company, linking, kinds, typed, told, back
):
    one, other = (a_contact() if kind == "person" else a_company() for kind in kinds)

    linking(one, other, **typed)

    with in_scope(NORTH, read_only=True):
        alice = actor_of(ALICE)
        (here,), (there,) = linked(one, to=alice), linked(other, to=alice)
    assert (here.role, here.back_role) == (told, back)
    assert (there.role, there.back_role) == (back, told)


def test_both_ends_tell_of_it_and_count_a_change(in_scope, actor_of, a_contact, a_company, linking, facts_of):
    ivan, romashka = a_contact(), a_company()
    at = linking(ivan, romashka, role="clerk")

    with in_scope(NORTH):
        alice = actor_of(ALICE)
        edit_link(ivan, at.id, LinkEdit(role="director", main=True), by=alice)
        edit_link(ivan, at.id, LinkEdit(role="director", main=True), by=alice)
        unlink(romashka, at.id, by=alice)

    told = [
        fact for fact in facts_of(NORTH) if isinstance(fact, ContactLinked | LinkEdited | ContactUnlinked)
    ]
    assert [(type(fact), fact.contact_id, fact.other_id, fact.version) for fact in told] == [
        (ContactLinked, ivan.id, romashka.id, 2), (ContactLinked, romashka.id, ivan.id, 2),
        (LinkEdited, ivan.id, romashka.id, 3), (LinkEdited, romashka.id, ivan.id, 3),
        (ContactUnlinked, romashka.id, ivan.id, 4), (ContactUnlinked, ivan.id, romashka.id, 4),
    ]  # fmt: skip


def test_the_journal_keeps_what_each_act_changed(in_scope, actor_of, a_contact, a_company, linking):
    ivan, romashka = a_contact(), a_company()
    first = linking(ivan, a_company("First"))
    at = linking(ivan, romashka, role="clerk", main=True)

    with in_scope(NORTH):
        alice = actor_of(ALICE)
        edit_link(ivan, at.id, LinkEdit(role="director", main=True), by=alice)
        act_id = unlink(ivan, at.id, by=alice)
        kept = db.session.execute(
            select(Act.kind, Change).join(Change, Change.act_id == Act.id).order_by(Change.id)
        )
        changes = [(kind, change.record_id, change.before, change.after) for kind, change in kept]
    whole = {
        "kind": "employment", "one_id": ivan.id, "other_id": romashka.id, "role": "clerk", "back_role": "",
        "main": True, "former": False, "position": 0,
    }  # fmt: skip
    assert changes[-4:] == [
        ("contacts.linked", at.id, None, whole),
        ("contacts.linked", first.id, {"main": True}, {"main": False}),
        ("contacts.link_edited", at.id, {"role": "clerk"}, {"role": "director"}),
        ("contacts.unlinked", at.id, {**whole, "role": "director"}, None),
    ]
    assert act_id


@pytest.mark.promise("ACC-6")
def test_a_hidden_end_is_neither_shown_nor_counted(in_scope, actor_of, a_contact, a_company, linking):
    romashka = a_company(sharing="write")
    seen, hidden = a_contact("Anna", sharing="read"), a_contact("Boris")
    for person in (seen, hidden):
        linking(romashka, person, role="clerk")
    linking(seen, a_company("Secret"), main=True)

    with in_scope(NORTH, read_only=True):
        for person, ends, company in ((ALICE, 2, "Secret"), (CAROL, 1, "Romashka"), (NED, 1, "Romashka")):
            to = actor_of(person)
            about = around([romashka.id], to=to)[romashka.id]
            assert (about.people_count.value, len(about.people)) == (ends, ends)
            assert len(linked(romashka, to=to)) == ends
            assert main_companies([seen.id], to=to)[seen.id].contact.name == company


@pytest.mark.promise("ACC-6")
def test_whoever_sees_nothing_of_a_main_company_neither_learns_of_it_nor_unseats_it(
    in_scope, actor_of, a_contact, a_company, linking
):
    anna, secret = a_contact("Anna", managers=[BOB], sharing="write"), a_company("Secret", managers=[BOB])
    linking(anna, secret, by=BOB)
    open_one = a_company("Open", managers=[CAROL])

    added = linking(anna, open_one, by=CAROL)

    assert added.link.main
    with in_scope(NORTH, read_only=True):
        assert main_companies([anna.id], to=actor_of(CAROL))[anna.id].contact.name == "Open"
        assert main_companies([anna.id], to=actor_of(MAX))[anna.id].contact.name == "Secret"


@pytest.mark.promise("ACC-6")
@pytest.mark.parametrize("other", [Standing.COLLEAGUES, Standing.DELETED, Standing.FOREIGN, Standing.RANDOM])
def test_what_is_hidden_cannot_be_linked_and_looks_like_what_is_not_there(in_scope, actor_of, other):
    with in_scope(NORTH):
        alice = actor_of(ALICE)
        own = found(Contact.visible_to(alice), id=int(Standing.OWN))
        with pytest.raises(Invalid) as refused:
            link(own, LinkShape(contact_id=int(other)), by=alice)

    assert {name: str(text) for name, text in refused.value.fields.items()} == {
        "contact_id": "There is nothing here, or you have no access to it."
    }


def test_two_are_linked_once_and_nobody_with_themselves(in_scope, actor_of, a_contact, linking):
    one, other = a_contact("Anna"), a_contact("Boris")
    linking(one, other)

    for contact, another in ((one, other), (other, one), (one, one)):
        with pytest.raises(Invalid):
            linking(contact, another)


def test_linking_needs_the_right_to_change_the_contact_one_stands_on(in_scope, actor_of, a_contact, linking):
    mine, readable = a_contact("Anna"), a_contact("Boris", managers=[CAROL], sharing="read")
    at = linking(mine, readable)

    with in_scope(NORTH):
        alice = actor_of(ALICE)
        for act in (
            lambda: link(readable, LinkShape(contact_id=int(Standing.OWN)), by=alice),
            lambda: edit_link(readable, at.id, LinkEdit(), by=alice),
            lambda: unlink(readable, at.id, by=alice),
        ):
            with pytest.raises(Forbidden):
                act()
        with pytest.raises(NotFound):
            unlink(mine, 999_999, by=alice)


def test_a_contact_in_the_bin_leaves_the_other_end_and_its_link_stays(
    in_scope, actor_of, a_contact, a_company, linking
):
    ivan, romashka = a_contact(), a_company()
    linking(ivan, romashka)

    with in_scope(NORTH):
        alice = actor_of(ALICE)
        delete_contact(romashka, by=alice)
        assert linked(ivan, to=alice) == []
        rows = select(func.count()).select_from(ContactLink).where(ContactLink.one_id == ivan.id)
        assert db.session.scalar(rows) == 1


@pytest.mark.promise("ACC-6")
def test_history_tells_of_a_link_only_to_whoever_sees_the_other_end(client_of, a_contact, linking):
    shared, private = a_contact("Anna", sharing="read"), a_contact("Boris", "Hidden")
    linking(shared, private)

    told = {
        person: client_of(person).get(f"/contacts/{shared.id}?tab=history").text for person in (ALICE, CAROL)
    }

    assert "Link added by <b>Alice</b>" in told[ALICE]
    assert "Boris Hidden" in told[ALICE]
    assert "Link added" not in told[CAROL]
    assert "Hidden" not in told[CAROL]


@pytest.mark.promise("L10-1")
def test_history_tells_of_links_in_russian(client_of, a_contact, in_scope, actor_of):
    alice = ALICE.at(SEVER)
    one, other = (a_contact("Анна", name, managers=[alice], at=SEVER) for name in ("Белова", "Чернова"))
    with in_scope(SEVER):
        link(one, LinkShape(contact_id=other.id), by=actor_of(alice))

    told = client_of(alice).get(f"/contacts/{one.id}?tab=history").text

    assert "Связь добавлена — <b>Alice</b>" in told
    assert "Чернова Анна" in told


@pytest.mark.promise("L10")
def test_as_many_statements_whether_ten_links_or_a_thousand(in_scope, actor_of, a_company, count_queries):
    romashka, counts = a_company(), []
    for number in (10, 1_000):
        with in_scope(NORTH):
            _people(romashka, number)
        with in_scope(NORTH, read_only=True), count_queries() as sent:
            alice = actor_of(ALICE)
            about = around([romashka.id], to=alice, most=5)[romashka.id]
            page = linked(romashka, to=alice, limit=20)
            counts.append(len(sent))
        assert len(about.people) == 5
        assert len(page) >= 10
    assert counts[0] == counts[1]


def _people(company, number):
    """People who work there, seen by all."""
    names = dict.fromkeys(("first_name", "sort_name", "search_text"), "anna")
    people = [Contact(kind="person", sharing="read", **names) for _number in range(number)]
    db.session.add_all(people)
    db.session.flush()
    for one in people:
        db.session.add(ContactActivity(contact_id=one.id))
        db.session.add(ContactLink(kind="employment", one_id=one.id, other_id=company.id, role="clerk"))
    derive_access([one.id for one in people])
