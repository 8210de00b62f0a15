"""What a contact's own rows hold about a person, for their export (CON-22): the record, links, lookalikes."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Select, func, or_, select

from crm.contacts.models.contact import Comm, Contact
from crm.contacts.models.duplicates import DuplicatePair
from crm.contacts.models.kinds import COMM, CONTACT, LINK, MERGED_LINK
from crm.contacts.models.links import ContactLink
from crm.contacts.models.lists import Tag
from crm.contacts.presenters import reach
from crm.contacts.presenters.duplicates import reason
from crm.contacts.presenters.fields import COMM_LABELS, LABELS, TELLERS
from crm.contacts.queries.records import WHOLE
from crm.fields.presenters import telling
from crm.fields.queries import fields_of
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.db import db
from crm.kernel.i18n import _, lazy, speaking
from crm.kernel.subjects import PART, Holding, Item, Subject, columns_of, readable

DERIVED: Final = ("sort_name", "search_text", "match_name", "principals", "facets", "version")
DETAILS: Final = ("job_title", "born_on", "language", "currency", "source", "external_id")
BUSINESS: Final = ("legal_form", "full_name", "inn", "kpp", "ogrn", "okpo", "accounts")
PLAIN: Final = ("kind", "last_name", "first_name", "middle_name", "name", "description")


def contacts(subject: Subject, after: int, by: Actor) -> Sequence[Item]:
    """The contact, and those merged into it, each with all its values."""
    rows = select(Contact).where(Contact.id.in_(subject.ids), Contact.id > after).options(*WHOLE)
    found = db.session.scalars(rows.order_by(Contact.id).limit(PART)).all()
    fields = fields_of(CONTACT)
    names = telling.names_in(fields, [contact.custom for contact in found], to=by)
    tags = _tags({tag for contact in found for tag in contact.tag_ids})
    return [_contact(contact, fields, names, tags) for contact in found]


def contacts_count(subject: Subject) -> int:
    """How many they are."""
    return db.session.scalar(select(func.count()).where(Contact.id.in_(subject.ids))) or 0


def links(subject: Subject, after: int, by: Actor) -> Sequence[Item]:
    """Whom they are linked with; others are named as far as the reader of the export sees them."""
    rows = _links(subject).where(ContactLink.id > after).order_by(ContactLink.id).limit(PART)
    found = db.session.scalars(rows).all()
    ends = {end for link in found for end in (link.one_id, link.other_id)} - set(subject.ids)
    seen = anchors.visible(CONTACT, ends, by)
    titles = {contact_id: anchors.title(CONTACT, contact) for contact_id, contact in seen.items()}
    return [_link(link, subject, titles) for link in found]


def links_count(subject: Subject) -> int:
    """How many links there are."""
    return db.session.scalar(select(func.count()).select_from(_links(subject).subquery())) or 0


def lookalikes(subject: Subject, after: int, by: Actor) -> Sequence[Item]:
    """What they were found to have in common with others, who are not named."""
    rows = _pairs(subject).order_by(DuplicatePair.low_id, DuplicatePair.high_id).offset(after).limit(PART)
    found = db.session.scalars(rows).all()
    return [_pair(pair, after + number) for number, pair in enumerate(found, 1)]


def lookalikes_count(subject: Subject) -> int:
    """How many pairs there are."""
    return db.session.scalar(select(func.count()).select_from(_pairs(subject).subquery())) or 0


def names(subject: Subject) -> Iterable[str]:
    """By which words copies of answers are found: the names in both forms, ways to be reached, the INN."""
    rows = select(Contact).where(Contact.id.in_(subject.ids)).options(*WHOLE)
    for contact in db.session.scalars(rows):
        for language in ("en", "ru"):
            with speaking(language):
                yield contact.shown_name
        yield contact.inn
        for comm in contact.comms:
            yield from (comm.value, comm.normalised)


def _links(subject: Subject) -> Select[Any]:
    ends = or_(ContactLink.one_id.in_(subject.ids), ContactLink.other_id.in_(subject.ids))
    return select(ContactLink).where(ends)


def _pairs(subject: Subject) -> Select[Any]:
    ends = or_(DuplicatePair.low_id.in_(subject.ids), DuplicatePair.high_id.in_(subject.ids))
    return select(DuplicatePair).where(ends)


def _ids(rows: Select[Any], column: Any) -> Select[Any]:
    return rows.with_only_columns(column)


def _tags(ids: set[int]) -> dict[int, str]:
    rows = select(Tag).where(Tag.id.in_(ids))
    return {tag.id: tag.shown for tag in db.session.scalars(rows)} if ids else {}


def _contact(contact: Contact, fields: Sequence[Any], names: Any, tags: dict[int, str]) -> Item:
    data = {
        **columns_of(contact, without=DERIVED),
        "type": contact.type.shown if contact.type else None,
        "tags": [tags[tag] for tag in contact.tag_ids if tag in tags],
        "managers": [manager.user.name for manager in contact.managers],
        "comms": [columns_of(comm, without=("contact_id",)) for comm in contact.comms],
        "custom": telling.as_json(fields, contact.custom, names),
        "custom_fields": {field.key: field.shown for field in fields if field.key in contact.custom},
        "last_activity_at": contact.activity.last_activity_at.isoformat() if contact.activity else None,
    }
    return Item(contact.id, data, list(_told(contact, fields, names, tags)))


def _told(
    contact: Contact, fields: Sequence[Any], names: Any, tags: dict[int, str]
) -> Iterable[tuple[str, str]]:
    yield _("Contact"), contact.shown_name
    for name in PLAIN[1:]:
        yield str(LABELS[name]), getattr(contact, name)
    yield str(LABELS["type_id"]), contact.type.shown if contact.type else ""
    for comm in contact.comms:
        yield str(COMM_LABELS[comm.kind]), reach.written(comm)
    yield from _details(contact)
    yield _("Tags"), ", ".join(tags.get(tag, "") for tag in contact.tag_ids)
    for told in telling.told(fields, contact.custom, names):
        yield told.label, told.text
    yield str(LABELS["managers"]), ", ".join(manager.user.name for manager in contact.managers)
    yield _("Added"), moments.exact(contact.made_at)
    yield _("Changed"), moments.exact(contact.changed_at)


def _details(contact: Contact) -> Iterable[tuple[str, str]]:
    """What is known besides, and a business's details (CON-21)."""
    values = {name: readable(getattr(contact, name)) for name in DETAILS}
    values |= {f"requisites.{name}": contact.requisites.get(name) for name in BUSINESS}
    for name, value in values.items():
        if value:
            yield str(LABELS[name]), TELLERS.get(name, str)(value)


def _link(link: ContactLink, subject: Subject, titles: dict[int, str]) -> Item:
    here = link.one_id if link.one_id in subject.ids else link.other_id
    other = link.other_id if here == link.one_id else link.one_id
    # Translators: stands for a contact that the reader may not see
    name = titles.get(other) or _("hidden contact")
    data = {**columns_of(link), "name": titles.get(other)}
    roles = ", ".join(filter(None, (link.role, link.back_role)))
    return Item(link.id, data, [(_("Linked with"), name), (_("Role"), roles)])


def _pair(pair: DuplicatePair, number: int) -> Item:
    told = [(_("In common"), reason(one)) for one in pair.reasons]
    return Item(number, columns_of(pair), told or [(_("In common"), "—")])


HOLDINGS: Final = (
    Holding(
        "contact", lazy("The contact"), Contact.__tablename__, contacts, contacts_count, weight=10,
        owned={COMM: lambda subject: select(Comm.id).where(Comm.contact_id.in_(subject.ids))}, names=names,
    ),
    Holding(
        "links", lazy("Links with others"), ContactLink.__tablename__, links, links_count, weight=20,
        owned={
            LINK: lambda subject: _ids(_links(subject), ContactLink.id),
            MERGED_LINK: lambda subject: _ids(_links(subject), ContactLink.id),
        },
    ),
    Holding(
        "lookalikes", lazy("Possible duplicates"), DuplicatePair.__tablename__, lookalikes, lookalikes_count,
        weight=90,
    ),
)  # fmt: skip
