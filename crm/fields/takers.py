"""Kinds of records that take custom fields: whoever owns such a record hands in a ``Taker``."""

from dataclasses import dataclass
from typing import Any

from crm.kernel.errors import NotFound
from crm.kernel.i18n import LazyText


@dataclass(frozen=True, slots=True)
class Taker:
    """A kind of record whose rows keep custom values.

    ``model`` has the columns ``id``, ``custom`` and ``deleted_at``; ``applies`` are the choices of which of
    the records have a field, with what they are called: ``both`` and, where they are told apart, ``person``
    and ``company``.
    """

    record: str
    label: LazyText
    model: type[Any]
    applies: tuple[tuple[str, LazyText], ...]


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
