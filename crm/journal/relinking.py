"""What hangs on a record goes along when the record becomes a part of another one, and back again (CON-16).

A package whose rows name a record joins a merge in three lines::

    ENTRIES = Relinked("timeline_entry.about", Entry, Entry.about_id, of="contact",
                       where=Entry.about_kind == "contact", watched=(Entry.version,))

    @together(ContactsMerged)
    def take_entries_along(fact, row):
        ENTRIES.move(fact.loser_ids, to=fact.survivor_id, act_id=fact.act_id)

and ``restorers.add(ENTRIES.restorer())`` in its wiring. Undone, a row goes back unless somebody moved it or
changed what is ``watched`` since; that a later merge took it further counts for nothing. A merge that is done
again takes along whatever hangs there by then: what says that a row went back is not undone row by row.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, ColumnElement, any_, literal, select, update

from crm.journal.actions import add_changes
from crm.journal.models import Act, Change
from crm.journal.restorers import Noted, Reason, Restorer
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.db import TenantModel, db

RETURNED: Final = "returned"
"""Marks a change by which something went back to a record that is its own again."""


@dataclass(frozen=True, eq=False)
class Relinked:
    """Rows of ``model`` whose ``column`` holds the id of a record of kind ``of``; ``kind`` names a change."""

    kind: str
    model: type[TenantModel]
    column: Any
    of: str
    where: ColumnElement[bool] | None = None
    watched: tuple[Any, ...] = ()
    weight: int = 60

    def move(self, from_ids: Collection[int], *, to: int, act_id: int) -> int:
        """Hang everything on the record ``to``, as a part of this act; two statements, whatever there is."""
        hanging = self._rows(self.column == _any(from_ids), *([] if self.where is None else [self.where]))
        if hanging:
            self._write([row[0] for row in hanging], to)
            add_changes(act_id, [self._noted(row, to) for row in hanging])
        return len(hanging)

    def restorer(self) -> Restorer:
        """What puts the rows back when the merge is undone."""
        return Restorer((self.kind,), self._restore, self.weight)

    def _restore(self, changes: Sequence[Change], *, undo: Act, by: Actor) -> list[Noted]:
        changes = [change for change in changes if RETURNED not in (change.after or {})]
        rows = {row[0]: row for row in self._rows(self.model.id == _any({c.record_id for c in changes}))}
        ends = {(told or {})[self.column.key] for change in changes for told in (change.before, change.after)}
        moved_on = anchors.successors(self.of, ends)
        back: dict[int, list[int]] = defaultdict(list)
        noted = []
        for change in changes:
            row, before, after = rows.get(change.record_id), change.before or {}, change.after or {}
            reason = self._reason(row, before, after, moved_on)
            if reason is None:
                back[before[self.column.key]].append(change.record_id)
                noted.append(self._noted(row, before[self.column.key], **{RETURNED: True}))
            else:
                noted.append(Noted(self.kind, change.record_id, None, dict(before), reason))
        for record_id, ids in back.items():
            self._write(ids, record_id)
        return noted

    def _reason(
        self, row: Any, before: dict[str, Any], after: dict[str, Any], moved_on: dict[int, list[int]]
    ) -> Reason | None:
        if row is None or before[self.column.key] in moved_on:  # whose it was has not come back
            return Reason.GONE
        to = after[self.column.key]
        as_left = all(
            value == after.get(column.key) for column, value in zip(self.watched, row[2:], strict=True)
        )
        return None if as_left and row[1] in (to, *moved_on.get(to, ())) else Reason.CHANGED

    def _rows(self, *conditions: ColumnElement[bool]) -> Sequence[Any]:
        chosen = select(self.model.id, self.column, *self.watched).where(*conditions).order_by(self.model.id)
        return db.session.execute(chosen.with_for_update()).all()

    def _write(self, ids: Collection[int], record_id: int) -> None:
        moved = update(self.model).where(self.model.id == _any(ids)).values({self.column.key: record_id})
        db.session.execute(moved.execution_options(synchronize_session="fetch"))

    def _noted(self, row: Any, to: int, **also: bool) -> Noted:
        watched = {column.key: value for column, value in zip(self.watched, row[2:], strict=True)}
        name = self.column.key
        return Noted(self.kind, row[0], {name: row[1], **watched}, {name: to, **watched, **also})


def _any(ids: Collection[int]) -> Any:
    return any_(literal(list(ids), ARRAY(BigInteger)))
