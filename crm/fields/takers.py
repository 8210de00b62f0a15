"""Kinds of records that take custom fields: whoever owns such a record hands in a ``Taker``."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from crm.kernel.errors import NotFound
from crm.kernel.i18n import LazyText

Rewrite = Callable[[str, Mapping[int, Any]], None]
Refold = Callable[[Collection[int]], None]


@dataclass(frozen=True, slots=True)
class Taker:
    """A kind of record whose rows keep custom values; it is also the kind of their anchor.

    ``model`` has the columns ``id``, ``custom`` and ``deleted_at``; ``applies`` are the choices of which of
    the records have a field, with what they are called: ``both`` and, where they are told apart, ``person``
    and ``company``. ``rewrite(key, {id: value or None})`` puts values of one field into records, those in the
    bin too; ``refold(ids)`` brings what they are found by in step. Both are given at most 1,000 at once.
    """

    record: str
    label: LazyText
    model: type[Any]
    applies: tuple[tuple[str, LazyText], ...]
    rewrite: Rewrite
    refold: Refold


class Takers:
    """All kinds that are wired, in the order of wiring."""

    def __init__(self) -> None:
        self._kinds: dict[str, Taker] = {}

    def add(self, taker: Taker) -> None:
        """Make a kind known."""
        self._kinds[taker.record] = taker

    def all(self) -> list[Taker]:
        """Every kind."""
        return list(self._kinds.values())

    def of(self, record: str) -> Taker:
        """The kind of this name.

        Raises:
            NotFound: no record of that name takes fields.
        """
        if record not in self._kinds:
            raise NotFound
        return self._kinds[record]


takers = Takers()
