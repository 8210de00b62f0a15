"""A merge is undone: whoever went comes back, and what came since stays."""

import re

import pytest
from sqlalchemy import or_, select

from crm.contacts.actions.bin import delete_contact, restore_contact
from crm.contacts.actions.links import link
from crm.contacts.actions.merging import merge
from crm.contacts.actions.saving import edit_contact
from crm.contacts.forms.contact import ContactShape, values_of
from crm.contacts.forms.links import LinkShape
from crm.contacts.forms.merging import MergeShape
from crm.contacts.models.contact import Contact
from crm.contacts.models.links import ContactLink
from crm.contacts.queries.records import WHOLE
from crm.journal.actions import undo
from crm.journal.models import Act, Change
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.errors import Conflict
from crm.kernel.forms import read
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH

pytestmark = [pytest.mark.promise("CON-16"), pytest.mark.promise("CON-19")]


class Desk:
    """Merges and their undoing, as one person does them."""

    def __init__(self, in_scope, actor_of):
        self.in_scope, self.actor_of = in_scope, actor_of
        self.made: list[int] = []

    def merge(self, survivor, *losers, by=ALICE):
        """Merge; returns the act's id."""
        shape = {"survivor_id": survivor.id, "loser_ids": [loser.id for loser in losers]}
        with self.in_scope(NORTH):
            merge(read(MergeShape, shape), by=self.actor_of(by))
            return db.session.scalar(select(Act.id).order_by(Act.id.desc()).limit(1))

    def undo(self, act_id, by=ALICE):
        """Undo; returns the id of the act that did it, and what it left alone: (kind, reason)."""
        with self.in_scope(NORTH):
            reversal = undo(db.session.get_one(Act, act_id), by=self.actor_of(by))
            skipped = select(Change).where(Change.act_id == reversal.id, Change.skipped.is_not(None))
            left = [(change.record_kind, change.skipped) for change in db.session.scalars(skipped)]
            return reversal.id, left

    def edit(self, contact, by=ALICE, **fields):
        """Change some fields."""
        with self.in_scope(NORTH):
            mine = self.whole(contact.id)
            values = {**values_of(mine), "manager_ids": None, "sharing": None, "custom": {}, **fields}
            edit_contact(mine, read(ContactShape, values), by=self.actor_of(by))

    def link(self, one, other, by=MAX, **more):
        """Link two contacts."""
        with self.in_scope(NORTH):
            contact = found(Contact.visible_to(self.actor_of(by)), id=one.id)
            return link(contact, read(LinkShape, {"contact_id": other.id, **more}), by=self.actor_of(by)).id

    def whole(self, contact_id):
        """The contact as it stands, in the bin too."""
        return db.session.scalar(select(Contact).where(Contact.id == contact_id).options(*WHOLE))

    def state(self, *contacts):
        """All that a merge touches of these contacts."""
        with self.in_scope(NORTH, read_only=True):
            ends = ContactLink.one_id.in_(self.made), ContactLink.other_id.in_(self.made)
            links = select(ContactLink).where(or_(*ends)).order_by(ContactLink.id)
            return [self._of(self.whole(contact.id)) for contact in contacts], [
                (row.id, row.one_id, row.other_id, row.main) for row in db.session.scalars(links)
            ]

    def _of(self, contact):
        return {
            "names": (contact.first_name, contact.last_name, contact.description, contact.job_title),
            "comms": sorted((comm.kind, comm.value, comm.primary) for comm in contact.comms),
            "managers": sorted((manager.user_id, manager.lead) for manager in contact.managers),
            "gone": (contact.deleted_at is not None, contact.merged_into),
        }


@pytest.fixture
def desk(in_scope, actor_of):
    """Whoever merges and undoes."""
    return Desk(in_scope, actor_of)


@pytest.fixture
def three(a_contact, desk):
    """Three contacts that differ in everything, each linked with a company; the last link is Max's secret."""
    contacts = [
        a_contact("Ivan", "Petrov", comms=[_mail("one@example.com")], description="first"),
        a_contact(
            "Vanya", "P", managers=[ALICE, BOB], by=ALICE, comms=[_mail("two@example.com")], job_title="buyer"
        ),
        a_contact("I", "Petroff", comms=[_mail("three@example.com"), _mail("one@example.com")]),
    ]
    desk.made = [contact.id for contact in contacts]
    for number, contact in enumerate(contacts):
        desk.link(contact, a_contact("", "", kind="company", name=f"C{number}", managers=[CAROL]))
    return contacts


def test_everything_is_as_it_was_before(three, desk):
    before = desk.state(*three)

    act = desk.merge(*three)
    merged = desk.state(*three)
    _reversal, left = desk.undo(act)

    assert merged != before
    assert desk.state(*three) == before
    assert left == []


@pytest.mark.parametrize("first", [0, 1])
def test_two_merges_are_undone_in_any_order(three, desk, first):
    one, two, three_ = three
    before = desk.state(*three)
    acts = [desk.merge(two, one), desk.merge(three_, two)]

    desk.undo(acts[first])
    desk.undo(acts[1 - first])

    assert desk.state(*three) == before


def test_the_earlier_merge_is_undone_alone(three, desk):
    one, two, last = three
    act = desk.merge(two, one)
    desk.merge(last, two)

    desk.undo(act)

    (first, second, third), links = desk.state(one, two, last)
    assert first["gone"] == (False, None)
    assert second["gone"] == (True, last.id)
    assert third["gone"] == (False, None)
    assert [row[1] for row in links] == [one.id, last.id, last.id]


def test_what_came_after_the_merge_and_what_was_changed_since_stays(three, desk, a_contact):
    one, two, _third = three
    act = desk.merge(one, two)
    desk.edit(one, job_title="head", description="second")
    new = desk.link(one, a_contact("", "", kind="company", name="New"))

    desk.undo(act)

    (survivor, loser), links = desk.state(one, two)
    assert survivor["names"] == ("Ivan", "Petrov", "second", "head")
    assert loser["names"] == ("Vanya", "P", "", "buyer")
    assert (new, one.id) in [row[:2] for row in links]


def test_a_link_that_was_changed_since_stays_and_is_reported(three, desk, in_scope, actor_of):
    one, two, _third = three
    act = desk.merge(one, two)
    with in_scope(NORTH):
        moved = db.session.scalars(select(ContactLink).where(ContactLink.one_id == one.id)).all()[-1]
        moved.role = "director"

    _reversal, left = desk.undo(act)

    assert left == [("contact_link.merged", "changed")]
    assert [row[1] for row in desk.state()[1]][:2] == [one.id, one.id]


def test_a_survivor_in_the_bin_is_restored_first(three, desk, in_scope, actor_of):
    one, two, _third = three
    before = desk.state(one, two)
    act = desk.merge(one, two)
    with in_scope(NORTH):
        delete_contact(found(Contact.visible_to(actor_of(ALICE)), id=one.id), by=actor_of(ALICE))

    desk.undo(act)

    assert desk.state(one, two) == before


def test_the_undoing_can_be_undone(three, desk):
    act = desk.merge(*three)
    merged = desk.state(*three)

    reversal, _left = desk.undo(act)
    desk.undo(reversal)

    assert desk.state(*three) == merged


def test_a_contact_that_was_merged_does_not_leave_the_bin_by_itself(three, desk, in_scope, actor_of):
    one, two, _third = three
    desk.merge(one, two)

    with in_scope(NORTH), pytest.raises(Conflict):
        restore_contact(desk.whole(two.id), by=actor_of(ALICE))


def test_whoever_came_back_is_reached_as_before(three, desk, client_of):
    one, two, _third = three
    act = desk.merge(one, two)

    desk.undo(act)

    assert client_of(BOB).get(f"/contacts/{two.id}").status_code == 200
    assert client_of(BOB).get(f"/contacts/{one.id}").status_code == 404


def test_the_toast_undoes_the_merge(three, client_of, desk):
    before = desk.state(*three)
    alice = client_of(ALICE)
    names = {"id": [str(contact.id) for contact in three]}

    merged = alice.post("/contacts/merges", data=names, follow_redirects=True).text
    undoing = re.search(r'action="(/acts/\d+/undoing)"', merged)[1]
    alice.post(undoing)

    assert desk.state(*three) == before


def _mail(value):
    return {"kind": "email", "value": value}
