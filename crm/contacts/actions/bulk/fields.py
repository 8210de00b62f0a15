"""Any simple field of many contacts, the workspace's own too: read once, not once for each contact."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Date, Text, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from crm.contacts.access import EDIT_CONTACTS
from crm.contacts.actions import custom
from crm.contacts.actions.bulk.columns import write
from crm.contacts.actions.bulk.rights import among
from crm.contacts.actions.rewriting import refold
from crm.contacts.forms.details import Birthday, Currency, Language, Source
from crm.contacts.models.contact import Contact
from crm.contacts.presenters.fields import LABELS
from crm.contacts.presenters.slots import OF_PEOPLE
from crm.fields.models import CustomField
from crm.fields.presenters import inputs
from crm.fields.queries import fields_of, held, searched_keys
from crm.fields.values import checked, path
from crm.kernel import codes
from crm.kernel.access import Actor
from crm.kernel.bulk import BulkAction, Part, Skip
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.forms import Line, Prose, Shape, read
from crm.kernel.i18n import lazy
from crm.team.queries import workspace_settings

OWN: Final = "custom."
NO_FIELD: Final = lazy("There is no such field.")


class PlainShape(Shape):
    """The simple fields that every workspace has; one of them is given."""

    source: Source = ""
    language: Language = ""
    currency: Currency = ""
    job_title: Line = ""
    born_on: Birthday = None
    description: Prose = ""


PLAIN: Final = tuple(PlainShape.model_fields)


def check(typed: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The field and its value, as it is kept; a blank value clears the field.

    Raises:
        Invalid: there is no such field, it is unique, or it doesn't take this value.
    """
    name = str(typed.get("field") or "")
    if name in PLAIN:
        return {"field": name, "value": _plain(name, typed.get("value", ""))}
    field = next((one for one in _own() if path(one.key) == name), None)
    if field is None:
        raise Invalid({"field": NO_FIELD})
    given = typed.get(inputs.PREFIX + field.key, typed.get("value"))
    kind = "company" if field.applies == "company" else "person"
    kept = checked([field], {field.key: given}, {}, kind=kind, by=by)
    return {"field": name, "value": kept.get(field.key), "version": field.version}


def put(part: Part) -> None:
    """Put the value into the contacts; those of a kind that has no such field stay as they are."""
    name = part.wanted["field"]
    if name in PLAIN:
        _leave(part, "person" if name in OF_PEOPLE else "both")
        write(part, {name: _literal(name, part.wanted["value"])})
        return
    key = name.removeprefix(OWN)
    field = held([int(key)]).get(int(key))
    if field is None or field.version != part.wanted["version"]:
        part.skip(Skip.STALE, part.ids)
        return
    _leave(part, field.applies)
    changed = write(part, {"custom": _with(key, part.wanted["value"])}, noted={name: _value(key)})
    if key in searched_keys(custom.RECORD):
        refold(changed)


def _plain(name: str, given: Any) -> Any:
    try:
        value = getattr(read(PlainShape, {name: given}), name)
    except Invalid as error:
        raise Invalid({"value": next(iter(error.fields.values()))}) from None
    return value.isoformat() if isinstance(value, date) else value


def _literal(name: str, value: Any) -> Any:
    return (
        literal(date.fromisoformat(value) if value else None, Date) if name == "born_on" else literal(value)
    )


def _leave(part: Part, applies: str) -> None:
    """Leave out contacts of a kind that does not have the field."""
    if applies != "both":
        others = select(Contact.id).where(among(part.ids), Contact.kind != applies)
        part.skip(Skip.ELSEWHERE, db.session.scalars(others))


def _with(key: str, value: Any) -> Any:
    if value is None:
        return Contact.custom.op("-")(literal(key, Text))
    return Contact.custom.op("||")(func.jsonb_build_object(literal(key, Text), literal(value, JSONB)))


def _value(key: str) -> Any:
    return Contact.custom.op("->", return_type=JSONB())(literal(key, Text))


def _own() -> Sequence[CustomField]:
    """The workspace's own fields, but for those whose value only one contact can have."""
    return [field for field in fields_of(custom.RECORD) if not field.unique]


def _offers(to: Actor, typed: Mapping[str, Any]) -> Mapping[str, Any]:
    own, chosen = _own(), str(typed.get("field") or "")
    names = [(name, str(LABELS[name])) for name in PLAIN] + [(path(field.key), field.shown) for field in own]
    fields = [field for field in own if path(field.key) == chosen]
    texts = {field.key: typed.get(inputs.PREFIX + field.key) for field in fields}
    asked = inputs.blocks(fields, (), texts, {}) if fields else []
    return {
        "fields": names,
        "chosen": chosen,
        "label": dict(names).get(chosen, ""),
        "input": asked[0].inputs[0] if asked else None,
        "languages": codes.language_options(),
        "currencies": codes.currency_options(workspace_settings().currency, ""),
        "needs_choice": chosen not in dict(names),
    }


SET_FIELD: Final = BulkAction(
    "field", lazy("Set a field"), lazy("Field"), lazy("Field set: %(contacts)s"), "pencil", EDIT_CONTACTS,
    check, put, template="contacts/bulk/field.html", offers=_offers, weight=60,
)  # fmt: skip
