"""Keeping what acts changed, taking acts back (CON-19), and emptying the bin (CON-18)."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from crm.journal.access import EMPTY_BIN, UNDO_ACTS_OF_OTHERS
from crm.journal.bins import BIN_KEEPS, BinKind
from crm.journal.facts import ManyUndone
from crm.journal.models import UNDO_LASTS, Act, Change
from crm.journal.queries import changes_of, undo_of
from crm.journal.restorers import Noted, restorers
from crm.kernel import acts, clock
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Gone, Invalid, NotFound
from crm.kernel.facts import record
from crm.kernel.i18n import lazy

ALREADY: Final = lazy("This has been undone already.")
CHUNK: Final = 500


class NothingUndone(Conflict):
    """An undo found nothing that it could put back; ``skipped`` says why, record by record."""

    code = "nothing-undone"
    sentence = lazy("Nothing could be undone: everything was changed again since, or is out of your reach.")

    def __init__(self, skipped: Sequence[Noted]) -> None:
        super().__init__()
        self.skipped = skipped


def keep(kind: str, changes: Iterable[Noted] = (), *, about: tuple[str, int] | None = None, by: Actor) -> Act:
    """Keep an act and what it changed, in the transaction of the change; ``add_changes`` may add to it.

    ``kind`` names the act (``contacts.edited``), ``about`` the record it is mostly about. The fact that tells
    of it carries ``act_id``.
    """
    about_kind, about_id = about or (None, None)
    act = Act(kind=kind, about_kind=about_kind, about_id=about_id, made_by=by.user_id)
    db.session.add(act)
    db.session.flush()
    acts.note(act.id)
    add_changes(act.id, changes)
    return act


def add_changes(act_id: int, changes: Iterable[Noted]) -> None:
    """Add what else the act changed: for packages that react together with it."""
    rows = [
        {
            "act_id": act_id,
            "record_kind": noted.kind,
            "record_id": noted.id,
            "before": noted.before,
            "after": noted.after,
            "skipped": noted.skipped.value if noted.skipped else None,
        }
        for noted in changes
    ]
    if rows:
        db.session.execute(insert(Change), rows)


def undo(act: Act, *, by: Actor) -> Act:
    """Take the act back as far as nothing newer would be overwritten; returns the act that did it.

    What was skipped, and why, stands among its changes. It tells nobody. The undo can itself be undone. One
    with many changes is better taken back in the background: ``long_undo.undo_any`` chooses.

    Raises:
        NotFound: somebody else did it, and the actor may not undo the acts of others.
        Gone: it is older than 30 days.
        Conflict: it has been undone already.
        NothingUndone: all of it was skipped; it may still be tried again.
    Records: ManyUndone, if the act is about no single record; what the restorers record.
    """
    reversal = reversal_of(act, by=by)
    changes = [change for change in reversed(changes_of(act.id)) if change.skipped is None]
    left = restorers.restore_alike(changes, undo=reversal, by=by) if act.about_kind is None else changes
    noted = restorers.restore(left, undo=reversal, by=by)
    if len(left) == len(changes) and all(one.skipped for one in noted):
        raise NothingUndone(noted)
    add_changes(reversal.id, noted)
    if act.about_kind is None:
        record(ManyUndone(act_id=reversal.id, action=act.kind, contacts=len(changes)), by=by)
    return reversal


def purge(kind: BinKind, record_id: int, *, named: str, by: Actor) -> None:
    """Delete a record of the bin for good, now. ``named`` is its name as the actor typed it.

    Raises:
        Forbidden: the actor may not.
        NotFound: it is not in the bin, or the actor may not bring it back.
        Invalid: what was typed is not its name.
        Conflict: other records need it.
    """
    by.must(EMPTY_BIN)
    binned = kind.found(record_id, by)
    if " ".join(named.split()).casefold() != " ".join(binned.title.split()).casefold():
        raise Invalid({"name": lazy("This is not its name.")})
    if not kind.purge([record_id], by):
        raise Conflict(lazy("This can't be deleted: other records need it."))


def empty_bin(kind: BinKind, *, after_id: int, by: Actor) -> int | None:
    """Delete for good what has been in the bin for more than 30 days: a chunk of one kind.

    What other records need stays. Returns the id to go on after; None when there is no more.
    """
    ids = kind.old(clock.now() - BIN_KEEPS, after_id, CHUNK)
    kind.purge(ids, by)
    return max(ids) if len(ids) == CHUNK else None


def reversal_of(act: Act, *, by: Actor) -> Act:
    """The act that undoes; only one can stand for each act, whoever comes second is refused.

    Raises:
        NotFound, Gone, Conflict: as ``undo``.
    """
    if act.made_by != by.user_id and not by.may(UNDO_ACTS_OF_OTHERS):
        raise NotFound
    if clock.now() - act.made_at > UNDO_LASTS:
        raise Gone(lazy("This can't be undone any more: it is older than 30 days."))
    if undo_of(act.id) is not None:
        raise Conflict(ALREADY)
    reversal = Act(
        kind=act.kind, about_kind=act.about_kind, about_id=act.about_id, undoes_id=act.id, made_by=by.user_id
    )
    try:
        with db.session.begin_nested():
            db.session.add(reversal)
    except IntegrityError:
        raise Conflict(ALREADY) from None
    acts.note(reversal.id)
    return reversal
