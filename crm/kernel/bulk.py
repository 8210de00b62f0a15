"""What can be done with many records at once (CON-12): each package hands in its ``BulkAction``s.

The package that owns the records shows their forms, runs them part by part in the background and asks for
each record, when its part runs, whether the person may.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Select

from crm.kernel.access import Actor, May
from crm.kernel.errors import NotFound
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.runs import PART


class Skip(StrEnum):
    """Why a record was left as it is."""

    GONE = "gone"
    FORBIDDEN = "forbidden"
    ELSEWHERE = "elsewhere"
    FULL = "full"
    NEEDED = "needed"
    STALE = "stale"

    @property
    def sentence(self) -> LazyText:
        """The reason in the reader's language."""
        return _SENTENCES[self]


_SENTENCES = {
    Skip.GONE: lazy("It is no longer there, or you have no access to it."),
    Skip.FORBIDDEN: lazy("You may not do this to it."),
    Skip.ELSEWHERE: lazy("Contacts of this kind don't have this field."),
    Skip.FULL: lazy("It can take no more tags."),
    Skip.NEEDED: lazy("Other records need it."),
    Skip.STALE: lazy("What was chosen is no longer there, or was changed meanwhile."),
}


@dataclass(slots=True)
class Part:
    """Some records of a run, held until its transaction ends; the person may do it to each of ``ids``.

    ``wanted`` is what ``check`` made of what was typed. ``apply`` adds to ``changed`` those that differ now,
    leaves out others by ``skip``, and may count in ``tally`` what the end of the run needs to know.
    """

    ids: list[int]
    wanted: Mapping[str, Any]
    act_id: int
    by: Actor
    changed: list[int] = field(default_factory=list)
    skipped: dict[str, list[int]] = field(default_factory=dict)
    tally: dict[str, int] = field(default_factory=dict)

    def skip(self, reason: Skip, ids: Iterable[int]) -> None:
        """Leave these as they are; ``apply`` works on what remains of ``ids``."""
        left = set(ids)
        if left:
            self.skipped.setdefault(reason.value, []).extend(sorted(left))
            self.ids = [one for one in self.ids if one not in left]


@dataclass(frozen=True, slots=True)
class Ending:
    """What a run has come to: how many records differ now, and what its parts have counted."""

    run_id: int
    wanted: Mapping[str, Any]
    changed: int
    tally: Mapping[str, int]
    by: Actor


@dataclass(frozen=True, slots=True)
class BulkAction:
    """One thing that can be done with many records.

    ``can`` is asked for each of them. ``template`` draws what is asked, given what ``offers(to, typed)``
    returns; ``check(typed, by)`` reads it once for all records and returns it as JSON, or raises ``Invalid``.
    ``apply(part)`` does it by statements over all records of the part, and adds what it changed to the
    part's act in the journal. ``warns(ids, wanted, by)`` is what the person should know before it is done to
    the records that this select finds, or empty; ``notes(wanted, tally, by)`` is what the report says of it
    besides. ``short`` is its label in a bar; ``done`` is what the toast
    says: its slot ``contacts`` is the number. ``ends(ending)`` records once, when all is done, what people
    are told of the whole; ``part`` is how many records one transaction takes.
    """

    key: str
    label: LazyText
    short: LazyText
    done: LazyText
    icon: str
    can: May
    check: Callable[[Mapping[str, Any], Actor], dict[str, Any]]
    apply: Callable[[Part], None]
    template: str = ""
    offers: Callable[[Actor, Mapping[str, Any]], Mapping[str, Any]] = lambda to, typed: {}
    warns: Callable[[Select[Any], Mapping[str, Any], Actor], str] = lambda ids, wanted, by: ""
    notes: Callable[[Mapping[str, Any], Mapping[str, int], Actor], Iterable[str]] = lambda *known: ()
    ends: Callable[[Ending], None] = lambda ending: None
    part: int = PART
    record: str = "contact"
    weight: int = 50
    is_grave: bool = False

    @property
    def act(self) -> str:
        """What the journal calls an act of it."""
        return f"bulk.{self.key}"


class BulkActions:
    """All that are wired, by the kind of record."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], BulkAction] = {}

    def add(self, action: BulkAction) -> None:
        """Make one known."""
        self._known[action.record, action.key] = action

    def remove(self, action: BulkAction) -> None:
        """Forget one; tests plug in and out."""
        self._known.pop((action.record, action.key), None)

    def of(self, record: str, key: str) -> BulkAction:
        """The action of this key.

        Raises:
            NotFound: there is none.
        """
        if (record, key) not in self._known:
            raise NotFound
        return self._known[record, key]

    def offered(self, record: str, *, to: Actor) -> list[BulkAction]:
        """Those that the person may do to any record at all, in their order."""
        mine = [one for (kind, _key), one in self._known.items() if kind == record and to.may(one.can)]
        return sorted(mine, key=lambda action: action.weight)


bulk_actions = BulkActions()
