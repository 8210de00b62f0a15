"""What the bin asks of whoever owns a kind of record that can be deleted (CON-18)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crm.journal.models import UNDO_LASTS
from crm.kernel.access import Actor
from crm.kernel.errors import Conflict, NotFound
from crm.kernel.i18n import LazyText, lazy

BIN_KEEPS: Final = UNDO_LASTS
Key = tuple[datetime, int]
"""Where a record stands in the bin: when it was deleted, and its id."""


@dataclass(frozen=True, slots=True)
class Binned:
    """A deleted record as the bin shows it to whoever may bring it back."""

    kind: str
    id: int
    title: str
    second: str
    initials: str
    shape: str
    deleted_at: datetime
    deleted_by: int | None

    @property
    def purged_at(self) -> datetime:
        """When it goes for good."""
        return self.deleted_at + BIN_KEEPS


@dataclass(frozen=True, slots=True)
class BinKind:
    """The owner of a kind of record.

    ``rows(actor, q, before, limit)`` are what the actor may bring back, newest first, those whose key is
    less than ``before``; ``found(id, by)`` is one of them, or ``NotFound``. ``restore(id, leave_out, by)``
    brings it back, or raises ``Unsettled`` with the ``questions(id, by)`` that the actor has left open.
    ``old(before, after_id, limit)`` are ids of those deleted before that instant; ``purge(ids, by)`` deletes
    them for good with what hangs on them, but for those that are needed, and says how many went.
    """

    key: str
    label: LazyText
    icon: str
    rows: Callable[[Actor, str, Key | None, int], Sequence[Binned]]
    found: Callable[[int, Actor], Binned]
    questions: Callable[[int, Actor], Mapping[str, LazyText | str]]
    restore: Callable[[int, Collection[str], Actor], None]
    old: Callable[[datetime, int, int], Sequence[int]]
    purge: Callable[[Collection[int], Actor], int]


class Unsettled(Conflict):
    """Something of a deleted record can't come back as it was: say what to leave out, or leave it in the bin.

    ``questions`` are sentences by the name of what would be left out.
    """

    code = "unsettled"
    sentence = lazy("Not all of this can come back as it was.")

    def __init__(self, questions: Mapping[str, LazyText | str]) -> None:
        super().__init__()
        self.questions = dict(questions)

    @property
    def members(self) -> Mapping[str, object]:
        """The questions, for programs."""
        return {"errors": {name: str(sentence) for name, sentence in self.questions.items()}}


class Bins:
    """All kinds that are wired, by key."""

    def __init__(self) -> None:
        self._kinds: dict[str, BinKind] = {}

    def add(self, kind: BinKind) -> None:
        """Make a kind known."""
        self._kinds[kind.key] = kind

    def all(self) -> list[BinKind]:
        """The kinds, in the order of their keys."""
        return [self._kinds[key] for key in sorted(self._kinds)]

    def of(self, key: str) -> BinKind:
        """The kind of this key.

        Raises:
            NotFound: nobody wires it.
        """
        if key not in self._kinds:
            raise NotFound
        return self._kinds[key]


bins = Bins()
