"""The access list equals a brute-force rule after thousands of random changes of anything it depends on.

Here a short seed; 10,000 changes: ``python -m tests.crm.contacts.seeing.long --changes 10000``.
"""

import os
from random import Random

import pytest

from crm.contacts.access import astray
from tests.crm.contacts.seeing.chance import Chance
from tests.crm.contacts.seeing.office import Office
from tests.crm.contacts.seeing.tables import MAYS, USERS, rows_of

CHANGES = int(os.environ.get("SEEING_CHANGES", "150"))
SEED = int(os.environ.get("SEEING_SEED", "7"))
LOOKED_AT_EVERY = 5


@pytest.mark.promise("I9")
@pytest.mark.promise("ACC-3")
@pytest.mark.promise("ACC-4")
def test_the_access_list_is_as_brute_force_says_after_random_changes(in_scope):
    office = Office(in_scope, contacts=12, classes=3)
    chance = Chance(office, Random(SEED))

    try:
        for number in range(1, CHANGES + 1):
            chance.change()
            if number % LOOKED_AT_EVERY == 0 or number == CHANGES:
                _agree(office, number)
    finally:
        office.close()


def _agree(office, number):
    cards, told = office.world.cards, f"seed {SEED}, change {number}"
    assert office.access_list() == {one: rows_of(card) for one, card in cards.items()}, told
    assert [row for row in astray() if row[1] in cards] == [], told
    actors = office.actors()
    for user_id, actor in actors.items():
        expected = {
            action: {one for one, card in cards.items() if office.world.may(user_id, action, card)}
            for action in MAYS
        }
        allowed = {action: ids & cards.keys() for action, ids in office.allowed(actor).items()}
        assert allowed == expected, f"{told}, user {user_id}"
    assert set(USERS) - actors.keys() == {one for one in USERS if not office.world.members[one].active}
