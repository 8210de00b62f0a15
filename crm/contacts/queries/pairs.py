"""Pairs of contacts that may be one, as one person sees them: never one whose other end is hidden (ACC-6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, func, or_, select, tuple_

from crm.contacts.access import DELETE_CONTACTS, EDIT_CONTACTS, MERGE_CONTACTS
from crm.contacts.models.contact import Contact
from crm.contacts.models.duplicates import DuplicatePair
from crm.contacts.queries.records import WHOLE, allowed
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count

PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class Pair:
    """Two contacts, whole, with what they have in common. ``survivor`` is whom a merge would keep.

    ``may_merge`` and ``may_change`` (say that they are two) hold for the person who asked.
    """

    low: Contact
    high: Contact
    score: int
    reasons: tuple[dict[str, Any], ...]
    may_merge: bool
    may_change: bool

    @property
    def key(self) -> list[Any]:
        """What it is sorted by."""
        return [self.score, self.low.id, self.high.id]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A page of pairs, the likeliest first, and the key that the next page starts after."""

    pairs: Sequence[Pair]
    next_key: list[Any] | None


def listed(
    *, to: Actor, dismissed: bool = False, after: Sequence[Any] | None = None, limit: int = PAGE
) -> Pairs:
    """A page of the pairs that the person sees; ``dismissed`` are those that were said to be two."""
    rows = _seen(to, dismissed=dismissed)
    if after is not None:
        score, low, high = after
        further = and_(DuplicatePair.score == score, _ends() > (low, high))
        rows = rows.where(or_(DuplicatePair.score < score, further))
    order = DuplicatePair.score.desc(), DuplicatePair.low_id, DuplicatePair.high_id
    found = db.session.scalars(rows.order_by(*order).limit(limit + 1)).all()
    pairs = _told(found[:limit], to)
    return Pairs(pairs, pairs[-1].key if len(found) > limit and pairs else None)


def counted(*, to: Actor, dismissed: bool = False) -> Count:
    """How many pairs the person sees, exact up to 1,000."""
    some = (
        _seen(to, dismissed=dismissed).with_only_columns(DuplicatePair.low_id).limit(COUNT_CAP + 1).subquery()
    )
    number = db.session.scalar(select(func.count()).select_from(some)) or 0
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def partners_of(contact_ids: Collection[int], *, to: Actor, most: int = 10) -> list[Contact]:
    """Who else may be the same as one of these, of those the person sees, the likeliest first."""
    here = or_(DuplicatePair.low_id.in_(contact_ids), DuplicatePair.high_id.in_(contact_ids))
    rows = _seen(to, dismissed=False).where(here).order_by(DuplicatePair.score.desc()).limit(most)
    ids = dict.fromkeys(
        end
        for pair in db.session.scalars(rows)
        for end in (pair.low_id, pair.high_id)
        if end not in contact_ids
    )
    loaded = _whole(ids)
    return [loaded[contact_id] for contact_id in ids if contact_id in loaded]


def known_partners(contact_id: int) -> set[int]:
    """With whom the contact stands in a pair already, also one that was said to be two."""
    pairs = select(DuplicatePair.low_id, DuplicatePair.high_id)
    here = or_(DuplicatePair.low_id == contact_id, DuplicatePair.high_id == contact_id)
    return {end for pair in db.session.execute(pairs.where(here)) for end in pair} - {contact_id}


def seen_whole(contact_ids: Collection[int], *, to: Actor) -> Sequence[Contact]:
    """Those of these contacts that the person sees, whole."""
    if not contact_ids:
        return []
    return db.session.scalars(Contact.visible_to(to).where(Contact.id.in_(contact_ids)).options(*WHOLE)).all()


def _seen(to: Actor, *, dismissed: bool) -> Select[Any]:
    visible = Contact.visible_to(to).with_only_columns(Contact.id).order_by(None)
    state = DuplicatePair.dismissed_at.is_not(None) if dismissed else DuplicatePair.dismissed_at.is_(None)
    both = DuplicatePair.low_id.in_(visible), DuplicatePair.high_id.in_(visible)
    return select(DuplicatePair).where(state, *both)


def _ends() -> Any:
    return tuple_(DuplicatePair.low_id, DuplicatePair.high_id)


def _told(rows: Sequence[DuplicatePair], to: Actor) -> list[Pair]:
    contacts = _whole({end for row in rows for end in (row.low_id, row.high_id)})
    able = allowed((EDIT_CONTACTS, DELETE_CONTACTS), list(contacts), to=to)
    companies = _visible(
        {company for row in rows for reason in row.reasons for company in reason.get("ids", ())}, to
    )
    merges = to.may(MERGE_CONTACTS)
    return [
        Pair(
            low=contacts[row.low_id],
            high=contacts[row.high_id],
            score=row.score,
            reasons=tuple(r for r in row.reasons if companies.issuperset(r.get("ids", ()))),
            may_change=able[EDIT_CONTACTS.key] >= {row.low_id, row.high_id},
            may_merge=merges
            and able[EDIT_CONTACTS.key] >= {row.low_id, row.high_id}
            and bool(able[DELETE_CONTACTS.key] & {row.low_id, row.high_id}),
        )
        for row in rows
        if row.low_id in contacts and row.high_id in contacts
    ]


def _whole(ids: Collection[int]) -> dict[int, Contact]:
    if not ids:
        return {}
    chosen = select(Contact).where(Contact.id.in_(ids), Contact.deleted_at.is_(None)).options(*WHOLE)
    return {contact.id: contact for contact in db.session.scalars(chosen)}


def _visible(ids: Collection[int], to: Actor) -> set[int]:
    if not ids:
        return set()
    return set(
        db.session.scalars(Contact.visible_to(to).with_only_columns(Contact.id).where(Contact.id.in_(ids)))
    )
