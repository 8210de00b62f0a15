"""The workspace's own fields in the form of a contact."""

from collections.abc import Mapping
from typing import Any

from crm.contacts.actions.custom import RECORD
from crm.fields.access import MANAGE_FIELDS
from crm.fields.presenters import inputs
from crm.fields.presenters.telling import names_in
from crm.fields.queries import fields_of, sections_of
from crm.web.here import actor


def texts_of(custom: Mapping[str, Any] | None) -> dict[str, Any]:
    """A contact's custom values as the form writes them; None: a new one's, the defaults."""
    fields = fields_of(RECORD)
    values = custom if custom is not None else {field.key: field.default for field in fields}
    return inputs.texts_of(fields, values, names_in(fields, [values], to=actor()))


def typed(posted: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into the fields that this kind of contact has; nothing is asked if nothing was."""
    if not any(name.startswith(inputs.PREFIX) for name in posted):
        return {}
    return inputs.posted(posted, fields_of(RECORD), str(posted.get("kind", "")))


def changed(typed: Mapping[str, Any], custom: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, without what stands as the form showed these values.

    Leaving that out keeps what the form can't write down: a contact that the reader may not see, the second
    of an hour that comes twice.
    """
    shown = texts_of(custom)
    return {key: value for key, value in typed.items() if key not in shown or shown[key] != value}


def blocks(texts: Mapping[str, Any], errors: Mapping[str, Any]) -> list[inputs.Block]:
    """The fields as blocks of inputs."""
    fields = fields_of(RECORD)
    return inputs.blocks(fields, sections_of(RECORD), texts, errors) if fields else []


def input_of(key: str, texts: Mapping[str, Any], errors: Mapping[str, Any]) -> inputs.Input:
    """One of the fields as an input."""
    fields = [field for field in fields_of(RECORD) if field.key == key]
    return inputs.blocks(fields, (), texts, errors)[0].inputs[0]


def may_add() -> bool:
    """Whether the reader may add a field from the form."""
    return actor().may(MANAGE_FIELDS)
