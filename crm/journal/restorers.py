"""What the journal asks of whoever owns a kind of record: to put changes back, value by value."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crm.journal.models import Act, Change
from crm.kernel.access import Actor
from crm.kernel.i18n import LazyText, lazy


class Reason(StrEnum):
    """Why an undo left something alone."""

    CHANGED = "changed"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    TAKEN = "taken"
    BINNED = "binned"
    BLOCKED = "blocked"
    UNFIT = "unfit"
    LEFT = "left"

    @property
    def sentence(self) -> LazyText:
        """The reason in the reader's language."""
        return _SENTENCES[self]


_SENTENCES = {
    Reason.CHANGED: lazy("It was changed again since."),
    Reason.GONE: lazy("It is no longer there, or you have no access to it."),
    Reason.FORBIDDEN: lazy("You may not change it."),
    Reason.TAKEN: lazy("Another record has this value now."),
    Reason.BINNED: lazy("It is in the bin: restore it first."),
    Reason.BLOCKED: lazy("Other records need it where it is."),
    Reason.UNFIT: lazy("The workspace no longer allows what stood there."),
    Reason.LEFT: lazy("This person can no longer be a manager of contacts."),
}


@dataclass(frozen=True, slots=True)
class Noted:
    """One record's change, to be kept: ``before`` None means that it appeared, ``after`` None that it went.

    With ``skipped`` nothing was changed: ``after`` is what an undo would have written.
    """

    kind: str
    id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    skipped: Reason | None = None


@dataclass(frozen=True, slots=True)
class Restorer:
    """The owner of some kinds of record.

    ``restore(changes, undo=…, by=…)`` puts back what still is as the act left it (compare and set, column by
    column), asks for each record whether ``by`` may, rebuilds what is derived, records a fact that tells
    nobody, and returns what it did and what it skipped. ``changes`` are those of its kinds, the latest first;
    ``undo`` is the act under which the reversal is kept. Owners with less ``weight`` restore first: records
    before what hangs on them.
    """

    kinds: tuple[str, ...]
    restore: Callable[..., Iterable[Noted]]
    weight: int = 50


class Restorers:
    """All owners that are wired."""

    def __init__(self) -> None:
        self._owners: list[Restorer] = []

    def add(self, restorer: Restorer) -> None:
        """Make an owner known; one that is known stays."""
        if restorer not in self._owners:
            self._owners = sorted([*self._owners, restorer], key=lambda owner: owner.weight)

    def restore(self, changes: Sequence[Change], *, undo: Act, by: Actor) -> list[Noted]:
        """Let each owner put back the changes of its kinds; what nobody owns any more is skipped."""
        noted: list[Noted] = []
        for owner in self._owners:
            if own := [change for change in changes if change.record_kind in owner.kinds]:
                noted.extend(owner.restore(own, undo=undo, by=by))
        known = {kind for owner in self._owners for kind in owner.kinds}
        strange = [change for change in changes if change.record_kind not in known]
        return noted + [
            Noted(change.record_kind, change.record_id, None, change.before, Reason.GONE)
            for change in strange
        ]


restorers = Restorers()
