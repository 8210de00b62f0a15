"""Anchors: how a package hangs something on another package's record without importing it.

What hangs (files, notices, notes, journal) stores (kind, id); the owner of the record hands in an ``Anchor``,
which is asked at read, and again just before anything is sent.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from crm.kernel.access import Actor
from crm.kernel.db import db


@dataclass(frozen=True, slots=True)
class Anchor:
    """A kind of record that others may refer to. ``url`` is a path on the workspace's host."""

    kind: str
    model: type[Any]
    visible_to: Callable[[Actor], Select[Any]]
    title: Callable[[Any], str]
    url: Callable[[int], str]


class Anchors:
    """All kinds that are wired, by name."""

    def __init__(self) -> None:
        self._kinds: dict[str, Anchor] = {}

    def add(self, anchor: Anchor) -> None:
        """Make a kind known."""
        self._kinds[anchor.kind] = anchor

    def visible(self, kind: str, ids: Iterable[int], actor: Actor) -> dict[int, Any]:
        """The records of this kind that the actor may see now, by id; one query."""
        anchor = self._kinds.get(kind)
        wanted = set(ids)
        if anchor is None or not wanted:
            return {}
        select = anchor.visible_to(actor).where(anchor.model.id.in_(wanted)).order_by(None)
        return {record.id: record for record in db.session.scalars(select)}

    def title(self, kind: str, record: Any) -> str:
        """What a person calls this record, in the reader's language."""
        return self._kinds[kind].title(record)

    def url(self, kind: str, record_id: int) -> str | None:
        """The record's path on its workspace's host; None for a kind that is not wired."""
        anchor = self._kinds.get(kind)
        return anchor.url(record_id) if anchor else None


anchors = Anchors()
