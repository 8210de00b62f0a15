"""An entry's columns as the journal keeps them."""

from datetime import datetime
from typing import Any, Final

from crm.timeline.models import Entry

RECORD: Final = "timeline_entry"
COLUMNS: Final = ("body", "details", "happened_at", "mention_ids", "deleted_at")


def kept_columns(entry: Entry) -> dict[str, Any]:
    """The columns that an act may change; instants as ISO texts in UTC."""
    return {name: _kept(getattr(entry, name)) for name in COLUMNS}


def changed_columns(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only those that differ, before and after."""
    names = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def put_back(entry: Entry, name: str, value: Any) -> None:
    """Give a column the value that the journal kept."""
    if name in ("happened_at", "deleted_at") and value is not None:
        value = datetime.fromisoformat(value)
    setattr(entry, name, value)


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
