"""Who sees and changes what, after random changes of anything, is what 60 lines of plain rules say (I9).

Here 100 runs of 20 steps, of a fixed seed; a long one:
``python -m tests.crm.contacts.seeing.long --examples 2000 --steps 30``.
"""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from crm.contacts.models.footings import Openness
from crm.contacts.queries.audience import stance
from crm.contacts.queries.listing import Wish, counted, listed
from crm.kernel.access import Level
from tests.crm.contacts.seeing.office import Office
from tests.crm.contacts.seeing.tables import GRANTEES, GROUPS, MAYS, SHARINGS, TABLES, USERS, rows_of

IN_SUITE = "SEEING_RUNS" not in os.environ
LENGTHS = settings(
    max_examples=int(os.environ.get("SEEING_RUNS", "100")),
    stateful_step_count=int(os.environ.get("SEEING_STEPS", "20")),
    derandomize=IN_SUITE,
    deadline=None,
    print_blob=True,
    database=None,
    phases=[Phase.generate, Phase.shrink] if IN_SUITE else [Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SOME_USERS = st.sets(st.sampled_from(USERS), max_size=3)
GRANTS = st.dictionaries(st.sampled_from(GRANTEES), st.sampled_from([1, 2]), max_size=3)
GROUP = st.sampled_from(GROUPS)
ROLES = st.sets(st.sampled_from(sorted(TABLES)), min_size=1, max_size=2)
PARTS: dict[str, Any] = {
    "sharing": st.integers(0, 2),
    "grants": GRANTS,
    "managers": SOME_USERS,
    "restricted": st.booleans(),
}


class Seeing(RuleBasedStateMachine):
    """After every change everybody may do what the reference says, to every contact, however asked."""

    office: Office

    @initialize()
    def begin(self):
        """Everybody is who they are in the cast."""
        self.office.rewind()
        self.turn, self.checked = 0, {}

    # ── changes ────────────────────────────────────────────────────────────────────────────────

    @rule(managers=SOME_USERS)
    def create(self, managers):
        """A new contact."""
        if len(self.office.world.cards) < 6:
            self.office.create(managers)

    @rule(data=st.data(), managers=SOME_USERS)
    def assign(self, data, managers):
        """Who is in charge."""
        self._open(data, managers=managers)

    @rule(data=st.data(), sharing=st.integers(0, 2))
    def share(self, data, sharing):
        """What everybody may do."""
        self._open(data, sharing=sharing)

    @rule(data=st.data(), grants=GRANTS)
    def grant(self, data, grants):
        """Who may do what besides."""
        self._open(data, grants=grants)

    @rule(data=st.data())
    def classify(self, data):
        """Another class, or none."""
        self._open(data, class_id=data.draw(st.sampled_from([None, *sorted(self.office.world.classes)])))

    @rule(data=st.data(), restricted=st.booleans())
    def restrict(self, data, restricted):
        """Restricted or not."""
        self._open(data, restricted=restricted)

    @rule(data=st.data(), **PARTS)
    def open_and_back(self, data, **parts):
        """Everything at once, and all of it undone."""
        if one := self._living(data):
            before = rows_of(self.office.world.cards[one])
            card = self.office.world.cards[one]
            was = {name: getattr(card, name) for name in parts}
            last = self.office.last_act()
            act_id = self.office.open(one, **parts)
            assert self.office.access_list()[one] == rows_of(card)
            if act_id != last and was["managers"] <= self.office.able(was["managers"]):
                self.office.undo(act_id)
                for name, value in was.items():
                    setattr(card, name, value)
                assert rows_of(card) == before

    @rule(data=st.data())
    def delete(self, data):
        """Into the bin."""
        if one := self._living(data):
            self.office.delete(one)

    @precondition(lambda self: self.office.binned)
    @rule(data=st.data())
    def restore(self, data):
        """Out of the bin."""
        self.office.restore(data.draw(st.sampled_from(sorted(self.office.binned))))

    @precondition(lambda self: len(self.office.alive) > 1)
    @rule(data=st.data())
    def merge(self, data):
        """Two become one."""
        one, other = data.draw(st.permutations(self.office.alive))[:2]
        self.office.merge(one, [other])

    @rule(data=st.data(), grants=GRANTS)
    def grant_class(self, data, grants):
        """Who reaches the contacts of a class; no row of the access list changes."""
        before = self.office.access_list()
        if self.office.world.classes:
            class_id = data.draw(st.sampled_from(sorted(self.office.world.classes)))
            self.office.grant_class(class_id, grants)
        assert self.office.access_list() == before

    @rule(data=st.data())
    def delete_class(self, data):
        """A class goes."""
        ids = sorted(self.office.world.classes)
        if len(ids) > 1:
            one, other = data.draw(st.permutations(ids))[:2]
            self.office.delete_class(one, data.draw(st.sampled_from([None, other])))
        else:
            self.office.add_class()

    @rule(group_id=GROUP, members=SOME_USERS)
    def move(self, group_id, members):
        """Who belongs to a group."""
        self.office.set_group(group_id, members)

    @rule(group_id=GROUP)
    def turn_group(self, group_id):
        """A group is deleted or brought back."""
        self.office.turn_group(group_id)

    @rule(user_id=st.sampled_from(USERS), roles=ROLES)
    def set_roles(self, user_id, roles):
        """Other roles."""
        self.office.set_roles(user_id, roles)

    @rule(user_id=st.sampled_from(USERS), heir_id=st.none() | st.sampled_from(USERS))
    def turn_user(self, user_id, heir_id):
        """Somebody leaves, or comes back."""
        self.office.turn_user(user_id, heir_id)

    # ── what must hold ─────────────────────────────────────────────────────────────────────────

    @invariant()
    def agree(self):
        """Selects, count, list, the rule in memory and the access list say what the reference says."""
        world, actors = self.office.world, self.office.actors()
        rows = self.office.access_list()
        assert rows == {one: rows_of(card) for one, card in world.cards.items()}
        assert rows == {one: {} if card.gone else _openness(card).rows() for one, card in world.cards.items()}
        for user_id in USERS:
            expected = {
                action: {one for one, card in world.cards.items() if world.may(user_id, action, card)}
                for action in MAYS
            }
            if user_id in actors:
                self._may(actors[user_id], expected, rows)
            else:
                assert not any(expected.values())
        self.turn += 1

    def _may(self, actor, expected, rows):
        """Ask for one person; the selects once for each state of the person and of the access list."""
        told = {one: stance(actor, rows[one]) for one in self.office.alive}
        assert told == {one: _level(expected, one) for one in self.office.alive}
        if self.checked.get(actor.user_id) != (actor, rows):
            allowed = self.office.allowed(actor)
            assert {action: ids & rows.keys() for action, ids in allowed.items()} == expected
            self.checked[actor.user_id] = (actor, rows)
            if self.turn % 3 == 0 and actor.user_id == USERS[self.turn // 3 % len(USERS)]:
                assert {contact.id for contact in listed(Wish(limit=200), to=actor).contacts} == allowed[
                    "view"
                ]
                assert counted(Wish(), to=actor).value == len(allowed["view"])

    def _living(self, data):
        alive = self.office.alive
        return data.draw(st.sampled_from(alive)) if alive else None

    def _open(self, data, **parts):
        if one := self._living(data):
            self.office.open(one, **parts)


def _openness(card):
    return Openness(
        manager_ids=card.managers, sharing=SHARINGS[card.sharing], grants=card.grants, class_id=card.class_id,
        restricted=card.restricted,
    )  # fmt: skip


def _level(expected, one):
    levels = {"assign": Level.MANAGE, "edit": Level.WRITE, "view": Level.READ}
    return next((level for action, level in levels.items() if one in expected[action]), None)


@pytest.mark.promise("I9")
@pytest.mark.promise("ACC-4")
@pytest.mark.promise("ACC-6")
def test_after_any_changes_everybody_may_do_what_the_reference_says(in_scope):
    office = Office(in_scope)
    try:
        run(type("Here", (Seeing,), {"office": office}), settings=LENGTHS)
    finally:
        office.close()
