"""Tags: in the reader's order, of contacts, and how many contacts of a person's have each."""

from collections.abc import Collection, Iterable
from typing import Final, TypeVar

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, func, literal, select

from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import Tag
from crm.contacts.queries.rows import ListedTag
from crm.contacts.queries.tallies import tallied
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.paging import Count
from crm.kernel.search_text import fold, sortable

TAG_IDS: Final = ARRAY(BigInteger)
NONE: Final = Count(0)
AnyTag = TypeVar("AnyTag", Tag, ListedTag)


def all_tags() -> Select[tuple[Tag]]:
    """The workspace's tags; everybody may know them."""
    return select(Tag)


def tags() -> list[Tag]:
    """All of them, never more than ``MOST_IN_ALL``, in the order of the reader's alphabet; one statement."""
    return in_order(db.session.scalars(all_tags()))


def in_order(some: Iterable[AnyTag]) -> list[AnyTag]:
    """By what the reader calls them (L10-3)."""
    return sorted(some, key=lambda tag: (sortable(tag.shown), tag.id))


def tags_by_id(ids: Collection[int]) -> dict[int, Tag]:
    """These tags, by id; what is no longer there is left out. One statement, none for nothing."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {tag.id: tag for tag in db.session.scalars(select(Tag).where(Tag.id.in_(wanted)))}


def tags_of(contacts: Iterable[Contact], *, among: Iterable[Tag] | None = None) -> dict[int, list[Tag]]:
    """The tags of each of these contacts, in the reader's order, by the contact's id; one statement.

    None where all tags are at hand already (``among``).
    """
    ids = {contact.id: list(contact.tag_ids) for contact in contacts}
    if among is None:
        known = tags_by_id({tag_id for some in ids.values() for tag_id in some})
    else:
        known = {tag.id: tag for tag in among}
    return {
        contact_id: in_order(known[tag_id] for tag_id in some if tag_id in known)
        for contact_id, some in ids.items()
    }


def tagged(tag_id: int) -> ColumnElement[bool]:
    """Of a contact: it has this tag. The index of tags answers it."""
    return Contact.tag_ids.op("@>", is_comparison=True)(literal([tag_id], TAG_IDS))


def suggested_tags(q: str, *, most: int) -> list[Tag]:
    """Tags whose name or label holds what was typed: those that begin with it first, at most so many."""
    asked = fold(q)
    found = [(min(places), tag) for tag in tags() if (places := _places(tag, asked))]
    return [tag for _place, tag in sorted(found, key=lambda one: one[0] > 0)][:most]


def tag_counts(*, to: Actor) -> dict[int, Count]:
    """How many contacts that the person sees have each tag, up to 1,000; one statement."""
    each = select(func.unnest(Contact.tag_ids).label("id")).where(Contact.tag_ids != literal([], TAG_IDS))
    return tallied(each, to=to)


def _places(tag: Tag, asked: str) -> list[int]:
    return [at for text in (tag.name, *tag.labels.values()) if (at := fold(text).find(asked)) >= 0]
