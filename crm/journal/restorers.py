"""What the journal asks of whoever owns a kind of record: to put changes back, value by value."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    ERASED = "erased"

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
    Reason.ERASED: lazy("Its personal data were erased."),
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

    @property
    def record_kind(self) -> str:
        """The kind, as a kept ``Change`` calls it."""
        return self.kind

    @property
    def record_id(self) -> int:
        """The id, as a kept ``Change`` calls it."""
        return self.id


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a record that changed, before and after, in the reader's words; either may be empty."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What changed of one record, as one reader is told it; with ``reason``, what an undo left alone.

    ``of`` is the change itself.
    """

    kind: str
    id: int
    title: str
    url: str
    lines: tuple[Line, ...] = ()
    reason: Reason | None = None
    of: Any = field(default=None, compare=False, repr=False)

    def fields(self) -> str:
        """The names of what changed."""
        return ", ".join(dict.fromkeys(line.label for line in self.lines if line.label))

    def words(self) -> str:
        """The values before and after, where there are any."""
        shown = [line for line in self.lines if line.before or line.after]
        return " · ".join(f"{line.before or '—'} → {line.after or '—'}" for line in shown)


@dataclass(frozen=True, slots=True)
class Restorer:
    """The owner of some kinds of record.

    ``restore(changes, undo=…, by=…)`` puts back what still is as the act left it (compare and set, column by
    column), asks for each record whether ``by`` may, rebuilds what is derived, records a fact that tells
    nobody, and returns what it did and what it skipped. ``changes`` are those of its kinds, the latest first;
    ``undo`` is the act under which the reversal is kept. Owners with less ``weight`` restore first: records
    before what hangs on them. ``tell(changes, to)`` tells changes of its kinds in words, but for those
    of records that the reader may not see; ``acts`` names its acts. ``restore_alike(changes, undo=…, by=…)``
    puts back together those of an act on many that are simple, keeps what it did, and returns the others.
    """

    kinds: tuple[str, ...]
    restore: Callable[..., Iterable[Noted]]
    weight: int = 50
    tell: Callable[[Sequence[Any], Actor], Iterable[Told]] | None = None
    acts: Mapping[str, LazyText] = field(default_factory=dict, compare=False)
    restore_alike: Callable[..., Iterable[Any]] = lambda changes, *, undo, by: changes


class Restorers:
    """All owners that are wired."""

    def __init__(self) -> None:
        self._owners: list[Restorer] = []

    def add(self, restorer: Restorer) -> None:
        """Make an owner known; one that is known stays."""
        if restorer not in self._owners:
            self._owners = sorted([*self._owners, restorer], key=lambda owner: owner.weight)

    def title(self, act_kind: str) -> str:
        """What an act of this kind is called, in the reader's language."""
        titles = (owner.acts.get(act_kind) for owner in self._owners)
        return str(next((title for title in titles if title is not None), _CHANGE))

    def tell(self, changes: Sequence[Any], *, to: Actor) -> list[Told]:
        """The changes in words for this reader, owner by owner; what they may not see is left out."""
        told: list[Told] = []
        for owner in self._owners:
            own = [change for change in changes if change.record_kind in owner.kinds]
            if own and owner.tell is not None:
                told.extend(owner.tell(own, to))
        return told

    def restore_alike(self, changes: Sequence[Change], *, undo: Act, by: Actor) -> list[Change]:
        """Let the owner put back those changes of one kind that are simple; returns the others."""
        left = list(changes)
        for owner in self._owners:
            if left and all(change.record_kind in owner.kinds for change in left):
                left = list(owner.restore_alike(left, undo=undo, by=by))
        return left

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


_CHANGE = lazy("A change")
restorers = Restorers()
