"""Random edits, merges, deletions and their undoing, in any order, end as a simple model says.

Here a short run of a fixed seed; a long one: ``python -m tests.crm.contacts.merging.long --examples 2000``.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant
from hypothesis.stateful import run_state_machine_as_test as run

from crm.contacts.access import astray
from crm.contacts.actions.activity import copy_activity
from crm.kernel.access import Level
from tests.crm.contacts.merging.acts import Acts
from tests.crm.contacts.merging.office import Office
from tests.kit.cast import CAROL, NORTH

IN_SUITE = "MERGE_RUNS" not in os.environ
LEVELS = {"read": Level.READ, "write": Level.WRITE}
EASY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
LENGTHS = settings(
    max_examples=int(os.environ.get("MERGE_RUNS", "5")),
    stateful_step_count=15 if IN_SUITE else 30,
    derandomize=IN_SUITE,
    deadline=None,
    print_blob=True,
    database=None,
    phases=[Phase.generate, Phase.shrink] if IN_SUITE else [Phase.generate],
    suppress_health_check=EASY,
)


class Merging(Acts):
    """After every act the workspace is as the model says, and nothing is lost."""

    @invariant()
    def agree(self):
        """The workspace is as the model says."""
        stands = self.office.stands(self.model.cards)
        for one, card in self.model.cards.items():
            values, comms = stands["contacts"][one]
            self._agree(values, comms, card)
        hanging = {(kind, one): owner for kind in ("entry", "file") for one, owner in stands[kind].items()}
        assert hanging == {key: thing.owner for key, thing in self.model.things.items()}
        tied = {one: row[:2] for one, row in stands["links"].items()}
        assert tied == {one: tie.ends for one, tie in self.model.ties.items()}
        self._nothing_is_lost(stands["links"].values())
        self._seen_by_whom_it_should(stands["access"])

    def _agree(self, values, comms, card):
        assert {name: values.get(name) or "" for name in card.values} == card.values
        managers = [{"user_id": each, "lead": each == card.lead} for each in sorted(card.managers)]
        assert (values["managers"], set(values["tag_ids"])) == (managers, card.tags)
        assert (values["deleted_at"], values["merged_into"]) == (card.deleted is not None, card.into)
        told = sorted((comm["kind"], comm["value"], comm["label"]) for comm in comms)
        assert told == sorted(card.comms.values())
        primary = sorted(comm["kind"] for comm in comms if comm["primary"])
        assert primary == sorted({kind for kind, _value in card.reached_by()})

    def _nothing_is_lost(self, links):
        """What hangs on a contact is on a living one, or in the bin with one; old ids lead on."""
        model = self.model
        assert all(model.cards[thing.owner].into is None for thing in model.things.values())
        mains = [one for one, _other, main in links if main and not model.parts(one)]
        assert len(mains) == len(set(mains))
        for one in (one for one, card in model.cards.items() if card.deleted is not None):
            end = model.end(one)
            assert self.office.leads_to(one) == (end if model.cards[end].deleted is None else None)

    def _seen_by_whom_it_should(self, access):
        """The access list is as managers and sharing say, and so is what Carol sees."""
        cards = {one: self.model.cards[one] for one in self.model.living()}
        shared = {one: LEVELS[to] for one, card in cards.items() if (to := card.values["sharing"]) in LEVELS}
        managed = {(one, f"m{each}", Level.MANAGE) for one, card in cards.items() for each in card.managers}
        assert access == managed | {(one, "*", level) for one, level in shared.items()}
        seen = {one for one, card in cards.items() if CAROL.id in card.managers or one in shared}
        assert self.office.seen_by(CAROL, self.model.cards) == seen

    def teardown(self):
        """No row of the access list is astray in any of its columns, once activity is copied there."""
        with self.office.in_scope(NORTH):
            for one in self.model.cards:
                copy_activity(one)
            assert [row for row in astray() if row[1] in self.model.cards] == []


@pytest.mark.promise("CON-16")
@pytest.mark.promise("CON-19")
def test_any_merges_and_their_undoing_end_as_the_model_says(in_scope, actor_of, a_tag, a_field):
    given = {
        "office": Office(in_scope, actor_of),
        "tags": [a_tag(name) for name in ("one", "two", "three")],
        "key": a_field("text", "Nickname").key,
    }
    run(type("Here", (Merging,), given), settings=LENGTHS)
