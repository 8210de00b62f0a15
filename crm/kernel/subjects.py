"""What is held about a person, by whom, and how it goes when the person asks to be forgotten (CON-22).

Each package that keeps something about a kind of record hands in a ``Holding``: it lists what it holds, for
the export, and takes it away, for the erasure. Whoever exports and erases asks here and knows no package.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select

from crm.kernel.access import Actor
from crm.kernel.i18n import LazyText

PART: Final = 500
"""At most so many items are listed, or erased, at once."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A record that stands for a person, and the ``ids`` of it and of those that were merged into it."""

    kind: str
    id: int
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is held: ``data`` for programs, ``told`` (labels and words) for people.

    ``id`` grows from item to item. ``key`` names bytes in the store that belong to it, ``name`` what the file
    is called.
    """

    id: int
    data: Mapping[str, Any]
    told: Sequence[tuple[str, str]] = ()
    key: str = ""
    name: str = ""


def nothing(subject: Subject) -> int:
    """Erase nothing by oneself: it goes along with the record."""
    return 0


def no_names(subject: Subject) -> Iterable[str]:
    """Know no name of the subject."""
    return ()


def no_proof(subject: Subject) -> Sequence[dict[str, Any]]:
    """Keep nothing as a proof."""
    return ()


@dataclass(frozen=True, slots=True)
class Holding:
    """What one package holds about subjects of ``kind``.

    ``items(subject, after, by)`` are those with ids above ``after``, in their order, at most ``PART``, as
    ``by`` may read them; ``count`` says how many there are. ``erase`` takes at most ``PART`` away and says
    how many these were, 0 when nothing is left: it is called until then, and again after a crash. ``table``
    is where they lie. Those with less ``weight`` are listed first; the record itself is erased last.

    ``owned`` gives, for each kind of record that the journal keeps, a select of the ids that belong to the
    subject. ``names`` are words that name the person, by which copies of answers are found; ``proof`` is
    what the law lets be kept, without a name.
    """

    key: str
    title: LazyText
    table: str
    items: Callable[[Subject, int, Actor], Sequence[Item]]
    count: Callable[[Subject], int]
    kind: str = "contact"
    erase: Callable[[Subject], int] = nothing
    weight: int = 50
    owned: Mapping[str, Callable[[Subject], Select[Any]]] | None = None
    names: Callable[[Subject], Iterable[str]] = no_names
    proof: Callable[[Subject], Sequence[dict[str, Any]]] = no_proof


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """A kind of record that stands for a person, handed in by its owner.

    ``reachable_by(actor)`` selects those that the person sees, and those in the bin that they may bring back;
    ``parts(id)`` are the ids of those merged into it; ``title`` is its name in the reader's form.
    ``withdraw(id)`` takes it out of everybody's sight at once; ``erase(subject)`` deletes it for ever at the
    end.
    """

    key: str
    reachable_by: Callable[[Actor], Select[Any]]
    parts: Callable[[int], Sequence[int]]
    title: Callable[[Any], str]
    withdraw: Callable[[int], None]
    erase: Callable[[Subject], int]


class Subjects:
    """All kinds and holdings that are wired."""

    def __init__(self) -> None:
        self._kinds: dict[str, SubjectKind] = {}
        self._holdings: dict[str, Holding] = {}

    def add_kind(self, kind: SubjectKind) -> None:
        """Make a kind known."""
        self._kinds[kind.key] = kind

    def add(self, holding: Holding) -> None:
        """Make a holding known."""
        self._holdings[holding.key] = holding

    def remove(self, key: str) -> None:
        """Forget a holding; tests plug in and out."""
        self._holdings.pop(key, None)

    def kind(self, key: str) -> SubjectKind:
        """The kind of this name."""
        return self._kinds[key]

    def subject(self, key: str, record_id: int) -> Subject:
        """The subject that this record stands for."""
        return Subject(key, record_id, (record_id, *self._kinds[key].parts(record_id)))

    def holdings(self, kind: str) -> list[Holding]:
        """What is held about records of this kind, in the order of weight."""
        ours = (holding for holding in self._holdings.values() if holding.kind == kind)
        return sorted(ours, key=lambda holding: (holding.weight, holding.key))

    def owned(self, subject: Subject) -> dict[str, list[Select[Any]]]:
        """For each kind of record that the journal keeps, selects of the ids that belong to the subject."""
        found: dict[str, list[Select[Any]]] = {}
        for holding in self.holdings(subject.kind):
            for record_kind, ids in (holding.owned or {}).items():
                found.setdefault(record_kind, []).append(ids(subject))
        return found

    def names(self, subject: Subject) -> set[str]:
        """Words that name the person."""
        found = (name for holding in self.holdings(subject.kind) for name in holding.names(subject))
        return {name for name in found if name.strip()}

    def proof(self, subject: Subject) -> list[dict[str, Any]]:
        """What the law lets be kept."""
        return [line for holding in self.holdings(subject.kind) for line in holding.proof(subject)]


def readable(value: Any) -> Any:
    """A value of a row as JSON has it: instants and days as ISO texts, bytes as hex digits."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value


def columns_of(row: Any, *, without: Collection[str] = ()) -> dict[str, Any]:
    """All columns of a model's row by their names in the model, ready for JSON."""
    names = (column.key for column in type(row).__mapper__.column_attrs)
    return {name: readable(getattr(row, name)) for name in names if name not in without}


subjects = Subjects()
