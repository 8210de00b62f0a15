"""Anchors: how a package hangs something on another package's record without importing it.

What hangs (files, notices, notes, journal) stores (kind, id); the owner of the record hands in an ``Anchor``,
which is asked at read, and again just before anything is sent.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, select

from crm.kernel.access import Actor, found
from crm.kernel.db import db
from crm.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Anchor:
    """A kind of record that others may refer to. ``url`` is a path on the workspace's host.

    Whom ``visible_to`` shows it reads what hangs on it; whom ``editable_by`` allows may change that.
    ``successors`` tells of records that became a part of others: {id: those others, the nearest first}.
    """

    kind: str
    model: type[Any]
    visible_to: Callable[[Actor], Select[Any]]
    editable_by: Callable[[Actor], Select[Any]]
    title: Callable[[Any], str]
    url: Callable[[int], str]
    successors: Callable[[Collection[int]], dict[int, list[int]]] = lambda ids: {}


class Anchors:
    """All kinds that are wired, by name."""

    def __init__(self) -> None:
        self._kinds: dict[str, Anchor] = {}

    def add(self, anchor: Anchor) -> None:
        """Make a kind known."""
        self._kinds[anchor.kind] = anchor

    def visible(self, kind: str, ids: Iterable[int], actor: Actor) -> dict[int, Any]:
        """The records of this kind that the actor may see now, by id; one query.

        A record that became a part of another one is told as that one, by its own old id; then it is three.
        """
        anchor = self._kinds.get(kind)
        wanted = set(ids)
        if anchor is None or not wanted:
            return {}
        seen = _seen(anchor, wanted, actor)
        merged = anchor.successors(wanted - seen.keys()) if wanted - seen.keys() else {}
        if merged:
            last = {record_id: chain[-1] for record_id, chain in merged.items()}
            survivors = _seen(anchor, set(last.values()), actor)
            seen |= {old: survivors[new] for old, new in last.items() if new in survivors}
        return seen

    def successors(self, kind: str, ids: Collection[int]) -> dict[int, list[int]]:
        """Of these records those that became a part of others, each with these, the nearest first."""
        anchor = self._kinds.get(kind)
        return anchor.successors(ids) if anchor and ids else {}

    def found(self, kind: str, record_id: int, actor: Actor) -> Any:
        """The record, loaded through the person.

        Raises:
            NotFound: there is none, it is hidden, or nobody wires this kind.
        """
        anchor = self._kinds.get(kind)
        if anchor is None:
            raise NotFound
        return found(anchor.visible_to(actor), id=record_id)

    def is_editable(self, kind: str, record_id: int, actor: Actor) -> bool:
        """Whether the actor may add to this record, and change or delete what hangs on it; one query."""
        anchor = self._kinds.get(kind)
        if anchor is None:
            return False
        row = anchor.editable_by(actor).where(anchor.model.id == record_id)
        return bool(db.session.scalar(select(exists(row.with_only_columns(anchor.model.id).order_by(None)))))

    def ids(self, kind: str, actor: Actor) -> Select[Any]:
        """The ids of all records of this kind that the actor may see now, for other selects to ask.

        Raises:
            NotFound: nobody wires this kind.
        """
        anchor = self._kinds.get(kind)
        if anchor is None:
            raise NotFound
        return anchor.visible_to(actor).with_only_columns(anchor.model.id).order_by(None)

    def title(self, kind: str, record: Any) -> str:
        """What a person calls this record, in the reader's language."""
        return self._kinds[kind].title(record)

    def url(self, kind: str, record_id: int) -> str | None:
        """The record's path on its workspace's host; None for a kind that is not wired."""
        anchor = self._kinds.get(kind)
        return anchor.url(record_id) if anchor else None


def _seen(anchor: Anchor, ids: Collection[int], actor: Actor) -> dict[int, Any]:
    chosen = anchor.visible_to(actor).where(anchor.model.id.in_(ids)).order_by(None)
    return {record.id: record for record in db.session.scalars(chosen)}


anchors = Anchors()
