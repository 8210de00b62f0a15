"""Random edits, deletions, restorations, undos and undos of undos by several people end as a model says.

Here a short run; a long one: ``UNDO_RUNS=300 bin/test tests/crm/contacts/undoing/test_model.py``.
"""

import copy
import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from crm.contacts.access import astray
from crm.contacts.actions.bin import delete_contact, restore_contact
from crm.contacts.actions.noting import snapshot
from crm.contacts.actions.people import assign_managers, share
from crm.contacts.actions.saving import edit_contact
from crm.contacts.forms.contact import ContactShape, values_of
from crm.contacts.models.contact import Contact
from crm.contacts.queries.records import WHOLE
from crm.journal.actions import NothingUndone, undo
from crm.journal.models import Act
from crm.kernel import acts
from crm.kernel.access import found
from crm.kernel.db import db
from crm.kernel.errors import Conflict, DomainError, NotFound
from crm.kernel.forms import read
from tests.crm.contacts.undoing.model import COLUMNS, Card, Model, shown
from tests.kit.builders import make_contact
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH

PEOPLE = st.sampled_from([ALICE, BOB, CAROL, MAX])
WORDS = st.sampled_from(["a", "b", "c"])
MANAGERS = st.sets(st.sampled_from([ALICE.id, BOB.id, CAROL.id]))
EASY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
LENGTHS = settings(
    max_examples=int(os.environ.get("UNDO_RUNS", "8")),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=EASY,
)


class Office(RuleBasedStateMachine):
    """Four people at work on two contacts, in the workspace and in the model at once."""

    in_scope: Callable[..., Any]
    actor_of: Callable[..., Any]
    model: Model

    @initialize()
    def open(self):
        """Two contacts that Alice and Bob manage."""
        self.model = Model()
        for _number in range(2):
            with self.in_scope(NORTH):
                contact = make_contact("a", "Petrov", managers=[ALICE, BOB])
            values = {name: getattr(contact, name) for name in COLUMNS}
            self.model.cards[contact.id] = Card(values, {ALICE.id, BOB.id}, ALICE.id)

    @rule(data=st.data(), by=PEOPLE, values=st.dictionaries(st.sampled_from(COLUMNS), WORDS, min_size=1))
    def edit(self, data, by, values):
        """Somebody changes some values."""
        contact_id, card = self._one(data)

        def act(contact, actor):
            shape = {**values_of(contact), **values, "manager_ids": None, "sharing": None}
            edit_contact(contact, read(ContactShape, shape), by=actor)

        self._do(
            act, contact_id, by, allowed=card.is_writable_by(by), becomes=lambda: card.values.update(values)
        )

    @rule(data=st.data(), by=PEOPLE, sharing=st.sampled_from(["private", "read", "write"]))
    def share(self, data, by, sharing):
        """Somebody shares it, or no longer."""
        contact_id, card = self._one(data)
        self._do(
            lambda contact, actor: share(contact, sharing, by=actor),
            contact_id, by, allowed=card.is_managed_by(by),
            becomes=lambda: setattr(card, "sharing", sharing),
        )  # fmt: skip

    @rule(data=st.data(), by=PEOPLE, ids=MANAGERS)
    def assign(self, data, by, ids):
        """Somebody chooses its managers."""
        contact_id, card = self._one(data)
        lead = card.lead
        self._do(
            lambda contact, actor: assign_managers(contact, sorted(ids), by=actor),
            contact_id, by, allowed=card.is_managed_by(by),
            becomes=lambda: card.appoint(ids, lead) if ids != card.managers else None,
        )  # fmt: skip

    @rule(data=st.data(), by=PEOPLE)
    def delete(self, data, by):
        """Somebody deletes it."""
        contact_id, card = self._one(data)
        self._do(
            lambda contact, actor: delete_contact(contact, by=actor),
            contact_id, by, allowed=card.is_managed_by(by),
            becomes=lambda: self.model.delete(card, by),
        )  # fmt: skip

    @rule(data=st.data(), by=PEOPLE)
    def restore(self, data, by):
        """Somebody brings it back from the bin."""
        contact_id, card = self._one(data)
        if card.deleted is None:
            return
        before = copy.deepcopy(card)
        may = by.role == "admin" or card.deleted[1] == by.id
        try:
            with self.in_scope(NORTH):
                restore_contact(db.session.get_one(Contact, contact_id), by=self.actor_of(by))
                act_id = acts.noted()
        except NotFound:
            assert not may
            return
        assert may
        card.deleted = None
        self.model.kept(act_id, contact_id, by=by, before=before)

    @precondition(lambda self: self.model.deeds)
    @rule(data=st.data(), by=PEOPLE)
    def undo(self, data, by):
        """Somebody undoes an act, or an undo."""
        act_id = data.draw(st.sampled_from(sorted(self.model.deeds)))
        deed = self.model.deeds[act_id]
        before = copy.deepcopy(self.model.cards[deed.contact_id])
        answer = self._undone(act_id, by)
        if by.role != "admin" and deed.by != by:
            assert answer is NotFound
        elif deed.is_undone:
            assert answer is Conflict
        elif not self.model.undo(deed, by=by):
            assert answer is NothingUndone
        else:
            assert isinstance(answer, int), answer
            deed.is_undone = True
            self.model.kept(answer, deed.contact_id, by=by, before=before)

    @invariant()
    def agree(self):
        """The workspace is as the model says, and the access list as it should be."""
        with self.in_scope(NORTH, read_only=True):
            assert list(astray()) == []
            for contact_id, card in self.model.cards.items():
                stands = snapshot(contact_id).values
                told = {name: stands[name] for name in (*COLUMNS, "sharing", "managers")}
                assert {**told, "deleted": stands["deleted_at"] is not None} == shown(card)

    def _one(self, data):
        return data.draw(st.sampled_from(sorted(self.model.cards.items(), key=lambda item: item[0])))

    def _do(self, act, contact_id, by, *, allowed, becomes):
        """Act in both; who may not is refused and changes nothing."""
        card = self.model.cards[contact_id]
        before = copy.deepcopy(card)
        try:
            with self.in_scope(NORTH):
                actor = self.actor_of(by)
                act(found(Contact.visible_to(actor).options(*WHOLE), id=contact_id), actor)
                act_id = acts.noted()
        except DomainError:
            assert card.deleted is not None or not allowed
            return
        assert card.deleted is None
        assert allowed
        becomes()
        assert (act_id is not None) == (card != before)
        if act_id is not None:
            self.model.kept(act_id, contact_id, by=by, before=before)

    def _undone(self, act_id, by):
        """The id of the act that undid it, or the class of the refusal."""
        try:
            with self.in_scope(NORTH):
                return undo(db.session.get_one(Act, act_id), by=self.actor_of(by)).id
        except DomainError as refusal:
            return type(refusal)


@pytest.mark.promise("CON-18")
@pytest.mark.promise("CON-19")
def test_any_acts_and_their_undoing_end_as_the_model_says(in_scope, actor_of):
    here = type("Here", (Office,), {"in_scope": staticmethod(in_scope), "actor_of": staticmethod(actor_of)})

    run(here, settings=LENGTHS)
