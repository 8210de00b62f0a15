"""Taking back what was done to entries, and what becomes of them with their contact."""

import pytest
from sqlalchemy import select

from crm.journal.actions import NothingUndone, keep, undo
from crm.journal.models import Act, Change
from crm.journal.queries import changes_of
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.kernel.forms import read
from crm.timeline.actions.entries import delete_entry, edit_entry
from crm.timeline.actions.following import ENTRIES, purge
from crm.timeline.actions.noting import RECORD
from crm.timeline.facts import EntryRestored
from crm.timeline.forms import EntryShape
from crm.timeline.models import Entry
from crm.timeline.queries.entries import entry_and_contact
from tests.kit.cast import ALICE, BOB, MAX, NORTH


@pytest.fixture
def contact(a_contact):
    return a_contact("Ivan", "Petrov", managers=[ALICE, BOB])


@pytest.mark.promise("CON-19")
def test_a_change_is_taken_back_column_by_column_where_it_still_stands(
    contact, an_entry, in_scope, actor_of, facts_of
):
    entry = an_entry(contact, "First", by=ALICE, kind="call", minutes=3)

    with in_scope(NORTH):
        alice = actor_of(ALICE)
        shape = read(EntryShape, {"kind": "call", "body": "Second", "minutes": 5})
        act = db.session.get_one(Entry, entry.id)
        edit_entry(act, shape, by=alice)
        first = _last_act()
        db.session.get_one(Entry, entry.id).details = {"minutes": 9}  # somebody else's, later
        reversal = undo(first, by=alice)
        now = db.session.get_one(Entry, entry.id)
        skipped = [change.skipped for change in changes_of(reversal.id)]

    assert (now.body, now.details) == ("First", {"minutes": 9})
    assert skipped == [None, "changed"]
    assert isinstance(facts_of(NORTH)[-1], EntryRestored)


@pytest.mark.promise("CON-19")
def test_a_deletion_is_taken_back_by_who_did_it_and_the_undoing_too(contact, an_entry, in_scope, actor_of):
    entry = an_entry(contact, "First", by=ALICE)

    with in_scope(NORTH):
        alice, bob = actor_of(ALICE), actor_of(BOB)
        act = delete_entry(entry, by=alice)
        with pytest.raises(NotFound):
            entry_and_contact(entry.id, to=alice)
        with pytest.raises(NotFound):
            undo(act, by=bob)
        back = undo(act, by=alice)
        assert entry_and_contact(entry.id, to=bob)[0].body == "First"
        undo(back, by=alice)
        with pytest.raises(NotFound):
            entry_and_contact(entry.id, to=alice)


def test_who_may_no_longer_write_can_not_take_back(contact, an_entry, in_scope, actor_of, client_of):
    entry = an_entry(contact, "First", by=ALICE)
    with in_scope(NORTH):
        act_id = delete_entry(entry, by=actor_of(ALICE)).id
    client_of(MAX).post(f"/contacts/{contact.id}/managers", data={"manager_ids": [BOB.id]})

    with in_scope(NORTH):
        with pytest.raises(NothingUndone) as refused:
            undo(db.session.get_one(Act, act_id), by=actor_of(ALICE))
        assert db.session.get_one(Entry, entry.id).deleted_at is not None
        db.session.rollback()

    assert [noted.skipped for noted in refused.value.skipped] == ["forbidden"]


@pytest.mark.promise("CON-16")
def test_entries_go_over_with_a_merge_and_back_again(contact, a_contact, an_entry, in_scope, actor_of):
    loser = a_contact("Iwan", "Petrow", managers=[ALICE])
    ids = [an_entry(loser, f"Note {number}", by=ALICE).id for number in range(3)]

    with in_scope(NORTH):
        act = keep("contacts.merged", by=actor_of(ALICE))
        ENTRIES.move([loser.id], to=contact.id, act_id=act.id)
        assert [entry_and_contact(one, to=actor_of(BOB))[1].id for one in ids] == [contact.id] * 3
        undo(act, by=actor_of(ALICE))
        assert [entry_and_contact(one, to=actor_of(ALICE))[1].id for one in ids] == [loser.id] * 3


def test_purging_leaves_nothing(contact, a_contact, an_entry, in_scope):
    other = a_contact("Iwan", "Petrow", managers=[ALICE])
    gone = an_entry(other, "Secret", by=ALICE).id
    stays = an_entry(contact, "Not secret", by=ALICE).id

    with in_scope(NORTH):
        purge([other.id])

    with in_scope(NORTH, read_only=True):
        assert db.session.get(Entry, gone) is None
        assert db.session.get_one(Entry, stays).body == "Not secret"


def _last_act():
    of_entry = select(Act).join(Change).where(Change.record_kind == RECORD).order_by(Act.id.desc())
    return db.session.scalars(of_entry).first()
