"""What merging, un-merging and all acts in between should come to: plain values for each contact, no more.

The rules are the promises themselves. A merge takes one value of each field and unites the lists; what hangs
on the losers goes along (CON-16). An undo puts a value back only while it still is as the act left it, and
what a merge moved only while nobody moved or changed it since (CON-19).
"""

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Comm = tuple[str, str, str]
"""Kind, value, label."""
TOKENS = count(1)


@dataclass
class Card:
    """One contact. ``deleted`` names which deletion it was; ``into`` is what it became a part of."""

    values: dict[str, Any]
    managers: set[int]
    lead: int | None
    tags: set[int] = field(default_factory=set)
    comms: dict[int, Comm] = field(default_factory=dict)
    deleted: int | None = None
    into: int | None = None

    def appoint(self, ids: Collection[int], lead: int | None) -> None:
        """These are the managers now; the lead who is not among them gives way to the first."""
        self.managers = set(ids)
        self.lead = lead if lead in ids else min(ids, default=None)

    def reached_by(self) -> set[tuple[str, str]]:
        """Its ways to be reached, as they are compared."""
        return {(kind, value) for kind, value, _label in self.comms.values()}

    def add(self, comm: Comm) -> None:
        """A new way to be reached."""
        self.comms[next(TOKENS)] = comm


@dataclass
class Thing:
    """An entry or a file: the contact that it hangs on, and how often it was changed."""

    owner: int
    version: int = 0


@dataclass
class Tie:
    """A link: its ends, and how often what it says was changed."""

    ends: tuple[int, int]
    version: int = 0


@dataclass
class Move:
    """What a merge moved: a thing or a link, from and to which ends, and as it then was."""

    what: Any
    was: tuple[int, ...]
    made: tuple[int, ...]
    version: int


@dataclass
class Deed:
    """An act in the journal: the contacts before and after, and what it moved."""

    before: dict[int, Card]
    after: dict[int, Card]
    moves: list[Move]
    is_undone: bool = False


@dataclass
class Model:
    """All contacts, what hangs on them, and the acts of a run."""

    cards: dict[int, Card] = field(default_factory=dict)
    things: dict[tuple[str, int], Thing] = field(default_factory=dict)
    ties: dict[int, Tie] = field(default_factory=dict)
    deeds: dict[int, Deed] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)

    def living(self, ids: Collection[int] | None = None) -> list[int]:
        """Those outside the bin."""
        return sorted(one for one in (self.cards if ids is None else ids) if self.cards[one].deleted is None)

    def parts(self, contact_id: int) -> list[int]:
        """What it became a part of, nearest first."""
        chain: list[int] = []
        card = self.cards[contact_id]
        while card.deleted is not None and card.into is not None:
            assert card.into not in chain, "a circle of contacts, each merged into the next"
            chain.append(card.into)
            card = self.cards[card.into]
        return chain

    def end(self, contact_id: int) -> int:
        """What it is today: itself, or what it is a part of."""
        return [contact_id, *self.parts(contact_id)][-1]

    def began(self) -> dict[int, Card]:
        """Before an act: how the contacts stand."""
        self.moves = []
        return copy.deepcopy(self.cards)

    def kept(self, act_id: int, before: dict[int, Card]) -> None:
        """After the act."""
        self.deeds[act_id] = Deed(before, copy.deepcopy(self.cards), self.moves)

    def delete(self, contact_id: int) -> None:
        """Into the bin; no two deletions are the same."""
        self.cards[contact_id].deleted = next(TOKENS)

    # ── merging ────────────────────────────────────────────────────────────────────────────────

    def merge(self, survivor_id: int, loser_ids: Sequence[int], choices: Mapping[str, int]) -> None:
        """One of several; the losers come in the order in which they were changed, the last first."""
        ids = [survivor_id, *loser_ids]
        cards = [self.cards[one] for one in ids]
        survivor = cards[0]
        values = {name: _value(name, cards) for name in survivor.values if name != "sharing"}
        survivor.values |= values | {name: self.cards[one].values[name] for name, one in choices.items()}
        managers = set().union(*(card.managers for card in cards))
        lead = next((card.lead for card in cards if card.lead is not None), None)
        survivor.appoint(managers, lead)
        survivor.tags = set().union(*(card.tags for card in cards))
        for comm in (comm for card in cards[1:] for comm in list(card.comms.values())):
            if comm[:2] not in survivor.reached_by():
                survivor.add(comm)
        for card in cards[1:]:
            card.deleted, card.into = next(TOKENS), survivor_id
        self.take_along(loser_ids, to=survivor_id)

    def take_along(self, ids: Collection[int], *, to: int) -> None:
        """What hangs on these hangs on that one now; of two links of the same two, one stays behind."""
        for thing in self.things.values():
            if thing.owner in ids:
                self.moves.append(Move(thing, (thing.owner,), (to,), thing.version))
                thing.owner = to
        pairs = {frozenset(tie.ends) for tie in self.ties.values() if not set(tie.ends) & set(ids)}
        for _id, tie in sorted(self.ties.items()):
            one, other = ends = tuple(to if end in ids else end for end in tie.ends)
            if ends != tie.ends and one != other and frozenset(ends) not in pairs:
                pairs.add(frozenset(ends))
                self.moves.append(Move(tie, tie.ends, ends, tie.version))
                tie.ends = (one, other)

    # ── undoing ────────────────────────────────────────────────────────────────────────────────

    def undo(self, deed: Deed) -> bool:
        """Put back what may be; returns whether that was anything."""
        stood = copy.deepcopy(self.cards)
        again = self._bin(deed)
        for contact_id, card in self.cards.items():
            if self.cards[self.end(contact_id)].deleted is None:
                was, made = deed.before[contact_id], deed.after[contact_id]
                _values_back(card, was, made)
                _comms_back(card, was, made)
        for into, ids in again.items():
            self.take_along(ids, to=into)
        moved = [self._back(move) for move in reversed(deed.moves)]
        return self.cards != stood or any(moved) or bool(again)

    def _bin(self, deed: Deed) -> dict[int, list[int]]:
        """Out of the bin, or in again; returns who is merged again, into what the survivor is today."""
        again: dict[int, list[int]] = {}
        ends = {one: self.end(one) for one in self.cards}
        alive = set(self.living())
        changed = [one for one in self.cards if deed.before[one].deleted != deed.after[one].deleted]
        self._survivors_first({deed.after[one].into for one in changed} - {None})
        for one in changed:
            card, was, made = self.cards[one], deed.before[one], deed.after[one]
            if (was.deleted is None) == (card.deleted is None):
                continue
            if was.deleted is None:
                if card.deleted == made.deleted:
                    card.deleted, card.into = None, was.into
            elif was.into is None:
                card.deleted = next(TOKENS)
            elif ends[was.into] in alive and ends[was.into] != one:
                card.deleted, card.into = next(TOKENS), ends[was.into]
                again.setdefault(ends[was.into], []).append(one)
        return again

    def _survivors_first(self, ids: Collection[int]) -> None:
        for one in ids:
            if self.cards[one].into is None:
                self.cards[one].deleted = None

    def _back(self, move: Move) -> bool:
        """What a merge moved goes back to who has come back, unless it was moved or changed since."""
        what = move.what
        now = (what.owner,) if isinstance(what, Thing) else what.ends
        back = [was for was, made in zip(move.was, move.made, strict=True) if was != made]
        if any(self.parts(one) for one in back) or what.version != move.version:
            return False
        if any(end not in (made, *self.parts(made)) for end, made in zip(now, move.made, strict=True)):
            return False
        wanted = tuple(
            was if was != made else end for was, made, end in zip(move.was, move.made, now, strict=True)
        )
        if isinstance(what, Thing):
            what.owner = wanted[0]
        elif self._are_tied(wanted, but=what):
            return False
        else:
            what.ends = wanted
        return True

    def _are_tied(self, ends: tuple[int, ...], *, but: Tie) -> bool:
        return any(set(tie.ends) == set(ends) for tie in self.ties.values() if tie is not but)


def _value(name: str, cards: Sequence[Card]) -> Any:
    return next((card.values[name] for card in cards if card.values[name]), cards[0].values[name])


def _values_back(card: Card, was: Card, made: Card) -> None:
    for name, value in was.values.items():
        if value != made.values[name] and card.values[name] == made.values[name]:
            card.values[name] = value
    card.tags = _members(card.tags, was.tags, made.tags)
    if (was.managers, was.lead) != (made.managers, made.lead):
        ids = _members(card.managers, was.managers, made.managers)
        card.appoint(ids, was.lead if card.lead == made.lead else card.lead)


def _members(now: set[int], was: set[int], made: set[int]) -> set[int]:
    return (now - (made - was)) | (was - made)


def _comms_back(card: Card, was: Card, made: Card) -> None:
    for token in sorted({*was.comms, *made.comms}, reverse=True):
        old, new, now = (comms.get(token) for comms in (was.comms, made.comms, card.comms))
        if old == new:
            continue
        if old is None:
            if now == new:
                del card.comms[token]
        elif new is None:
            if now is None and old[:2] not in card.reached_by():
                card.comms[token] = old
        elif now is not None:
            _comm_back(card, token, (old, new, now))


def _comm_back(card: Card, token: int, told: tuple[Comm, Comm, Comm]) -> None:
    """Kind and value go back together, the label by itself; none of it where the value stands there twice."""
    old, new, now = told
    value = old[:2] if now[:2] in (new[:2], old[:2]) else now[:2]
    label = old[2] if now[2] == new[2] else now[2]
    others = {comm[:2] for other, comm in card.comms.items() if other != token}
    if value not in others:
        card.comms[token] = (*value, label)
