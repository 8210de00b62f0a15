"""What acts on contacts and their undoing should come to: a dict of values for each contact, no more.

The rule of the model is the promise itself (CON-19): a value goes back only while it still is as the act left
it, and only by who may change it now. Merging joins by an act of its own kind and by its undoing here.
"""

import copy
from dataclasses import dataclass, field
from typing import Any

from tests.kit.cast import Person

COLUMNS = ("first_name", "job_title", "description")


@dataclass
class Card:
    """One contact. ``deleted`` is None, or (which deletion, by whom); the managers stand by id."""

    values: dict[str, str]
    managers: set[int]
    lead: int | None
    sharing: str = "private"
    deleted: tuple[int, int] | None = None

    def is_managed_by(self, person: Person) -> bool:
        """Whether they may delete it, and choose managers and sharing."""
        return person.role == "admin" or person.id in self.managers

    def is_writable_by(self, person: Person) -> bool:
        """Whether they may change its values."""
        return self.is_managed_by(person) or self.sharing == "write"

    def is_seen_by(self, person: Person) -> bool:
        """Whether they see it at all."""
        return self.is_managed_by(person) or self.sharing != "private"

    def appoint(self, ids: set[int], lead: int | None) -> None:
        """These are the managers now; the lead who is not among them gives way to the first."""
        self.managers = set(ids)
        self.lead = lead if lead in ids else min(ids, default=None)


@dataclass
class Deed:
    """An act in the journal: whose it is, and the contact before and after."""

    contact_id: int
    by: Person
    before: Card
    after: Card
    is_undone: bool = False


@dataclass
class Model:
    """All contacts and acts of a run."""

    cards: dict[int, Card] = field(default_factory=dict)
    deeds: dict[int, Deed] = field(default_factory=dict)
    deletions: int = 0

    def delete(self, card: Card, by: Person) -> None:
        """Into the bin; no two deletions are the same."""
        self.deletions += 1
        card.deleted = (self.deletions, by.id)

    def kept(self, act_id: int, contact_id: int, *, by: Person, before: Card) -> None:
        """The act that made the contact what it is now."""
        self.deeds[act_id] = Deed(contact_id, by, before, copy.deepcopy(self.cards[contact_id]))

    def undo(self, deed: Deed, *, by: Person) -> bool:
        """Put back what may be; returns whether that was anything."""
        card = self.cards[deed.contact_id]
        stood = copy.deepcopy(card)
        self._out_of_the_bin_or_in(deed, card, by)
        if card.deleted is None and card.is_seen_by(by):
            rights = card.is_writable_by(by), card.is_managed_by(by)
            if rights[0]:
                _values(deed, card)
            if rights[1]:
                _people(deed, card)
        return card != stood

    def _out_of_the_bin_or_in(self, deed: Deed, card: Card, by: Person) -> None:
        was, made = deed.before.deleted, deed.after.deleted
        if was == made or (was is None) == (card.deleted is None):
            return
        if was is not None:
            if card.is_managed_by(by):
                self.delete(card, by)
        elif card.deleted == made and (by.role == "admin" or card.deleted[1] == by.id):
            card.deleted = None


def _values(deed: Deed, card: Card) -> None:
    for name in COLUMNS:
        was, made = deed.before.values[name], deed.after.values[name]
        if was != made and card.values[name] == made:
            card.values[name] = was


def _people(deed: Deed, card: Card) -> None:
    was, made = deed.before, deed.after
    if was.sharing != made.sharing and card.sharing == made.sharing:
        card.sharing = was.sharing
    if (was.managers, was.lead) != (made.managers, made.lead):
        ids = (card.managers - (made.managers - was.managers)) | (was.managers - made.managers)
        card.appoint(ids, was.lead if card.lead == made.lead else card.lead)


def shown(card: Card) -> dict[str, Any]:
    """The card in the words of a snapshot, for comparing."""
    managers = [{"user_id": one, "lead": one == card.lead} for one in sorted(card.managers)]
    return {**card.values, "sharing": card.sharing, "managers": managers, "deleted": card.deleted is not None}
