"""What happened with a contact: facts and entries in one list, the newest first.

Both are read in the order of their own index and merged, so that a page costs the same wherever it begins.
The contacts that were merged into this one bring their facts along; their entries hang on this one already.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)

from crm.contacts.access import Sight, seen, sight
from crm.contacts.models.contact import Contact
from crm.contacts.queries.merging import became, parts_of
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import FACTS, FactRow
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.tellings import tellings
from crm.timeline.models import Entry, EntryKind
from crm.timeline.queries import beside
from crm.timeline.queries.entries import of_contact

Show = Literal["all", "notes", "calls", "meetings", "mails", "cases", "tasks", "changes", "files", "forms"]
SHOWS: Final[tuple[Show, ...]] = (
    "all", "notes", "calls", "meetings", "mails", "cases", "tasks", "changes", "files", "forms",
)  # fmt: skip
KINDS: Final[dict[Show, EntryKind]] = {
    "notes": "note", "calls": "call", "meetings": "meeting", "mails": "mail",
}  # fmt: skip
PAGE: Final = 50
LOOKED_AT: Final = 500
MOST_PEOPLE: Final = 50
MOST_MERGED: Final = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after the fact with this id, and after the entry of this instant and id.

    Each is None before the first one. ``day`` is the last instant that was shown.
    """

    fact_id: int | None
    entry_at: datetime | None
    entry_id: int | None
    day: datetime

    @classmethod
    def read(cls, key: Sequence[Any]) -> "Place":
        """The place that a cursor stands for."""
        fact_id, entry_at, entry_id, day = key
        at = datetime.fromisoformat(entry_at) if entry_at else None
        return cls(fact_id, at, entry_id, datetime.fromisoformat(day))

    @property
    def key(self) -> list[Any]:
        """What a cursor keeps of it."""
        at = self.entry_at.isoformat() if self.entry_at else None
        return [self.fact_id, at, self.entry_id, self.day.isoformat()]


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the history is wanted. ``user_id`` None: by anybody. Pinned entries are left out on request.

    ``subjects`` are the contact itself and what was merged into it: ``merged_ids``. ``to`` is who reads it.
    """

    contact_id: int
    subjects: Sequence[int]
    to: Actor
    show: Show = "all"
    user_id: int | None = None
    after: Place | None = None
    limit: int = PAGE
    with_pinned: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A fact or an entry, and when it took place."""

    at: datetime
    fact: FactRow | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """A page of the history, and where the next one begins; None at the end."""

    lines: list[Line]
    next: Place | None


def listed(wish: Wish) -> Slice:
    """A page of the history; three statements."""
    facts, entries = _with_those_beside(wish), _entries(wish)
    merged = list(_merged(facts, entries))
    lines = merged[: wish.limit]
    return Slice(lines, _place_after(lines, wish.after) if len(merged) > wish.limit else None)


def counted(wish: Wish) -> Count:
    """How much there is in all, counted up to 1,000."""
    facts, entries = _facts_of(wish), _entries_of(wish)
    if facts is not None:
        facts = facts.where(FactRow.subject_id.in_(wish.subjects))
    some = [
        query.with_only_columns(column).limit(COUNT_CAP + 1).subquery()
        for query, column in ((facts, FactRow.id), (entries, Entry.id))
        if query is not None
    ]
    some += [each.limit(COUNT_CAP + 1).subquery() for each in _beside(wish, most=COUNT_CAP + 1)]
    numbers = [select(func.count()).select_from(one).scalar_subquery() for one in some]
    number = sum(db.session.execute(select(*numbers)).one()) if numbers else 0
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def people(contact_id: int, *, to: Actor) -> set[int]:
    """Who took part lately: at most 50 users of the newest 500 facts that are told and 500 entries."""
    told = FactRow.name.in_(FACTS), FactRow.name.not_in(tellings.silent())
    about = FactRow.subject_kind == "contact", FactRow.subject_id == contact_id, *told
    newest = select(FactRow.actor_id.label("id")).where(*about).order_by(FactRow.id.desc())
    order = Entry.happened_at.desc(), Entry.id.desc()
    wrote = of_contact(contact_id).with_only_columns(Entry.made_by.label("id")).order_by(*order)
    others = beside.found([contact_id], to=to, most=LOOKED_AT)
    did = [select(FactRow.actor_id).where(FactRow.id.in_(ids.limit(LOOKED_AT))) for ids in others]
    both = wrote.limit(LOOKED_AT).subquery().select()
    either = newest.limit(LOOKED_AT).subquery().select().union(both, *did)
    return set(filter(None, db.session.scalars(either.limit(MOST_PEOPLE))))


def merged_ids(contact_id: int) -> list[int]:
    """The contact's id and those of the contacts that were merged into it, directly or by way of others."""
    return list(db.session.scalars(_MERGED, {"contact": contact_id}))


def _with_those_beside(wish: Wish) -> Sequence[FactRow]:
    """The newest facts of the contact and of records about it."""
    facts, most = _facts(wish), wish.limit + 1
    others = beside.newest(_beside(wish, most=most), most=most)
    return sorted([*facts, *others], key=lambda row: row.id, reverse=True)[:most] if others else facts


def _beside(wish: Wish, *, most: int) -> list[Select[Any]]:
    by, below = wish.user_id, wish.after.fact_id if wish.after is not None else None
    return beside.found(wish.subjects, to=wish.to, show=wish.show, user_id=by, before=below, most=most)


def _merged_into() -> Select[Any]:
    """Built once: every history asks it."""
    parts = parts_of(bindparam("contact", type_=BigInteger)).subquery()
    merged = select(parts.c.id).order_by(parts.c.id).limit(MOST_MERGED)
    return merged.execution_options(prepared=True)


_MERGED: Final = _merged_into()


def _facts(wish: Wish) -> Sequence[FactRow]:
    if wish.show == "all" and wish.user_id is None and wish.after is None and len(wish.subjects) == 1:
        asked = {"subject": wish.subjects[0], "most": wish.limit + 1}
        return db.session.scalars(_first(sight(wish.to)), asked).all()
    facts = _facts_of(wish)
    if facts is None:
        return ()
    if wish.after is not None and wish.after.fact_id is not None:
        facts = facts.where(FactRow.id < wish.after.fact_id)
    newest = facts.order_by(FactRow.id.desc()).limit(wish.limit + 1)
    if len(wish.subjects) == 1:
        newest = newest.where(FactRow.subject_id == wish.subjects[0])
    else:
        newest = _of_each(newest, wish)
    return db.session.scalars(newest).all()


@lru_cache(maxsize=256)
def _first(by: Sight) -> Select[Any]:
    """The newest facts of a contact; built once for who sees the same."""
    about = FactRow.subject_kind == "contact", FactRow.subject_id == bindparam("subject", type_=BigInteger)
    facts = select(FactRow).where(*about, *(_of_show("all") or ()), *_seen_through(by))
    newest = facts.order_by(FactRow.id.desc()).limit(bindparam("most", type_=BigInteger))
    return newest.execution_options(prepared=True)


def _of_each(newest: Select[Any], wish: Wish) -> Select[Any]:
    """The newest facts of several subjects: the newest of each by its index, then of these the newest."""
    ids = literal(list(wish.subjects), ARRAY(BigInteger))
    subject = func.unnest(ids).table_valued("id").render_derived(name="subject")
    theirs = newest.where(FactRow.subject_id == subject.c.id).with_only_columns(FactRow.id).lateral("theirs")
    chosen = select(theirs.c.id).select_from(subject.join(theirs, true()))
    return select(FactRow).where(FactRow.id.in_(chosen)).order_by(FactRow.id.desc()).limit(wish.limit + 1)


def _facts_of(wish: Wish) -> Select[Any] | None:
    conditions = _of_show(wish.show)
    if conditions is None:
        return None
    by = (FactRow.actor_id == wish.user_id,) if wish.user_id is not None else ()
    seen_through = _seen_through(sight(wish.to))
    return select(FactRow).where(FactRow.subject_kind == "contact", *conditions, *by, *seen_through)


def _others() -> dict[str, list[str]]:
    """The fields in which facts name a further contact, each with the facts that do."""
    named: dict[str, list[str]] = {}
    for name, fact in FACTS.items():
        for field, kind in fact.others.items():
            if kind == "contact":
                named.setdefault(field, []).append(name)
    return named


def _seen_through(by: Sight) -> list[ColumnElement[bool]]:
    """That the reader sees the further contacts that a fact names."""
    return [_sees(field, names, by) for field, names in _others().items()]


def _sees(field: str, names: list[str], by: Sight) -> ColumnElement[bool]:
    """Whether the reader sees the further contact, or what it became a part of, however many merges ago."""
    other = cast(FactRow.body[field].astext, BigInteger)
    visible = seen(by).with_only_columns(Contact.id).order_by(None)
    merged = visible.where(Contact.id.in_(became(other, of=FactRow)))
    return or_(FactRow.name.not_in(names), visible.where(Contact.id == other).exists(), merged.exists())


def _of_show(show: Show) -> list[ColumnElement[bool]] | None:
    """What the facts of a filter have in common; None if it shows none."""
    if show in KINDS or show in beside.GROUPS:
        return None
    if show == "files" or show == "forms":
        return [FactRow.name.in_(tellings.in_group(show))]
    hidden = tellings.silent()
    if show == "changes":
        hidden += [*tellings.in_group("files"), *tellings.in_group("forms")]
    return [FactRow.name.in_(FACTS), FactRow.name.not_in(hidden)]


def _entries(wish: Wish) -> Sequence[Entry]:
    entries = _entries_of(wish)
    if entries is None:
        return ()
    place = wish.after
    if place is not None and place.entry_at is not None:
        key = tuple_(Entry.happened_at, Entry.id)
        entries = entries.where(key < tuple_(literal(place.entry_at), literal(place.entry_id)))
    order = Entry.happened_at.desc(), Entry.id.desc()
    return db.session.scalars(entries.order_by(*order).limit(wish.limit + 1)).all()


def _entries_of(wish: Wish) -> Select[Any] | None:
    if wish.show not in (*KINDS, "all"):
        return None
    entries = of_contact(wish.contact_id)
    if wish.show in KINDS:
        entries = entries.where(Entry.kind == KINDS[wish.show])
    if wish.user_id is not None:
        entries = entries.where(Entry.made_by == wish.user_id)
    return entries if wish.with_pinned else entries.where(Entry.pinned_at.is_(None))


def _merged(facts: Sequence[FactRow], entries: Sequence[Entry]) -> Iterator[Line]:
    """Both lists in one. Facts keep their own order: of two at once either may carry the later instant."""
    waiting = list(reversed(entries))
    for fact in facts:
        while waiting and waiting[-1].happened_at >= fact.at:
            entry = waiting.pop()
            yield Line(entry.happened_at, entry=entry)
        yield Line(fact.at, fact=fact)
    for entry in reversed(waiting):
        yield Line(entry.happened_at, entry=entry)


def _place_after(lines: Sequence[Line], before: Place | None) -> Place:
    facts = [line.fact.id for line in lines if line.fact is not None]
    entries = [line.entry for line in lines if line.entry is not None]
    fact_id = facts[-1] if facts else (before.fact_id if before else None)
    entry_at, entry_id = (before.entry_at, before.entry_id) if before else (None, None)
    if entries:
        entry_at, entry_id = entries[-1].happened_at, entries[-1].id
    return Place(fact_id, entry_at, entry_id, lines[-1].at)
