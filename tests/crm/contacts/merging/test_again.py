"""The undoing of a merge is undone: the merge is done again, with what the contacts are by then."""

import pytest

from crm.journal.actions import NothingUndone
from tests.crm.contacts.merging.office import Office

pytestmark = [pytest.mark.promise("CON-16"), pytest.mark.promise("CON-19")]


@pytest.fixture
def office(in_scope, actor_of):
    """Max at work."""
    return Office(in_scope, actor_of)


@pytest.fixture
def three(a_contact):
    """The ids of three contacts that differ."""
    return [a_contact(name, "Petrov", description=name).id for name in ("Ivan", "Vanya", "Fyodor")]


@pytest.mark.parametrize("kind", ["entry", "file"])
def test_what_was_added_since_goes_along_and_comes_back(office, three, kind):
    stays, goes, _third = three
    old = office.add(kind, goes)
    back = office.undo(office.merge(stays, [goes], {}))
    new = office.add(kind, goes)

    again = office.undo(back)
    merged = office.stands(three)[kind]
    office.undo(again)

    assert merged == {old: stays, new: stays}
    assert office.stands(three)[kind] == {old: goes, new: goes}


def test_a_link_that_was_added_since_goes_along(office, three):
    stays, goes, friend = three
    back = office.undo(office.merge(stays, [goes], {}))
    link_id = office.link(goes, friend)

    office.undo(back)

    assert set(office.stands(three)["links"][link_id][:2]) == {stays, friend}


def test_two_contacts_never_become_parts_of_each_other(office, three):
    one, other, _third = three
    back = office.undo(office.merge(one, [other], {}))
    thing = office.add("entry", one)
    office.merge(other, [one], {})
    before = office.stands(three)

    assert office.undo(back) is NothingUndone

    assert office.stands(three) == before
    assert office.stands(three)["entry"] == {thing: other}
    assert office.leads_to(one) == other


def test_nobody_becomes_a_part_of_a_contact_in_the_bin(office, three):
    stays, goes, _third = three
    back = office.undo(office.merge(stays, [goes], {}))
    thing = office.add("entry", goes)
    office.delete(stays)

    assert office.undo(back) is NothingUndone

    values, _comms = office.stands(three)["contacts"][goes]
    assert (values["deleted_at"], values["merged_into"]) == (False, None)
    assert office.stands(three)["entry"] == {thing: goes}


def test_what_the_survivor_became_a_part_of_takes_it_in(office, three):
    stays, goes, last = three
    back = office.undo(office.merge(stays, [goes], {}))
    thing = office.add("entry", goes)
    office.merge(last, [stays], {})

    office.undo(back)

    assert office.stands(three)["entry"] == {thing: last}
    assert office.leads_to(goes) == last


def test_what_lies_in_the_bin_is_not_changed_there_by_way_of_a_merge(office, three):
    stays, goes, _third = three
    edited = office.edit(goes, description="second")
    office.merge(stays, [goes], {})
    office.delete(stays)

    assert office.undo(edited) is NothingUndone

    assert office.stands(three)["contacts"][goes][0]["description"] == "second"
