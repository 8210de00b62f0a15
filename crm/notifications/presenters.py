"""What a notice says: made when it is read, for this reader, in this language."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.facts import FactRow
from crm.kernel.i18n import _
from crm.kernel.names import initials
from crm.notifications.models import Notice
from crm.notifications.queries import facts_of
from crm.team.queries import Face, faces_of


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in words. ``url`` is the record's path; None when there is none, or it is no longer open."""

    id: int
    text: str
    url: str | None
    at: datetime
    is_read: bool
    actor_id: int
    actor_name: str
    photo: str

    @property
    def initials(self) -> str:
        """Whoever did it, in one or two letters."""
        return initials(self.actor_name)


def told(notices: list[Notice], *, to: Actor) -> list[Told]:
    """The notices in words, in their order: one query each for facts, people and every kind of record."""
    facts = facts_of(notices)
    faces = faces_of(row.actor_id for row in facts.values())
    seen = _visible(notices, to)
    return [_words(notice, facts[notice.fact_id], faces, seen) for notice in notices]


def sentence(row: FactRow, *, actor_name: str, title: str) -> str:
    """What the fact's readers are told, with its own small values as further slots."""
    fact = row.fact()
    words = fact.told if fact.told is not None else fact.sentence
    return str(words) % {**fact.model_dump(), "actor": actor_name, "subject": title}


def actor_name(row: FactRow, people: dict[int, str]) -> str:
    """Who did it, as the reader calls them."""
    return people.get(row.actor_id or 0) or _("Artel")


def _words(notice: Notice, row: FactRow, faces: dict[int, Face], seen: dict[str, dict[int, Any]]) -> Told:
    people = {user_id: face.name for user_id, face in faces.items()}
    face = faces.get(row.actor_id or 0)
    kind, record_id = notice.about_kind, notice.about_id
    record = seen[kind].get(record_id) if kind and record_id else None
    hidden = kind is not None and record is None
    title = anchors.title(kind, record) if kind and record is not None else ""
    return Told(
        id=notice.id,
        text=_("This is about a record that is no longer open to you.")
        if hidden
        else sentence(row, actor_name=actor_name(row, people), title=title),
        url=anchors.url(kind, record_id) if kind and record_id and not hidden else None,
        at=notice.made_at,
        is_read=notice.read_at is not None,
        actor_id=0 if hidden else row.actor_id or 0,
        actor_name="" if hidden else actor_name(row, people),
        photo=face.photo if face and not hidden else "",
    )


def _visible(notices: Iterable[Notice], to: Actor) -> dict[str, dict[int, Any]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for notice in notices:
        if notice.about_kind and notice.about_id:
            wanted[notice.about_kind].add(notice.about_id)
    seen: dict[str, dict[int, Any]] = defaultdict(dict)
    for kind, ids in wanted.items():
        seen[kind] = anchors.visible(kind, ids, to)
    return seen
