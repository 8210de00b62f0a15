"""What goes out as vCards: contacts that the reader sees, with what stands around them (CON-23)."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import Tag
from crm.contacts.models.vcards import MOST_CARDS
from crm.contacts.queries.links import Linked, main_companies
from crm.contacts.queries.listing import Wish, exceeds, listed
from crm.files.store import BytesMissing, store
from crm.kernel.access import Actor
from crm.kernel.db import db

AT_ONCE: Final = 100


def parts(wish: Wish, *, to: Actor) -> Iterator[Sequence[Contact]]:
    """All that the list shows of this wish, whole contacts a hundred at a time, at most ``MOST_CARDS``."""
    left = MOST_CARDS
    while left > 0:
        found = listed(replace(wish, limit=min(AT_ONCE, left)), to=to)
        yield found.contacts
        left -= len(found.contacts)
        if found.next_key is None:
            return
        wish = replace(wish, after=found.next_key)


def are_too_many(wish: Wish, *, to: Actor) -> bool:
    """Whether the list shows more than one file takes."""
    return exceeds(wish, MOST_CARDS, to=to)


def companies_of(contacts: Sequence[Contact], *, to: Actor) -> dict[int, Linked]:
    """The company to name beside each of the people; one statement."""
    return main_companies([one.id for one in contacts if one.kind == "person"], to=to)


def tag_names(contacts: Sequence[Contact]) -> dict[int, str]:
    """What the tags of these contacts are called, by id; at most one statement."""
    ids = {tag_id for contact in contacts for tag_id in contact.tag_ids}
    if not ids:
        return {}
    return {tag.id: tag.shown for tag in db.session.scalars(select(Tag).where(Tag.id.in_(ids)))}


def photo_bytes(contact: Contact) -> bytes:
    """The photo that the contact wears; nothing where it has none or its bytes are lost.

    Raises:
        StorageAway: the store does not answer.
    """
    return bytes_of(contact.photo.key if contact.photo else None)


def bytes_of(key: str | None) -> bytes:
    """The bytes under this key; nothing for None, or where they are lost.

    Raises:
        StorageAway: the store does not answer.
    """
    if key is None:
        return b""
    with suppress(BytesMissing):
        return b"".join(store().read(key))
    return b""
