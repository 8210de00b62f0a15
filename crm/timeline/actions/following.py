"""What becomes of entries when their contact is merged, purged or erased."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete, update

from crm.journal.relinking import Relinked
from crm.kernel.db import db
from crm.timeline.models import Entry

ENTRIES: Final = Relinked(
    "timeline_entry.about",
    Entry,
    Entry.about_id,
    of="contact",
    where=Entry.about_kind == "contact",
    watched=(Entry.version,),
)
"""Merging: what is written about the losers, deleted entries too, goes to the survivor and back."""


def purge(contact_ids: Collection[int]) -> None:
    """Delete for good what is written about contacts that go for good."""
    db.session.execute(delete(Entry).where(Entry.about_kind == "contact", Entry.about_id.in_(contact_ids)))


def erase(contact_id: int) -> None:
    """Blank what is written about a person who asked to be forgotten; that it was written stays."""
    of_contact = Entry.about_kind == "contact", Entry.about_id == contact_id
    blank = {"body": "", "details": {}, "mention_ids": []}
    db.session.execute(update(Entry).where(*of_contact).values(**blank))
