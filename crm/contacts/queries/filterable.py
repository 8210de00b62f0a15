"""What the list of contacts can be filtered by: the fields of a contact, and the workspace's own (CON-10)."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from crm.contacts.queries.classes import classes
from crm.contacts.queries.records import types
from crm.contacts.queries.tags import tags
from crm.fields.models import CustomField, FieldType
from crm.fields.presenters.telling import option_name
from crm.fields.queries import fields_of
from crm.kernel import codes
from crm.kernel.i18n import _, lazy
from crm.team.queries import names_of
from crm.views.fields import Choice, Field, Fields, Kind
from crm.views.language import Node, conditions

OWN: Final = "own-"
"""Before the id of one of the workspace's own fields."""
ME: Final = "me"
MY_GROUPS: Final = "group"
BLANK: Final = ("empty", "filled")


def _types() -> Sequence[Choice]:
    return [Choice(str(one.id), one.shown, one.hue) for one in types()]


def _tags() -> Sequence[Choice]:
    return [Choice(str(one.id), one.shown, one.hue) for one in tags()]


def _classes() -> Sequence[Choice]:
    return [Choice(str(one.id), one.shown, one.hue) for one in classes()]


def somebody() -> Sequence[Choice]:
    """The words that stand for users in a filter."""
    # Translators: the reader, as a value of a filter: "Manager is me"
    return [Choice(ME, _("me")), Choice(MY_GROUPS, _("anyone of my groups"))]


def _names(values: Sequence[Any]) -> Mapping[str, str]:
    """What users are called, and the words that stand for some; one statement at most."""
    words = {choice.value: choice.label for choice in somebody()}
    names = names_of(value for value in values if isinstance(value, int))
    return words | {str(user_id): name for user_id, name in names.items()}


def _kinds() -> Sequence[Choice]:
    return [Choice("person", _("Person")), Choice("company", _("Company"))]


def _accesses() -> Sequence[Choice]:
    return [
        Choice("private", _("Managers only")),
        Choice("read", _("All users may read")),
        Choice("write", _("All users may read and change")),
        Choice("restricted", _("Restricted")),
    ]


def _languages() -> Sequence[Choice]:
    return [Choice(code, name) for code, name in dict(codes.language_options()).items()]


def _currencies() -> Sequence[Choice]:
    return [Choice(code, name) for code, name in dict(codes.currency_options()).items()]


def yes_no() -> Sequence[Choice]:
    """Both answers."""
    return [Choice("yes", _("Yes")), Choice("no", _("No"))]


USERS: Final[dict[str, Any]] = {
    "choices": somebody, "ids": True, "words": (ME, MY_GROUPS), "labels": _names,
}  # fmt: skip
BUILT_IN: Final = (
    Field("type", lazy("Type"), "choice", _types, ids=True),
    Field("tag", lazy("Tag"), "several", _tags, ids=True),
    Field("manager", lazy("Manager"), "several", **USERS),
    Field("activity", lazy("Activity"), "moment", but=("next", "after", *BLANK)),
    Field("created", lazy("Created"), "moment", but=("next", *BLANK)),
    Field("class", lazy("Class"), "choice", _classes, ids=True),
    Field("access", lazy("Access"), "choice", _accesses, but=BLANK),
    Field("kind", lazy("Kind"), "choice", _kinds, but=BLANK),
    Field("name", lazy("Name"), "text", but=BLANK),
    Field("company", lazy("Company"), "text"),
    Field("job_title", lazy("Post"), "text"),
    Field("email", lazy("E-mail"), "text"),
    Field("phone", lazy("Phone"), "text"),
    Field("city", lazy("City"), "text"),
    Field("lead", lazy("Lead manager"), "choice", **USERS),
    Field("author", lazy("Added by"), "choice", **USERS, but=BLANK),
    Field("changed", lazy("Changed"), "moment", but=("next", *BLANK)),
    Field("born", lazy("Birthday"), "date"),
    Field("language", lazy("Language"), "choice", _languages),
    Field("source", lazy("Source"), "text"),
    Field("currency", lazy("Currency"), "choice", _currencies),
    Field("inn", lazy("INN"), "text"),
    Field("external_id", lazy("External ID"), "text"),
    Field("about", lazy("About"), "text"),
)
OF_BUILT_IN: Final[Fields] = {field.key: field for field in BUILT_IN}
KINDS: Final[dict[FieldType, Kind]] = {
    "text": "text", "long_text": "text", "integer": "number", "decimal": "number", "money": "number",
    "date": "date", "datetime": "date", "yes_no": "yes_no", "select": "choice", "multi_select": "several",
    "url": "text", "email": "text", "phone": "text", "user": "choice", "contact": "text",
}  # fmt: skip


def all_fields() -> Fields:
    """Every field to filter by, the workspace's own at the end; one statement."""
    return {**OF_BUILT_IN, **own_fields("contact")}


def own_fields(record: str) -> dict[str, Field]:
    """The workspace's own fields of this kind of record, to filter by; one statement."""
    return _by_key(fields_of(record))


def fields_in(*nodes: Node) -> Fields:
    """Those that these filters may be about; a statement only if one asks for an own field."""
    own = any(one.field.startswith(OWN) for node in nodes for one in conditions(node))
    return all_fields() if own else OF_BUILT_IN


def _by_key(fields: Iterable[CustomField]) -> dict[str, Field]:
    return {OWN + field.key: _own(field) for field in fields}


def _own(field: CustomField) -> Field:
    wishes: dict[str, Any] = {}
    if field.type in ("select", "multi_select"):
        wishes = {"choices": partial(_options, field), "ids": True}
    elif field.type == "user":
        wishes = USERS
    elif field.type == "yes_no":
        wishes = {"choices": yes_no}
    elif field.type == "contact":  # whom it names is not for everybody to ask
        wishes = {"but": ("contains", "lacks", "begins", "is", "not")}
    return Field(OWN + field.key, field.shown, KINDS[field.type], own=field, **wishes)


def _options(field: CustomField) -> Sequence[Choice]:
    live = [option for option in field.options if not option.get("deleted")]
    return [Choice(str(option["id"]), option_name(option)) for option in live]
