"""The kit itself: what it promises to every other test."""

import pytest
from sqlalchemy import select

from crm.kernel.db import db
from crm.team.models import User
from tests.kit.cast import ALICE, BUSINESSES, CAST, NORTH, TWIN, people_of


@pytest.mark.parametrize("business", BUSINESSES, ids=lambda b: b.slug)
def test_each_workspace_has_the_cast_under_the_same_ids(business, in_scope):
    with in_scope(business, read_only=True):
        found = {user.id: user.email for user in db.session.scalars(select(User))}

    assert found == {person.id: person.email for person in people_of(business)}


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_changes_is_taken_back(turn, in_scope):
    with in_scope(NORTH):
        user = db.session.get(User, ALICE.id)
        assert user.name == "Alice"
        user.name = "Changed"
        db.session.add(User(email="new@north.example", name="New", locale="en"))
        db.session.flush()
        newest = db.session.scalar(select(User).where(User.name == "New"))
        assert newest.id == len(CAST) + 1


def test_a_person_of_the_cast_is_an_actor(actor_of):
    actor = actor_of(ALICE)

    assert (actor.user_id, actor.name) == (ALICE.id, "Alice")
    assert actor_of(ALICE.at(TWIN)).name == "Alice LEAK"
