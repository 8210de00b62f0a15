"""What acts changed of entries, in words: only of contacts that the reader sees."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from crm.contacts.models.contact import Contact
from crm.contacts.presenters.cards import url
from crm.journal.models import Change
from crm.journal.restorers import Line, Reason, Told
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import LazyText, lazy
from crm.timeline.models import Entry
from crm.timeline.presenters.lines import KIND_NAMES

SHOWN_VALUE: Final = 80
LABELS: Final[dict[str, LazyText]] = {
    "body": lazy("Text"),
    "details": lazy("Details"),
    "happened_at": lazy("When it took place"),
    "deleted_at": lazy("Deleted"),
}


def tell(changes: Sequence[Change], to: Actor) -> list[Told]:
    """The changes in words, in their order; those of contacts out of sight are left out."""
    ids = {change.record_id for change in changes}
    seen = Contact.visible_to(to).with_only_columns(Contact.id).order_by(None)
    rows = select(Entry).where(Entry.id.in_(ids), Entry.about_kind == "contact", Entry.about_id.in_(seen))
    entries = {entry.id: entry for entry in db.session.scalars(rows)}
    return [_told(change, entries[change.record_id]) for change in changes if change.record_id in entries]


def _told(change: Change, entry: Entry) -> Told:
    return Told(
        kind=change.record_kind,
        id=change.record_id,
        title=str(KIND_NAMES[entry.kind]),
        url=f"{url(entry.about_id)}?tab=history#entry-{entry.id}",
        lines=tuple(_lines(change.before or {}, change.after or {})),
        reason=Reason(change.skipped) if change.skipped else None,
        of=change,
    )


def _lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Line]:
    for name in {**before, **after}:
        if name in LABELS:
            was, now = (_words(name, values.get(name)) for values in (before, after))
            yield Line(str(LABELS[name]), was, now)


def _words(name: str, value: Any) -> str:
    if name == "happened_at" and value:
        return moments.exact(datetime.fromisoformat(value))
    if name != "body" or not value:
        return ""
    return value if len(value) <= SHOWN_VALUE else f"{value[:SHOWN_VALUE].rstrip()}…"
