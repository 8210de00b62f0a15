"""What a notice says: made when it is read, for this reader, in this language."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.facts import FactRow
from crm.kernel.i18n import _, ngettext
from crm.kernel.names import initials
from crm.notifications.kinds import kinds
from crm.notifications.models import Notice
from crm.notifications.queries import facts_of
from crm.team.queries import Face, faces_of

APART: Final = timedelta(hours=1)
"""Notices of the same by the same person are told as one unless so much time lies between two of them."""
NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in words, or several of the same as one. ``url`` is the record's path, if it is open and one;
    of a notice about no record it is the path of where what it tells of stands.

    ``id`` is the newest notice's, ``down_to`` the oldest one's, ``count`` how many are told of. ``second``
    names the first records of several.
    """

    id: int
    text: str
    url: str | None
    at: datetime
    is_read: bool
    actor_id: int
    actor_name: str
    photo: str
    down_to: int = 0
    count: int = 1
    second: str = ""
    is_hidden: bool = False

    @property
    def initials(self) -> str:
        """Whoever did it, in one or two letters."""
        return initials(self.actor_name)


def told(notices: Sequence[Notice], *, to: Actor) -> list[Told]:
    """The notices in words, in their order: one query each for facts, people and every kind of record."""
    known = _Known.of(notices, to)
    return [known.words(notice) for notice in notices]


def told_together(notices: Sequence[Notice], *, to: Actor) -> list[Told]:
    """The same, newest first, those of the same by the same person shortly after each other as one."""
    known = _Known.of(notices, to)
    return [known.together(group) for group in _grouped(notices, known.facts)]


def one_by_one(notices: Sequence[Notice], *, to: Actor) -> list[Told]:
    """Each of those alone that ``told_together`` tells as one with the first."""
    groups = _grouped(notices, facts_of(notices))
    return told(groups[0], to=to) if groups else []


def sentence(row: FactRow, *, actor_name: str, title: str) -> str:
    """What the fact's readers are told, with its own small values as further slots."""
    fact = row.fact()
    words = fact.told if fact.told is not None else fact.sentence
    return str(words) % {**fact.model_dump(), "actor": actor_name, "subject": title}


def actor_name(row: FactRow, people: Mapping[int, str]) -> str:
    """Who did it, as the reader calls them."""
    return people.get(row.actor_id or 0) or _("Artel")


@dataclass(frozen=True, slots=True)
class _Known:
    """What notices are told with: their facts, the faces of those who did it, what the reader sees."""

    facts: dict[int, FactRow]
    faces: dict[int, Face]
    seen: dict[str, dict[int, Any]]

    @classmethod
    def of(cls, notices: Sequence[Notice], to: Actor) -> "_Known":
        facts = facts_of(notices)
        return cls(facts, faces_of(row.actor_id for row in facts.values()), _visible(notices, to))

    def words(self, notice: Notice) -> Told:
        row, record = self.facts[notice.fact_id], self.record(notice)
        hidden = notice.about_kind is not None and record is None
        face = self.faces.get(row.actor_id or 0)
        return Told(
            id=notice.id,
            text=_("This is about a record that is no longer open to you.")
            if hidden
            else sentence(row, actor_name=self.who(row), title=self.title(notice)),
            url=None if hidden else _url(notice, row),
            at=notice.made_at,
            is_read=notice.read_at is not None,
            actor_id=0 if hidden else row.actor_id or 0,
            actor_name="" if hidden else self.who(row),
            photo=face.photo if face and not hidden else "",
            down_to=notice.id,
            is_hidden=hidden,
        )

    def together(self, group: Sequence[Notice]) -> Told:
        """Several as one; those whose record is out of sight count for nothing, if there are others."""
        seen = [notice for notice in group if notice.about_kind is None or self.record(notice) is not None]
        newest = self.words((seen or group)[0])
        if len(group) == 1:
            return newest
        titles = list(dict.fromkeys(title for title in map(self.title, seen) if title))
        return Told(
            id=group[0].id,
            text=self._many(self.facts[seen[0].fact_id], len(seen), newest.text) if seen else newest.text,
            url=newest.url if len(seen) == 1 else None,
            at=newest.at,
            is_read=all(notice.read_at is not None for notice in group),
            actor_id=newest.actor_id,
            actor_name=newest.actor_name,
            photo=newest.photo,
            down_to=group[-1].id,
            count=max(len(seen), 1),
            second=_listed(titles) if len(seen) > 1 else "",
            is_hidden=not seen,
        )

    def record(self, notice: Notice) -> Any:
        kind, record_id = notice.about_kind, notice.about_id
        return self.seen[kind].get(record_id) if kind and record_id else None

    def title(self, notice: Notice) -> str:
        record = self.record(notice)
        return anchors.title(notice.about_kind, record) if notice.about_kind and record is not None else ""

    def who(self, row: FactRow) -> str:
        return actor_name(row, {user_id: face.name for user_id, face in self.faces.items()})

    def _many(self, row: FactRow, number: int, said: str) -> str:
        many = type(row.fact()).told_many
        if number == 1:
            return said
        if many is not None:
            return many.told(number, actor=self.who(row))
        more = number - 1
        return ngettext(
            "%(said)s, and %(num)s more like this", "%(said)s, and %(num)s more like this", more, said=said
        )


def _url(notice: Notice, row: FactRow) -> str | None:
    """Where it leads: to its record, or to where what it tells of stands."""
    if notice.about_kind and notice.about_id:
        return anchors.url(notice.about_kind, notice.about_id)
    return kinds.place(row.name)


def _listed(titles: Sequence[str]) -> str:
    """The first names of many."""
    names, more = ", ".join(titles[:NAMED]), len(titles) - NAMED
    # Translators: a list of names of which only the first are told: "Anna, Boris and 12 more"
    return (
        ngettext("%(names)s and %(num)s more", "%(names)s and %(num)s more", more, names=names)
        if more > 0
        else names
    )


def _grouped(notices: Sequence[Notice], facts: Mapping[int, FactRow]) -> list[list[Notice]]:
    """What is told as one, by its newest; what is read and what isn't stay apart."""
    groups: list[list[Notice]] = []
    open_ones: dict[tuple[str, int | None, bool], list[Notice]] = {}
    for notice in notices:
        row = facts[notice.fact_id]
        key = (row.name, row.actor_id, notice.read_at is None)
        group = open_ones.get(key)
        if group is None or group[-1].made_at - notice.made_at > APART:
            group = open_ones[key] = []
            groups.append(group)
        group.append(notice)
    return groups


def _visible(notices: Iterable[Notice], to: Actor) -> dict[str, dict[int, Any]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for notice in notices:
        if notice.about_kind and notice.about_id:
            wanted[notice.about_kind].add(notice.about_id)
    seen: dict[str, dict[int, Any]] = defaultdict(dict)
    for kind, ids in wanted.items():
        seen[kind] = anchors.visible(kind, ids, to)
    return seen
