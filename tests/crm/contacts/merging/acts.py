"""The acts on contacts that the state machine chooses from, each done in the workspace and in the model."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from crm.journal.actions import NothingUndone
from crm.kernel.errors import Conflict
from tests.crm.contacts.merging.model import Card, Model, Thing, Tie
from tests.crm.contacts.merging.office import Office
from tests.kit.builders import make_contact
from tests.kit.cast import ALICE, BOB, CAROL, NORTH

COLUMNS = ("first_name", "job_title", "description")
MANAGERS = st.sets(st.sampled_from([ALICE.id, BOB.id, CAROL.id]))
WORDS = st.sampled_from(["", "a", "b"])
REACHED = st.tuples(st.sampled_from(["email", "site"]), st.sampled_from(["x@y.example", "z@y.example"]))
GONE = 1_000
"""Is added to the version of a thing that is deleted."""


class Acts(RuleBasedStateMachine):
    """Four people and two companies in the workspace and in the model at once."""

    office: Office
    a_field: Callable[..., Any]
    tags: list[int]
    key: str

    @initialize(
        managers=st.lists(MANAGERS, min_size=4, max_size=4), words=st.lists(WORDS, min_size=4, max_size=4)
    )
    def open(self, managers, words):
        """They differ in who manages them and in what is known."""
        self.model, self.people, self.companies, self.texts = Model(), [], [], 0
        for ids, word in zip(managers, words, strict=True):
            fields = {
                "job_title": word,
                "manager_ids": sorted(ids),
                "custom": {self.key: word} if word else {},
            }
            contact = self._made("a", "Petrov", **fields)
            values = {"first_name": "a", "job_title": word, "description": "", f"custom.{self.key}": word}
            self.model.cards[contact.id] = Card(
                {**values, "sharing": "private"}, set(ids), min(ids, default=None)
            )
            self.people.append(contact.id)
        for name in ("C", "D"):
            contact = self._made("", "", kind="company", name=name)
            values = {"first_name": "", "job_title": "", "description": "", f"custom.{self.key}": ""}
            self.model.cards[contact.id] = Card({**values, "sharing": "private"}, {ALICE.id}, ALICE.id)
            self.companies.append(contact.id)

    # ── edits ──────────────────────────────────────────────────────────────────────────────────

    @rule(data=st.data(), values=st.dictionaries(st.sampled_from(COLUMNS), WORDS, min_size=1))
    def edit(self, data, values):
        """Plain values; nobody is left without a name."""
        values = {**values, **({"first_name": "c"} if values.get("first_name") == "" else {})}
        if one := self._living(data):
            self._do(
                lambda: self.office.edit(one, **values), lambda: self.model.cards[one].values.update(values)
            )

    @rule(data=st.data(), word=WORDS)
    def edit_custom(self, data, word):
        """The value of a custom field."""
        if one := self._living(data):
            values = {f"custom.{self.key}": word}
            act = lambda: self.office.edit(one, custom={self.key: word or None})  # noqa: E731
            self._do(act, lambda: self.model.cards[one].values.update(values))

    @rule(data=st.data())
    def tag(self, data):
        """Its tags."""
        tags = data.draw(st.sets(st.sampled_from(self.tags)))
        if one := self._living(data):
            self._do(
                lambda: self.office.edit(one, tag_ids=sorted(tags)),
                lambda: setattr(self.model.cards[one], "tags", tags),
            )

    @rule(data=st.data(), reached=REACHED)
    def reach(self, data, reached):
        """A new way to be reached."""
        one = self._living(data)
        if one and reached not in self.model.cards[one].reached_by():
            row = {"kind": reached[0], "value": reached[1]}
            self._do(
                lambda: self.office.edit(one, comms=lambda rows: rows.append(row)),
                lambda: self.model.cards[one].add((*reached, "")),
            )

    @rule(data=st.data(), how=st.sampled_from(["gone", "x@y.example", "z@y.example", "work", "primary"]))
    def reach_otherwise(self, data, how):
        """One of its ways to be reached is changed or taken away."""
        one = self._living(data)
        if not one or not self.model.cards[one].comms:
            return
        comms = self.model.cards[one].comms
        token, (kind, value, label) = data.draw(st.sampled_from(sorted(comms.items())))
        new = (kind, how if "@" in how else value, how if how == "work" else label)
        if new[:2] in self.model.cards[one].reached_by() - {(kind, value)}:
            return

        def rows(rows):
            at = next(row for row in rows if (row["kind"], row["value"]) == (kind, value))
            for row in rows:
                row["primary"] &= how != "primary" or row["kind"] != kind
            at |= {"value": new[1], "label": new[2], "primary": at["primary"] or how == "primary"}
            if how == "gone":
                rows.remove(at)

        self._do(
            lambda: self.office.edit(one, comms=rows),
            lambda: comms.pop(token) if how == "gone" else comms.update({token: new}),
        )

    @rule(data=st.data(), sharing=st.sampled_from(["private", "read", "write"]))
    def share(self, data, sharing):
        """Who else sees it."""
        if one := self._living(data):
            values = {"sharing": sharing}
            act = lambda: self.office.share(one, sharing)  # noqa: E731
            self._do(act, lambda: self.model.cards[one].values.update(values))

    @rule(data=st.data(), ids=MANAGERS)
    def assign(self, data, ids):
        """Who is in charge."""
        if one := self._living(data):
            card = self.model.cards[one]
            self._do(lambda: self.office.assign(one, ids), lambda: card.appoint(ids, card.lead))

    # ── what hangs on it ───────────────────────────────────────────────────────────────────────

    @rule(data=st.data(), kind=st.sampled_from(["entry", "file"]))
    def add(self, data, kind):
        """Something is written down, or a file is kept."""
        if one := self._living(data):
            self.model.things[kind, self.office.add(kind, one)] = Thing(one)

    @rule(data=st.data(), gone=st.booleans())
    def change(self, data, gone):
        """An entry or a file is changed or deleted; what is deleted still goes along."""
        alive = set(self.model.living())
        things = [
            key for key, thing in self.model.things.items() if thing.owner in alive and thing.version < GONE
        ]
        if not things:
            return
        kind, thing_id = data.draw(st.sampled_from(sorted(things)))
        self.texts += 1
        if gone:
            self.office.remove(kind, thing_id)
        else:
            self.office.change(kind, thing_id, f"text {self.texts}")
        self.model.things[kind, thing_id].version += GONE if gone else 1

    @rule(data=st.data())
    def link(self, data):
        """Two are linked, or their link says something else, or is gone."""
        one, other = self._living(data), self._living(data, self.companies + self.people)
        if not one or not other or one == other:
            return
        ties = {frozenset(tie.ends): (link_id, tie) for link_id, tie in self.model.ties.items()}
        link_id, tie = ties.get(frozenset((one, other)), (0, None))
        self.texts += 1
        if tie is None:
            link_id = self.office.link(one, other)
            self.model.ties[link_id] = Tie(self.office.stands(self.model.cards)["links"][link_id][:2])
        elif data.draw(st.booleans()):
            self.office.relink(one, link_id, f"role {self.texts}")
            tie.version += 1
        else:
            self.office.unlink(one, link_id)
            self.model.ties.pop(link_id).version = -1

    # ── the bin, merging, undoing ──────────────────────────────────────────────────────────────

    @rule(data=st.data())
    def delete(self, data):
        """Into the bin."""
        if one := self._living(data):
            self._do(lambda: self.office.delete(one), lambda: self.model.delete(one))

    @rule(data=st.data())
    def restore(self, data):
        """Out of the bin; what was merged does not come back alone."""
        binned = [one for one, card in self.model.cards.items() if card.deleted is not None]
        if not binned:
            return
        one = data.draw(st.sampled_from(sorted(binned)))
        if self.model.cards[one].into is None:
            self._do(
                lambda: self.office.restore(one), lambda: setattr(self.model.cards[one], "deleted", None)
            )
        else:
            with pytest.raises(Conflict):
                self.office.restore(one)

    @rule(data=st.data())
    def merge(self, data):
        """Two to four become one."""
        self._merge(data)

    @rule(data=st.data())
    def there_and_back(self, data):
        """An undo at once leaves nothing behind, and neither does its undo."""
        before = self.office.stands(self.model.cards)
        if act_id := self._merge(data):
            merged = self.office.stands(self.model.cards)
            back = self._undo(act_id)
            assert self.office.stands(self.model.cards) == before
            self._undo(back)
            assert self.office.stands(self.model.cards) == merged

    @precondition(lambda self: self.model.deeds)
    @rule(data=st.data())
    def undo(self, data):
        """An act is undone, or an undo."""
        self._undo(data.draw(st.sampled_from(sorted(self.model.deeds))))

    @precondition(lambda self: any(card.into for card in self.model.cards.values()))
    @rule(data=st.data())
    def unmerge(self, data):
        """A merge is undone, or the undoing of one."""
        deeds = [
            act_id
            for act_id, deed in self.model.deeds.items()
            if not deed.is_undone and any(deed.before[one].into != deed.after[one].into for one in deed.after)
        ]
        if deeds:
            self._undo(data.draw(st.sampled_from(sorted(deeds))))

    # ── helpers ────────────────────────────────────────────────────────────────────────────────

    def _made(self, *names, **fields):
        with self.office.in_scope(NORTH):
            return make_contact(*names, **fields)

    def _living(self, data, among=None):
        alive = self.model.living(among or self.people)
        return data.draw(st.sampled_from(alive)) if alive else None

    def _do(self, act, becomes):
        """Act in both."""
        before = self.model.began()
        act_id = act()
        becomes()
        assert (act_id is not None) or self.model.cards == before
        if act_id is not None:
            self.model.kept(act_id, before)
        return act_id

    def _merge(self, data):
        alive = self.model.living(self.people)
        if len(alive) < 2:
            return None
        ids = data.draw(st.lists(st.sampled_from(alive), min_size=2, max_size=4, unique=True))
        names = [*COLUMNS, f"custom.{self.key}"]
        if not any(self.model.cards[one].values[names[-1]] for one in ids):
            names.pop()
        choices = data.draw(st.dictionaries(st.sampled_from(names), st.sampled_from(ids)))
        survivor, losers = ids[0], self.office.newest_first(ids[1:])
        return self._do(
            lambda: self.office.merge(survivor, ids[1:], choices),
            lambda: self.model.merge(survivor, losers, choices),
        )

    def _undo(self, act_id):
        """Undo in both; what finds nothing to put back may be tried again."""
        deed = self.model.deeds[act_id]
        before = self.model.began()
        answer = self.office.undo(act_id)
        if deed.is_undone:
            assert answer is Conflict
            return None
        changed = self.model.undo(deed)
        assert isinstance(answer, int) or (answer is NothingUndone and not changed), answer
        if isinstance(answer, int):
            deed.is_undone = True
            self.model.kept(answer, before)
        return answer
