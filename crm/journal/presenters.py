"""Acts in words, for one reader: only records that they may see are named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm.journal.long_undo import run_of
from crm.journal.models import Act
from crm.journal.queries import SHOWN, some_changes, undoable
from crm.journal.restorers import Noted, Reason, Told, restorers
from crm.kernel.access import Actor
from crm.kernel.i18n import _
from crm.kernel.runs import Run
from crm.team.queries import names_of


@dataclass(frozen=True, slots=True)
class Report:
    """What an act did and, of an undo, what it left alone; ``hidden`` says why of records out of sight.

    Of each it tells at most 200 changes; ``run`` is the undo in the background, while it goes on.
    """

    act: Act
    title: str
    by: str
    done: Sequence[Told]
    skipped: Sequence[Told]
    hidden: Sequence[str]
    may_undo: bool
    is_refused: bool = False
    has_more: bool = False
    run: Run | None = None

    @property
    def percent(self) -> int:
        """How far an undo in the background is."""
        return min(100, 100 * self.run.done // self.run.total) if self.run and self.run.total else 0


def title(act: Act) -> str:
    """What was done, in the reader's language."""
    return restorers.title(act.kind)


def report(act: Act, *, to: Actor, refused: Sequence[Noted] = ()) -> Report:
    """The act for this reader; ``refused`` is why an undo of it came to nothing."""
    kept: Sequence[Any] = () if refused else some_changes(act.id, are_skipped=False)
    left: Sequence[Any] = refused or some_changes(act.id, are_skipped=True)
    more = len(kept) > SHOWN or len(left) > SHOWN
    kept, left = kept[:SHOWN], left[:SHOWN]
    done = restorers.tell(kept, to=to)
    skipped = restorers.tell(left, to=to)
    named = {(told.kind, told.id) for told in skipped}
    hidden = {change.skipped for change in left if (change.record_kind, change.record_id) not in named}
    run = run_of(act.id)
    run = run if run is not None and run.is_open else None
    return Report(
        act=act,
        title=_("Undone: %(act)s", act=title(act)) if act.undoes_id is not None else title(act),
        by=names_of([act.made_by]).get(act.made_by or 0) or _("Artel"),
        done=done,
        skipped=skipped,
        hidden=sorted({str(Reason(reason).sentence) for reason in hidden}),
        may_undo=not refused and run is None and act.id in undoable([act.id], by=to),
        is_refused=bool(refused),
        has_more=more,
        run=run,
    )
