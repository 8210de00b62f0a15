"""The one validator of custom values: pages, API, imports and merges all come through ``checked`` (CON-4).

Here is decided what a *set* of values may be; how one value is read stands in ``reading``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from crm.fields.models import CustomField
from crm.fields.queries import held
from crm.fields.reading import HIDDEN, NO_CONTACT, NO_USER, Manner, Refused, read
from crm.kernel import phones
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.context import tenant
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.i18n import LazyText, lazy, locale, time_zone
from crm.team.models import User, Workspace

Faults = dict[str, LazyText | str]
NEEDED: Final = lazy("Fill this in.")
UNKNOWN: Final = lazy("There is no such field.")
ELSEWHERE: Final[dict[str, LazyText]] = {
    "person": lazy("Only people have this field."),
    "company": lazy("Only companies have this field."),
}


def checked(
    fields: Sequence[CustomField],
    given: Mapping[str, Any],
    present: Mapping[str, Any] | None,
    *,
    kind: str,
    by: Actor,
) -> dict[str, Any]:
    """What the record's ``custom`` shall hold once ``given`` is written on top of ``present``.

    A merge-patch: what is not given stays, a blank value clears. ``present`` None is a new record: defaults
    fill what is not given, and every required field is asked for. Of a record that exists one is asked for
    only where it is given: a field that became required later stops nobody who changes something else.
    Values that don't change are not judged anew: a user who has left, an archived option, a contact hidden
    from the actor (given as ``HIDDEN``) stay. Fields whose values change are held until the transaction ends.

    Raises:
        Invalid: with a sentence for each value at fault, under ``custom.<field id>``.
    """
    known = {field.key: field for field in fields}
    before = dict(present or {})
    wanted = {key: value for key, value in given.items() if key in known}
    if present is None:
        wanted = {**_defaults(fields, kind), **wanted}
    values, faults = _read(known, wanted, before, kind)
    gone, renewed = _hold(known, _changed(values, before))
    if renewed:
        values, faults = _read(known, wanted, before, kind)
    faults |= {path(key): UNKNOWN for key in (*gone, *(key for key in given if key not in known))}
    faults |= _strangers(known, _changed(values, before)) | _unseen(known, wanted, values, by=by)
    after = {**before, **values}
    asked = fields if present is None else [known[key] for key in wanted]
    faults = {**{path(field.key): NEEDED for field in _missing(asked, after, kind)}, **faults}
    if faults:
        raise Invalid(faults)
    return {key: value for key, value in after.items() if value is not None}


def new_values(
    fields: Sequence[CustomField], given: Mapping[str, Any], *, kind: str, how: Manner
) -> tuple[dict[str, Any], Faults]:
    """What ``checked`` would say of a new record without asking the database: values and faults.

    Whether a user works here, and whether a contact is seen, is left to be asked for many at once.
    """
    if not fields and not given:
        return {}, {}
    known = {field.key: field for field in fields}
    wanted = {**_defaults(fields, kind), **{key: value for key, value in given.items() if key in known}}
    values, faults = _read(known, wanted, {}, kind, how=how)
    faults |= {path(key): UNKNOWN for key in given if key not in known}
    faults = {**{path(field.key): NEEDED for field in _missing(fields, values, kind)}, **faults}
    return {key: value for key, value in values.items() if value is not None}, faults


def value_of(field: CustomField, given: Any) -> Any:
    """One value on its own, such as a default; whether its user or contact exists is not asked.

    Raises:
        Refused: it can't be a value of this field.
    """
    return _allowed(field, read(field, given, manner=manner()), None)


def path(key: str) -> str:
    """Where a fault of this field's value is told."""
    return f"custom.{key}"


def applies_to(field: CustomField, kind: str) -> bool:
    """Whether records of this kind (``person``, ``company``) have the field."""
    return field.applies in ("both", kind)


def manner() -> Manner:
    """How values are read now: by the reader's language and zone, the workspace's country and currency."""
    currency = db.session.scalar(select(Workspace.currency)) or "USD"
    region = phones.REGION_OF_LOCALE.get(tenant().locale, "US")
    return Manner(language=locale(), zone=time_zone(), region=region, currency=currency)


def _defaults(fields: Iterable[CustomField], kind: str) -> dict[str, Any]:
    return {
        field.key: field.default for field in fields if field.default is not None and applies_to(field, kind)
    }


def _changed(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value != before.get(key)}


def _hold(known: Mapping[str, CustomField], changed: Iterable[str]) -> tuple[set[str], bool]:
    """Hold the fields whose values change: those deleted meanwhile, and whether any was changed meanwhile."""
    versions = {key: known[key].version for key in changed}
    fresh = held([known[key].id for key in versions]) if versions else {}
    gone = {key for key in versions if known[key].id not in fresh}
    return gone, any(known[key].version != version for key, version in versions.items())


def _read(
    known: Mapping[str, CustomField],
    wanted: Mapping[str, Any],
    before: Mapping[str, Any],
    kind: str,
    *,
    how: Manner | None = None,
) -> tuple[dict[str, Any], Faults]:
    """The wanted values as they are kept, and a fault for each that can't be."""
    values: dict[str, Any] = {}
    faults: Faults = {}
    how = how or (manner() if wanted else None)
    for key, given in wanted.items():
        field = known[key]
        try:
            value = read(field, given, manner=how) if how else None
            if value is not None and not applies_to(field, kind):
                raise Refused(ELSEWHERE[field.applies])
            values[key] = _allowed(field, value, before.get(key))
        except Refused as refusal:
            faults[path(key)] = refusal.sentence
    return values, faults


def _allowed(field: CustomField, value: Any, before: Any) -> Any:
    """The value, unless it is one that only a record which has it already may keep."""
    if value == HIDDEN and field.type == "contact":
        if before is None:
            raise Refused(NO_CONTACT)
        return before
    if field.type in ("select", "multi_select") and value is not None:
        archived = [option["id"] for option in field.options if option.get("archived")]
        if set(_listed(value)).difference(_listed(before)).intersection(archived):
            raise Refused(lazy("This value is no longer in use. Choose another one."))
    return value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _strangers(known: Mapping[str, CustomField], changed: Mapping[str, Any]) -> Faults:
    """Users who don't work here (any more); a statement if there is any user."""
    users = {key: value for key, value in changed.items() if known[key].type == "user" and value is not None}
    if not users:
        return {}
    active = select(User.id).where(User.id.in_(users.values()), User.deactivated_at.is_(None))
    working = set(db.session.scalars(active))
    return {path(key): NO_USER for key, user_id in users.items() if user_id not in working}


def _unseen(
    known: Mapping[str, CustomField], wanted: Mapping[str, Any], values: Mapping[str, Any], *, by: Actor
) -> Faults:
    """Contacts that the actor doesn't see, though named by their id; a statement if there is any.

    Asked of unchanged ones too: naming the hidden contact that stands there must not be told from naming any
    other hidden one.
    """
    named = {
        key: value
        for key, value in values.items()
        if known[key].type == "contact" and value is not None and wanted[key] != HIDDEN
    }
    visible = anchors.visible("contact", named.values(), by)
    return {path(key): NO_CONTACT for key, contact_id in named.items() if contact_id not in visible}


def _missing(asked: Iterable[CustomField], after: Mapping[str, Any], kind: str) -> Iterable[CustomField]:
    for field in asked:
        if field.required and applies_to(field, kind) and after.get(field.key) is None:
            yield field
