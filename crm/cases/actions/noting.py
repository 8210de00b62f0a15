"""What acts change of cases and comments, value by value, as the journal keeps it (CON-19).

Of a case: the columns of its row by their names in the model, ``custom.<field id>`` for each value, and
``contact_ids``, all of them. Of a comment: its columns. Instants and dates stand as ISO texts.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from crm.cases.models.case import Case
from crm.cases.models.comment import CaseComment
from crm.cases.queries.records import contact_ids

CONTACTS: Final = "contact_ids"
PEOPLE: Final = ("owner_id", "member_ids")
COLUMNS: Final = (
    "title", "description", "type_id", "source", "status", "priority", "owner_id", "member_ids", "due_on",
    "deleted_at", "deleted_by",
)  # fmt: skip
COMMENT_COLUMNS: Final = ("body", "internal", "mention_ids", "deleted_at", "deleted_by")
Values = dict[str, Any]


def snapshot(one: Case) -> Values:
    """The case as it stands, its contacts as the database has them; one statement."""
    own = {f"custom.{key}": value for key, value in (one.custom or {}).items()}
    return {**_columns(one, COLUMNS), **own, CONTACTS: contact_ids(one.id)}


def comment_snapshot(comment: CaseComment) -> Values:
    """The comment as it stands."""
    return _columns(comment, COMMENT_COLUMNS)


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Values, Values]:
    """Only those that differ, before and after."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def put_back(record: Case | CaseComment, name: str, value: Any) -> None:
    """Give a column the value that the journal kept."""
    if name == "deleted_at" and value is not None:
        value = datetime.fromisoformat(value)
    if name == "due_on" and value is not None:
        value = date.fromisoformat(value)
    setattr(record, name, value)


def _columns(record: Any, names: tuple[str, ...]) -> Values:
    return {name: _kept(getattr(record, name)) for name in names}


def _kept(value: Any) -> Any:
    if isinstance(value, list):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
