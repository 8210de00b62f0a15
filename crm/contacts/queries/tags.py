"""Tags: in the reader's order, of contacts, and how many contacts of a person's have each."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, Text, any_, func, literal, select
from sqlalchemy.dialects.postgresql import array

from crm.contacts.access import VIEW_CONTACTS, principals, reached
from crm.contacts.models.access import ContactAcl
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import Tag
from crm.kernel.access import Actor, Level, Reach
from crm.kernel.db import db
from crm.kernel.paging import COUNT_CAP, Count
from crm.kernel.search_text import fold, sortable

FEW: Final = 50_000
"""Whoever sees no more contacts than this has them gone through."""


def all_tags() -> Select[tuple[Tag]]:
    """The workspace's tags; everybody may know them."""
    return select(Tag)


def tags() -> list[Tag]:
    """All of them, never more than ``MOST_IN_ALL``, in the order of the reader's alphabet; one statement."""
    return in_order(db.session.scalars(all_tags()))


def in_order(some: Iterable[Tag]) -> list[Tag]:
    """By what the reader calls them (L10-3)."""
    return sorted(some, key=lambda tag: (sortable(tag.shown), tag.id))


def tags_by_id(ids: Collection[int]) -> dict[int, Tag]:
    """These tags, by id; what is no longer there is left out. One statement, none for nothing."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {tag.id: tag for tag in db.session.scalars(select(Tag).where(Tag.id.in_(wanted)))}


def tags_of(contacts: Iterable[Contact]) -> dict[int, list[Tag]]:
    """The tags of each of these contacts, in the reader's order, by the contact's id; one statement."""
    ids = {contact.id: list(contact.tag_ids) for contact in contacts}
    known = tags_by_id({tag_id for some in ids.values() for tag_id in some})
    return {
        contact_id: in_order(known[tag_id] for tag_id in some if tag_id in known)
        for contact_id, some in ids.items()
    }


def tagged(tag_id: int) -> ColumnElement[bool]:
    """Of a contact: it has this tag. The index of tags answers it."""
    return Contact.tag_ids.op("@>", is_comparison=True)(literal([tag_id], ARRAY(BigInteger)))


def suggested_tags(q: str, *, most: int) -> list[Tag]:
    """Tags whose name or label holds what was typed: those that begin with it first, at most so many."""
    asked = fold(q)
    found = [(min(places), tag) for tag in tags() if (places := _places(tag, asked))]
    return [tag for _place, tag in sorted(found, key=lambda one: one[0] > 0)][:most]


def tag_counts(tag_ids: Sequence[int], *, to: Actor) -> dict[int, Count]:
    """How many contacts that the person sees have each of these tags, counted up to 1,000; two statements.

    Whoever sees few contacts has them gone through once; for everybody else each tag is looked up, and left
    as soon as 1,000 are met.
    """
    reach = to.reach(VIEW_CONTACTS)
    if not tag_ids or reach is Reach.NONE:
        return dict.fromkeys(tag_ids, Count(0))
    rows = (
        _of_few(tag_ids, to, reach) if reach is not Reach.ALL and _sees_few(to, reach) else _each(tag_ids, to)
    )
    found = {tag_id: Count(min(n, COUNT_CAP), capped=n > COUNT_CAP) for tag_id, n in db.session.execute(rows)}
    return {tag_id: found.get(tag_id, Count(0)) for tag_id in tag_ids}


def _granted_rows(to: Actor, reach: Reach) -> Select[Any]:
    names = literal(principals(to, reach), ARRAY(Text))
    return select(ContactAcl.contact_id).where(
        ContactAcl.principal == any_(names), ContactAcl.level >= Level.READ
    )


def _sees_few(to: Actor, reach: Reach) -> bool:
    some = _granted_rows(to, reach).limit(FEW + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) <= FEW


def _of_few(tag_ids: Sequence[int], to: Actor, reach: Reach) -> Select[Any]:
    seen = _granted_rows(to, reach).distinct().subquery()
    each = select(func.unnest(Contact.tag_ids).label("id")).join(seen, seen.c.contact_id == Contact.id)
    tag = each.subquery("tag")
    wanted = tag.c.id == any_(literal(list(tag_ids), ARRAY(BigInteger)))
    return select(tag.c.id, func.count()).where(wanted).group_by(tag.c.id)


def _each(tag_ids: Sequence[int], to: Actor) -> Select[Any]:
    ids = func.unnest(literal(list(tag_ids), ARRAY(BigInteger)))
    tag = ids.table_valued("id").render_derived(name="tag")
    visible = reached(to, VIEW_CONTACTS).with_only_columns(Contact.id).order_by(None)
    of_tag = visible.where(Contact.tag_ids.op("@>", is_comparison=True)(array([tag.c.id])))
    some = of_tag.limit(COUNT_CAP + 1).correlate(tag).subquery()
    return select(tag.c.id, select(func.count()).select_from(some).correlate(tag).scalar_subquery())


def _places(tag: Tag, asked: str) -> list[int]:
    return [at for text in (tag.name, *tag.labels.values()) if (at := fold(text).find(asked)) >= 0]
