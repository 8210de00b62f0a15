"""The workspace's own fields in the form of a contact."""

from collections.abc import Mapping
from typing import Any

from crm.contacts.actions.custom import RECORD
from crm.contacts.models.contact import Contact
from crm.fields.access import MANAGE_FIELDS
from crm.fields.presenters import inputs
from crm.fields.presenters.telling import names_in
from crm.fields.queries import fields_of, sections_of
from crm.web.here import actor


def texts_of(contact: Contact | None) -> dict[str, Any]:
    """The contact's values as the form writes them; of a new one the defaults."""
    fields = fields_of(RECORD)
    values = contact.custom if contact else {field.key: field.default for field in fields}
    return inputs.texts_of(fields, values, names_in(fields, [values], to=actor()))


def typed(posted: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into the fields that this kind of contact has."""
    return inputs.posted(posted, fields_of(RECORD), str(posted.get("kind", "")))


def changed(typed: Mapping[str, Any], contact: Contact) -> dict[str, Any]:
    """What was typed, without what stands as the form showed it.

    Leaving that out keeps what the form can't write down: a contact that the reader may not see, the second
    of an hour that comes twice.
    """
    shown = texts_of(contact)
    return {key: value for key, value in typed.items() if key not in shown or shown[key] != value}


def blocks(texts: Mapping[str, Any], errors: Mapping[str, Any]) -> list[inputs.Block]:
    """The fields as blocks of inputs."""
    fields = fields_of(RECORD)
    return inputs.blocks(fields, sections_of(RECORD), texts, errors) if fields else []


def may_add() -> bool:
    """Whether the reader may add a field from the form."""
    return actor().may(MANAGE_FIELDS)
