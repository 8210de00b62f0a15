"""How facts are told in a history: its icon, what filter finds it, and what it says beyond its sentence.

Whoever declares a fact hands in its ``Telling``; a history asks for those of a page at once, so that each
kind of fact costs a few queries a page, however many of them stand on it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select

from crm.kernel.access import Actor
from crm.kernel.facts import Fact, FactRow

Group = Literal["changes", "files", "forms", "cases", "tasks"]


@dataclass(frozen=True, slots=True)
class Changed:
    """One value before and after, in the reader's words; either is empty where there was or is none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Said:
    """A line more about a fact. ``url`` leads to the record that it names, if the reader may see it."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """What a fact says beyond its sentence; names only what the reader may see."""

    changed: tuple[Changed, ...] = ()
    said: tuple[Said, ...] = ()


Tell = Callable[[Sequence[FactRow], Actor], Mapping[int, Detail]]
"""The details of these facts, all of one class, by the row's id. Those without any may be left out."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How one class of facts is told. A silent one is kept, but no history shows it."""

    fact: type[Fact]
    icon: str = "point"
    group: Group = "changes"
    tell: Tell | None = None
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """Facts of records of another kind that are told in the history of those that they are about, too.

    ``of`` is whose history it is (``contact``); ``kind`` is the anchor of the records whose facts these are.
    ``records(ids, to)`` selects the ids of those about any of these that the reader sees: a history holds,
    and counts, the facts of no other (ACC-6). ``facts`` are the classes, each with what narrows it further.
    """

    of: str
    kind: str
    group: Group
    facts: Mapping[type[Fact], ColumnElement[bool] | None]
    records: Callable[[Sequence[int], Actor], Select[Any]]


class Tellings:
    """All that are wired, by the fact's name."""

    def __init__(self) -> None:
        self._known: dict[str, Telling] = {}
        self._beside: dict[tuple[str, str], Beside] = {}

    def add(self, telling: Telling) -> None:
        """Make one known."""
        self._known[telling.fact.name()] = telling

    def add_beside(self, beside: Beside) -> None:
        """Make facts of other records known to a history."""
        self._beside[beside.of, beside.kind] = beside

    def beside(self, of: str) -> list[Beside]:
        """What such a history tells of other records."""
        return [beside for beside in self._beside.values() if beside.of == of]

    def of(self, name: str) -> Telling:
        """How the facts of this name are told; plainly, if nobody said more."""
        return self._known.get(name, _PLAIN)

    def silent(self) -> list[str]:
        """The names of the facts that no history shows."""
        return [name for name, telling in self._known.items() if telling.is_silent]

    def in_group(self, group: Group) -> list[str]:
        """The names of the facts of a group, but for those of ``changes`` that nobody said anything of."""
        return [name for name, telling in self._known.items() if telling.group == group]

    def details(self, rows: Sequence[FactRow], *, to: Actor) -> dict[int, Detail]:
        """What these facts say beyond their sentences, by the row's id; each class is asked once."""
        by_name: dict[str, list[FactRow]] = {}
        for row in rows:
            by_name.setdefault(row.name, []).append(row)
        found: dict[int, Detail] = {}
        for name, same in by_name.items():
            if (tell := self.of(name).tell) is not None:
                found.update(tell(same, to))
        return found


_PLAIN: Final = Telling(Fact)
tellings = Tellings()
