"""Kinds of notices: what a person can choose about, in groups of facts that mean the same to them.

Whoever declares a fact that people are told of says what kind it is, beside the reaction that tells them::

    kinds.add(GIVEN, ManagersAssigned)

What nobody said anything of is ``OTHER``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from crm.kernel.facts import Fact, FactRow
from crm.kernel.i18n import LazyText, lazy
from crm.mail.letters import Button, Posting


class MailMode(StrEnum):
    """When a mail tells of a notice: at once, in the summary of the day, never."""

    NOW = "now"
    DIGEST = "digest"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A line of the page where people choose. ``mail`` is what holds until they do.

    ``deeds`` are what a summary offers beside a fact of this kind: links for whom the mail is written to.
    Each such fact has a line of its own there.
    """

    key: str
    label: LazyText
    help: LazyText
    mail: MailMode = MailMode.NOW
    weight: int = 50
    deeds: Callable[[FactRow, Posting], tuple[Button, ...]] | None = None


GIVEN: Final = NoticeKind(
    "given",
    lazy("Contacts are given to me"),
    lazy("Somebody makes you responsible for contacts, or hands theirs over to you."),
    weight=10,
)
MENTIONED: Final = NoticeKind(
    "mentioned",
    lazy("Somebody mentions me"),
    lazy("Your name stands after @ in a note or a comment."),
    weight=20,
)
DONE: Final = NoticeKind(
    "done",
    lazy("Long work of mine is done"),
    lazy("Imports, exports and changes of many contacts that you began."),
    weight=80,
)
OTHER: Final = NoticeKind(
    "other", lazy("Everything else"), lazy("What stands in none of the lines above."), weight=99
)


class Kinds:
    """All that are wired, by key, and which facts are of which."""

    def __init__(self) -> None:
        self._known: dict[str, NoticeKind] = {kind.key: kind for kind in (GIVEN, MENTIONED, DONE, OTHER)}
        self._of_facts: dict[str, NoticeKind] = {}
        self._places: dict[str, str] = {}

    def add(self, kind: NoticeKind, *facts: type[Fact]) -> None:
        """Make a kind known, and that these facts are of it."""
        self._known[kind.key] = kind
        self._of_facts.update({fact.name(): kind for fact in facts})

    def lead(self, fact: type[Fact], *, to: str) -> None:
        """Let notices of this fact that are about no record lead to this path: what waits stands there."""
        self._places[fact.name()] = to

    def place(self, fact_name: str) -> str | None:
        """Where a notice of a fact of this name leads that is about no record; None: nowhere else."""
        return self._places.get(fact_name)

    def of(self, fact_name: str) -> NoticeKind:
        """What kind of notice a fact of this name makes."""
        return self._of_facts.get(fact_name, OTHER)

    def __iter__(self) -> Iterator[NoticeKind]:
        """From the first line to the last."""
        return iter(sorted(self._known.values(), key=lambda kind: kind.weight))


kinds = Kinds()
