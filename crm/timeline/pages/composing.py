"""Between the composer's fields and the shape of an entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import url_for

from crm.contacts.models.contact import Contact
from crm.kernel.i18n import LazyText, lazy, time_zone
from crm.timeline.forms import DIRECTIONS, RESULTS, values_of
from crm.timeline.models import ENTRY_KINDS, Entry
from crm.timeline.presenters.lines import ENTRY_ICONS, KIND_NAMES

DIRECTION_OF: Final = {"call": "call_direction", "mail": "mail_direction"}
"""Calls and mails have a field of their own for the direction: what is not shown keeps what was typed."""
PLAIN: Final = ("kind", "body", "minutes", "result", "place", "subject", "happened_at")
TITLES: Final[dict[str, LazyText]] = {
    "note": lazy("Change the note"),
    "call": lazy("Change the call"),
    "meeting": lazy("Change the meeting"),
    "mail": lazy("Change the mail"),
}


def empty(contact: Contact, *, tab: str) -> dict[str, Any]:
    """The composer that stands over a history."""
    return composer(contact, {"kind": "note"}, tab=tab)


def composer(
    contact: Contact, values: Mapping[str, Any], *, tab: str, errors: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The composer for something new, with what was typed."""
    return {
        "action": url_for("timeline.add", contact_id=contact.id),
        "draft": f"entry-{contact.id}",
        "tab": tab,
        "kinds": [(kind, KIND_NAMES[kind], ENTRY_ICONS[kind]) for kind in ENTRY_KINDS],
        "version": None,
        **_common(contact.id, values, errors),
    }


def changer(
    entry: Entry, values: Mapping[str, Any], *, tab: str, errors: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The same for something that is written already."""
    return {
        "action": url_for("timeline.save", entry_id=entry.id),
        "draft": f"entry-{entry.about_id}-{entry.id}",
        "tab": tab,
        "kinds": None,
        "version": entry.version,
        **_common(entry.about_id, {**values, "kind": entry.kind}, errors),
    }


def shown(entry: Entry) -> dict[str, Any]:
    """The entry's values as the form's fields show them."""
    return {**values_of(entry), "happened_at": on_clock(entry.happened_at)}


def on_clock(at: datetime) -> str:
    """The instant as a field of date and time holds it, on the reader's clock."""
    return at.astimezone(ZoneInfo(time_zone())).strftime("%Y-%m-%dT%H:%M")


def typed(posted: Mapping[str, Any]) -> dict[str, Any]:
    """The posted form in the words of ``EntryShape``."""
    values = {name: posted[name] for name in PLAIN if name in posted}
    kind = values.get("kind")
    direction = posted.get(DIRECTION_OF.get(kind, "")) if isinstance(kind, str) else None
    return values | ({"direction": direction} if direction is not None else {})


def as_texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, as texts that fields can show."""
    return {name: value if isinstance(value, str) else "" for name, value in values.items()}


def _common(contact_id: int, values: Mapping[str, Any], errors: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "values": values,
        "errors": {path: str(sentence) for path, sentence in (errors or {}).items()},
        "calls": url_for("timeline.calls", contact_id=contact_id),
        "directions": [(key, str(label)) for key, label in DIRECTIONS.items()],
        "results": [(key, str(label)) for key, label in RESULTS.items()],
    }
