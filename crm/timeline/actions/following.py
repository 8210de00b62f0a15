"""What becomes of entries when their contact is merged or purged."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete

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
