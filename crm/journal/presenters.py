"""Acts in words, for one reader: only records that they may see are named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm.journal.models import Act
from crm.journal.queries import changes_of, undoable
from crm.journal.restorers import Noted, Reason, Told, restorers
from crm.kernel.access import Actor
from crm.kernel.i18n import _
from crm.team.queries import names_of


@dataclass(frozen=True, slots=True)
class Report:
    """What an act did and, of an undo, what it left alone; ``hidden`` says why of records out of sight."""

    act: Act
    title: str
    by: str
    done: Sequence[Told]
    skipped: Sequence[Told]
    hidden: Sequence[str]
    may_undo: bool
    is_refused: bool = False


def title(act: Act) -> str:
    """What was done, in the reader's language."""
    return restorers.title(act.kind)


def report(act: Act, *, to: Actor, refused: Sequence[Noted] = ()) -> Report:
    """The act for this reader; ``refused`` is why an undo of it came to nothing."""
    kept: Sequence[Any] = refused or changes_of(act.id)
    done = restorers.tell([change for change in kept if not change.skipped], to=to)
    left = [change for change in kept if change.skipped]
    skipped = restorers.tell(left, to=to)
    named = {(told.kind, told.id) for told in skipped}
    hidden = {change.skipped for change in left if (change.record_kind, change.record_id) not in named}
    return Report(
        act=act,
        title=_("Undone: %(act)s", act=title(act)) if act.undoes_id is not None else title(act),
        by=names_of([act.made_by]).get(act.made_by or 0) or _("Artel"),
        done=done,
        skipped=skipped,
        hidden=sorted({str(Reason(reason).sentence) for reason in hidden}),
        may_undo=not refused and act.id in undoable([act.id], by=to),
        is_refused=bool(refused),
    )
