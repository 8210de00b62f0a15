"""A whole contact as a vCard: what the standards have a place for, and what one's own lines keep for us."""

import uuid
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from crm.contacts.models.contact import Contact, Kind
from crm.contacts.models.lists import ContactType
from crm.contacts.models.vcards import CURRENCY, EXTERNAL_ID, LANGUAGE, SOURCE, TYPE
from crm.contacts.presenters.vcards import reach
from crm.contacts.queries import vcards as leaving
from crm.contacts.queries.links import Linked
from crm.contacts.queries.rows import Way, Work
from crm.kernel import context
from crm.kernel.access import Actor
from crm.kernel.vcards import writing
from crm.kernel.vcards.writing import Version

PRODUCT: Final = "-//Artel//Artel//EN"
PNG: Final = b"\x89PNG"


@dataclass(frozen=True, slots=True)
class Carded:
    """What a card tells of a contact, under the names that ``Contact`` has: many are read faster so."""

    id: int
    kind: Kind
    last_name: str
    first_name: str
    middle_name: str
    name: str
    shown_name: str
    job_title: str
    description: str
    language: str
    source: str
    currency: str
    external_id: str
    born_on: date | None
    changed_at: datetime
    type: ContactType | None
    comms: list[Way]


@dataclass(frozen=True, slots=True)
class Whole:
    """What a card is made of: the contact (loaded whole) and what of its surroundings the reader sees."""

    contact: Contact | Carded
    company: Linked | Work | None = None
    tags: Sequence[str] = ()
    photo: bytes = b""


def vcards_of(contacts: Sequence[Contact], *, version: Version, to: Actor) -> Iterator[str]:
    """These contacts (loaded whole) as cards, one after the other; two statements for all.

    A photo is read when its card's turn comes.
    """
    companies, tags = leaving.companies_of(contacts, to=to), leaving.tag_names(contacts)
    for contact in contacts:
        worn = [tags[tag_id] for tag_id in contact.tag_ids if tag_id in tags]
        photo = leaving.photo_bytes(contact)
        yield vcard(Whole(contact, companies.get(contact.id), worn, photo), version=version)


def vcard(whole: Whole, *, version: Version) -> str:
    """The contact as one card, in the words of the reader's language."""
    return writing.card(version, _lines(whole, version))


def _lines(whole: Whole, version: Version) -> Iterator[str]:
    contact = whole.contact
    yield writing.line("PRODID", PRODUCT)
    yield writing.line("UID", _uid(contact))
    yield _kind(contact, version)
    yield from _names(contact)
    yield from _work(whole)
    yield from reach.lines(contact.comms, version)
    if contact.kind == "person" and contact.born_on:
        yield writing.line(
            "BDAY", contact.born_on.strftime("%Y%m%d") if version == "4.0" else str(contact.born_on)
        )
    if whole.tags:
        yield writing.line("CATEGORIES", ",".join(map(writing.escaped, whole.tags)))
    yield from _own(contact, version)
    if contact.description:
        yield writing.line("NOTE", writing.escaped(contact.description))
    if whole.photo:
        yield _photo(whole.photo, version)
    yield writing.line("REV", _instant(contact, version))


def _uid(contact: Contact | Carded) -> str:
    """The same for ever, whatever the workspace's address, and no other contact's anywhere."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'artel:{context.tenant().schema}:{contact.id}')}"


def _kind(contact: Contact | Carded, version: Version) -> str:
    if version == "4.0":
        return writing.line("KIND", "org" if contact.kind == "company" else "individual")
    return writing.line("X-ABShowAs", "COMPANY") if contact.kind == "company" else ""


def _names(contact: Contact | Carded) -> Iterator[str]:
    if contact.kind == "company":
        yield writing.line("N", ";;;;")
        yield writing.line("FN", writing.escaped(contact.name))
        return
    names = contact.last_name, contact.first_name, contact.middle_name
    yield writing.line("N", writing.parts(*names, "", ""))
    yield writing.line("FN", writing.escaped(contact.shown_name))


def _work(whole: Whole) -> Iterator[str]:
    """The company, the post that the contact has, and the one in that company."""
    contact, company = whole.contact, whole.company
    if contact.kind == "company":
        yield writing.line("ORG", writing.escaped(contact.name))
        return
    if company:
        yield writing.line("ORG", writing.escaped(company.contact.name))
    if title := contact.job_title or (company.role if company else ""):
        yield writing.line("TITLE", writing.escaped(title))
    if company and company.role:
        yield writing.line("ROLE", writing.escaped(company.role))


def _own(contact: Contact | Carded, version: Version) -> Iterator[str]:
    """What has no place in the standards, or not in 3.0."""
    language = "LANG" if version == "4.0" else LANGUAGE
    kept = {
        language: contact.language,
        SOURCE: contact.source,
        CURRENCY: contact.currency,
        EXTERNAL_ID: contact.external_id,
        TYPE: contact.type.name if contact.type else "",
    }
    for name, value in kept.items():
        if value:
            yield writing.line(name, writing.escaped(value))


def _photo(photo: bytes, version: Version) -> str:
    """Kept photos are of two kinds only."""
    kind, octets = ("png" if photo.startswith(PNG) else "jpeg"), b64encode(photo).decode()
    if version == "4.0":
        return writing.line("PHOTO", f"data:image/{kind};base64,{octets}")
    return writing.line("PHOTO", octets, {"ENCODING": "b", "TYPE": kind.upper()})


def _instant(contact: Contact | Carded, version: Version) -> str:
    at = contact.changed_at.astimezone(UTC)
    return at.strftime("%Y%m%dT%H%M%SZ" if version == "4.0" else "%Y-%m-%dT%H:%M:%SZ")
