"""Facts and entries as lines of a history: in the reader's language, by days of the reader's zone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup

from crm.contacts.presenters.cards import Moment, moment
from crm.journal.queries import undoable
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.facts import FactRow
from crm.kernel.i18n import LazyText, _, lazy, ngettext
from crm.kernel.prose import Prose, prose
from crm.kernel.tellings import Changed, Detail, Said, tellings
from crm.team.queries import names_of
from crm.timeline.forms import RESULTS
from crm.timeline.models import Entry
from crm.timeline.queries.history import Line

ENTRY_ICONS: Final = {"note": "note", "call": "phone", "meeting": "calendar", "mail": "mail"}
SENTENCES: Final[dict[str, LazyText]] = {
    "note": lazy("Note by %(actor)s"),
    "call": lazy("Call, %(actor)s"),
    "call in": lazy("Incoming call, %(actor)s"),
    "call out": lazy("Outgoing call, %(actor)s"),
    "meeting": lazy("Meeting, %(actor)s"),
    "mail": lazy("Mail, %(actor)s"),
    "mail in": lazy("Incoming mail, %(actor)s"),
    "mail out": lazy("Outgoing mail, %(actor)s"),
}
KIND_NAMES: Final[dict[str, LazyText]] = {
    "note": lazy("Note"), "call": lazy("Call"), "meeting": lazy("Meeting"), "mail": lazy("Mail"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote down: its text, what stands over it, and what the reader may do with it."""

    id: int
    kind: str
    title: str
    facts: list[str]
    text: Prose
    may: str
    is_pinned: bool
    changed: Moment | None


@dataclass(frozen=True, slots=True)
class Record:
    """A record beside the one whose history it is, as its owner calls it."""

    kind: str
    id: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history: a fact with its ``changed`` and ``said``, or an entry as ``written``.

    ``undo`` is the act that the reader may take back, ``undoes_many`` if that is one on many records;
    ``about`` the record that a fact is about, if that is another than whose history it is.
    """

    icon: str
    text: Markup
    at: Moment
    time: str
    changed: tuple[Changed, ...] = ()
    said: tuple[Said, ...] = ()
    written: Written | None = None
    undo: int | None = None
    undoes_many: bool = False
    about: Record | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of a day; ``title`` is empty where the day has begun on the page before."""

    title: str
    events: list[Event]


def days(lines: Sequence[Line], *, to: Actor, rights: "Rights", shown: Any = None) -> list[Day]:
    """The lines by days. ``shown`` is the instant of the line before them, whose day needs no title again."""
    known = _known(lines, to)
    begun = moments.day(shown) if shown is not None else None
    grouped = groupby(lines, key=lambda line: moments.day(line.at))
    return [
        Day("" if title == begun else title, [_event(line, known, rights) for line in of_day])
        for title, of_day in grouped
    ]


def events(entries: Iterable[Entry], *, to: Actor, rights: "Rights") -> list[Event]:
    """These entries as lines, with their dates."""
    lines = [Line(entry.happened_at, entry=entry) for entry in entries]
    known = _known(lines, to)
    return [_event(line, known, rights, dated=True) for line in lines]


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader may do: write about the contact, and change what others wrote."""

    me: int | None
    writes: bool
    changes_others: bool

    def to(self, entry: Entry) -> str:
        """What a menu offers for this entry."""
        if not self.writes:
            return ""
        own = ["edit", "delete"] if self.changes_others or entry.made_by == self.me else []
        return " ".join([*own, "unpin" if entry.pinned_at is not None else "pin"])


@dataclass(frozen=True, slots=True)
class _Known:
    """What all lines of a page are told with."""

    people: Mapping[int, str]
    details: Mapping[int, Detail]
    undoable: Mapping[int, bool]
    records: Mapping[tuple[str, int], Record]

    def name(self, user_id: int | None) -> str:
        """Whoever it was, as the reader calls them."""
        return self.people.get(user_id or 0) or _("Artel")


def _known(lines: Sequence[Line], to: Actor) -> _Known:
    facts = [line.fact for line in lines if line.fact is not None]
    entries = [line.entry for line in lines if line.entry is not None]
    ids = {*(row.actor_id for row in facts), *(entry.made_by for entry in entries)}
    ids.update(user_id for entry in entries for user_id in entry.mention_ids)
    acts = {row.body["act_id"] for row in facts if row.body.get("act_id")}
    return _Known(names_of(ids), tellings.details(facts, to=to), undoable(acts, by=to), _records(facts, to))


def _records(facts: Sequence[FactRow], to: Actor) -> dict[tuple[str, int], Record]:
    """The records beside that these facts are about and that the reader sees; a query for each kind."""
    found: dict[tuple[str, int], Record] = {}
    for kind in {one.kind for one in tellings.beside("contact")}:
        ids = {row.subject_id for row in facts if row.subject_kind == kind and row.subject_id is not None}
        for record_id, record in anchors.visible(kind, ids, to).items():
            url = anchors.url(kind, record_id) or ""
            found[kind, record_id] = Record(kind, record_id, anchors.title(kind, record), url)
    return found


def _event(line: Line, known: _Known, rights: Rights, *, dated: bool = False) -> Event:
    if line.entry is not None:
        return _written(line.entry, known, rights, dated=dated)
    assert line.fact is not None
    return _told(line.fact, known)


def _told(row: FactRow, known: _Known) -> Event:
    fact, detail = row.fact(), known.details.get(row.id, Detail())
    act_id, about = row.body.get("act_id"), known.records.get((row.subject_kind, row.subject_id or 0))
    named = (Said(about.title, about.url),) if about is not None else ()
    return Event(
        icon=tellings.of(row.name).icon,
        text=_sentence(fact.sentence, actor=known.name(row.actor_id), **fact.model_dump()),
        at=moment(row.at),
        time=moments.time_of(row.at),
        changed=detail.changed,
        said=(*named, *detail.said),
        about=about,
        undo=act_id if act_id in known.undoable else None,
        undoes_many=known.undoable.get(act_id or 0, False),
    )


def _written(entry: Entry, known: _Known, rights: Rights, *, dated: bool) -> Event:
    direction = entry.details.get("direction")
    sentence = SENTENCES[f"{entry.kind} {direction}" if direction else entry.kind]
    at = moment(entry.happened_at)
    written = Written(
        id=entry.id,
        kind=entry.kind,
        title=entry.details.get("subject", ""),
        facts=list(_facts(entry)),
        text=prose(entry.body, names=[known.people[one] for one in entry.mention_ids if one in known.people]),
        may=rights.to(entry),
        is_pinned=entry.pinned_at is not None,
        changed=moment(entry.changed_at) if entry.changed_at is not None else None,
    )
    time = at.short if dated else moments.time_of(entry.happened_at)
    text = _sentence(sentence, actor=known.name(entry.made_by))
    return Event(ENTRY_ICONS[entry.kind], text, at, time, written=written)


def _facts(entry: Entry) -> Iterator[str]:
    """How long a call took and how it went; where a meeting is."""
    details = entry.details
    if (minutes := details.get("minutes")) is not None:
        yield ngettext("%(num)s min", "%(num)s min", minutes)
    if details.get("result") in RESULTS:
        yield str(RESULTS[details["result"]])
    if details.get("place"):
        yield details["place"]


def _sentence(sentence: LazyText, *, actor: str, **slots: Any) -> Markup:
    """The sentence with who it was in bold; what fills the slots is escaped."""
    bold = Markup("<b>{}</b>").format(actor)
    return Markup(str(sentence)) % {**slots, "actor": bold}  # noqa: S704 (a sentence is ours)
