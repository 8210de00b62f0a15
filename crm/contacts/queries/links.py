"""Who a contact is linked with, as one person sees it: a hidden end is neither shown nor counted (ACC-6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import selectinload

from crm.contacts.access import Sight, seen, sight
from crm.contacts.models.contact import Contact, Kind
from crm.contacts.models.links import ContactLink, LinkKind
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import NotFound
from crm.kernel.paging import COUNT_CAP, Count

NONE: Final = Count(0)
MOST_TOLD: Final = 50
"""So many of a contact's links are told along with it; the rest by pages of their own."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A link from the standpoint of the contact ``of``: the other end, and what it is.

    ``role`` is what the other end is to this contact, ``back_role`` the reverse; of an employment ``role`` is
    the person's post, from either end.
    """

    link: ContactLink
    of: int
    contact: Contact

    @property
    def id(self) -> int:
        """The link's id."""
        return self.link.id

    @property
    def kind(self) -> LinkKind:
        """What is linked."""
        return self.link.kind

    @property
    def role(self) -> str:
        """What the other end is to this contact, or the person's post."""
        reverse = self.kind != "employment" and self.link.one_id == self.of
        return self.link.back_role if reverse else self.link.role

    @property
    def back_role(self) -> str:
        """What this contact is to the other end; nothing of an employment."""
        if self.kind == "employment":
            return ""
        return self.link.role if self.link.one_id == self.of else self.link.back_role

    @property
    def key(self) -> list[Any]:
        """What it is sorted by."""
        return [self.link.former, self._rank, self.contact.sort_name, self.link.id]

    @property
    def _rank(self) -> int:
        return 0 if self.link.main and self.link.one_id == self.of else 1


@dataclass(slots=True)
class Around:
    """Whom a contact is linked with: the first companies and people, and how many there are of each."""

    companies: list[Linked] = field(default_factory=list)
    people: list[Linked] = field(default_factory=list)
    companies_count: Count = NONE
    people_count: Count = NONE

    @property
    def all(self) -> list[Linked]:
        """Companies first."""
        return [*self.companies, *self.people]

    def put(self, end: Linked, number: int) -> None:
        """Add one of so many of its kind."""
        count = Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)
        if end.contact.kind == "company":
            self.companies.append(end)
            self.companies_count = count
        else:
            self.people.append(end)
            self.people_count = count


def linked(
    contact: Contact,
    *,
    to: Actor,
    kind: Kind | None = None,
    after: Sequence[Any] | None = None,
    limit: int = MOST_TOLD,
) -> list[Linked]:
    """Whom the contact is linked with, those of this ``kind``: present ones first, a person's main company on
    top, then by name. ``after`` is a ``Linked.key``. Their ways to be reached are loaded.
    """
    rows = _ends([contact.id], to)
    order = _order(rows)
    ends = rows.select.options(selectinload(Contact.comms))
    if kind is not None:
        ends = ends.where(Contact.kind == kind)
    if after is not None:
        values = zip(after, order, strict=True)
        ends = ends.where(tuple_(*order) > tuple_(*(literal(v, column.type) for v, column in values)))
    found = db.session.execute(ends.order_by(*order).limit(limit))
    return [Linked(link, contact.id, end) for end, link, _of in found]


def linked_count(contact: Contact, *, to: Actor, kind: Kind | None = None) -> Count:
    """How many contacts of this kind it is linked with, exact up to 1,000."""
    ends = _ends([contact.id], to).select.with_only_columns(Contact.id)
    if kind is not None:
        ends = ends.where(Contact.kind == kind)
    some = ends.limit(COUNT_CAP + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(some)) or 0
    return Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)


def around(contact_ids: Collection[int], *, to: Actor, most: int = MOST_TOLD) -> dict[int, Around]:
    """The first companies and the first people that each of these contacts is linked with; one statement."""
    found = {contact_id: Around() for contact_id in contact_ids}
    if not contact_ids:
        return found
    for end, link, of, number in db.session.execute(_first(sight(to), most), {"ids": list(contact_ids)}):
        found[of].put(Linked(link, of, end), number)
    return found


@lru_cache(maxsize=256)
def _first(by: Sight, most: int) -> Select[Any]:
    """The first companies and people around the contacts with these ``ids``; built once for a sight."""
    rows = _ends_of(bindparam("ids", type_=ARRAY(BigInteger)), seen(by))
    group = (rows.of, Contact.kind)
    numbered = rows.select.with_only_columns(
        Contact.id.label("end_id"), ContactLink.id.label("link_id"), rows.of.label("of"),
        func.row_number().over(partition_by=group, order_by=_order(rows)).label("place"),
        func.count().over(partition_by=group).label("number"),
    ).subquery()  # fmt: skip
    return (
        select(Contact, ContactLink, numbered.c.of, numbered.c.number)
        .select_from(numbered)
        .join(Contact, Contact.id == numbered.c.end_id)
        .join(ContactLink, ContactLink.id == numbered.c.link_id)
        .where(numbered.c.place <= most)
        .order_by(numbered.c.of, numbered.c.place)
        .execution_options(prepared=True)
    )


def all_ends(contact_ids: Collection[int], *, to: Actor) -> Select[Any]:
    """Every link of these contacts whose other end the person sees, companies first, ordered as ``linked``:
    (of, id of the link, its kind, one_id, role, back_role, main, former, the other end's id).
    """
    text = f"{{{','.join(map(str, contact_ids))}}}"
    rows = _ends_of(cast(literal(text, Text), ARRAY(BigInteger)), Contact.visible_to(to))
    link = ContactLink
    told = rows.select.with_only_columns(
        rows.of, link.id, link.kind, link.one_id, link.role, link.back_role, link.main, link.former,
        Contact.id.label("end_id"),
    )  # fmt: skip
    return told.order_by(rows.of, Contact.kind, *_order(rows))


def main_companies(person_ids: Collection[int], *, to: Actor) -> dict[int, Linked]:
    """Of each of these people the company to name beside them, if they are in one that is seen: the main one,
    else the first that they are in now. One statement.
    """
    if not person_ids:
        return {}
    mine = and_(ContactLink.other_id == Contact.id, ContactLink.kind == "employment", ~ContactLink.former)
    companies = (
        Contact.visible_to(to)
        .join(ContactLink, mine)
        .where(ContactLink.one_id.in_(person_ids))
        .add_columns(ContactLink)
        .ext(distinct_on(ContactLink.one_id))
        .order_by(ContactLink.one_id, ContactLink.main.desc(), ContactLink.position, ContactLink.id)
    )
    found = db.session.execute(companies)
    return {link.one_id: Linked(link, link.one_id, company) for company, link in found}


def the_link(contact: Contact, link_id: int, *, to: Actor) -> Linked:
    """This link of the contact.

    Raises:
        NotFound: it has no such link, or the other end is hidden; nobody can tell which.
    """
    row = db.session.execute(_ends([contact.id], to).select.where(ContactLink.id == link_id)).first()
    if row is None:
        raise NotFound
    end, link, of = row
    return Linked(link, of, end)


def link_between(one_id: int, other_id: int) -> ContactLink | None:
    """The link of these two, whichever way round."""
    between = or_(
        and_(ContactLink.one_id == one_id, ContactLink.other_id == other_id),
        and_(ContactLink.one_id == other_id, ContactLink.other_id == one_id),
    )
    return db.session.scalar(select(ContactLink).where(between).limit(1))


@dataclass(frozen=True, slots=True)
class _Ends:
    """The visible contacts at the other ends: contact, link, and the id of whose link it is."""

    select: Select[Any]
    of: Any


def _ends(contact_ids: Collection[int], to: Actor) -> _Ends:
    return _ends_of(literal(list(contact_ids), ARRAY(BigInteger)), Contact.visible_to(to))


def _ends_of(contact_ids: ColumnElement[Any], visible: Select[Any]) -> _Ends:
    one, other = ContactLink.one_id, ContactLink.other_id
    ways = union_all(
        select(ContactLink.id.label("link_id"), one.label("of"), other.label("end_id")).where(
            one == any_(contact_ids)
        ),
        select(ContactLink.id, other, one).where(other == any_(contact_ids)),
    ).subquery("ways")
    ends = visible.join(ways, ways.c.end_id == Contact.id).join(ContactLink, ContactLink.id == ways.c.link_id)
    return _Ends(ends.add_columns(ContactLink, ways.c.of), ways.c.of)


def _order(rows: _Ends) -> tuple[Any, ...]:
    """Present before former, a person's main company first, then by name."""
    rank = case((and_(ContactLink.main, ContactLink.one_id == rows.of), 0), else_=1)
    return ContactLink.former, rank, Contact.sort_name, ContactLink.id
