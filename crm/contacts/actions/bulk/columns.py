"""Writing columns of many contacts in one statement, with what journal and histories keep of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    case,
    column,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.inspection import inspect

from crm.contacts.actions.bulk.rights import among
from crm.contacts.facts import ContactEdited
from crm.contacts.facts_of_many import ContactChangedWithOthers
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.journal.models import Change
from crm.kernel.bulk import Part
from crm.kernel.db import db
from crm.kernel.facts import FactRow, of_each

OWN: Final = "custom."
Noted = Mapping[str, Any]
"""What the journal calls a value → the expression that reads it from a contact."""
COUNTED = {"version": Contact.version + 1, "changed_at": func.now()}
"""Nothing has happened *with* the contacts: their latest activity stays."""


def write(
    part: Part,
    values: Mapping[str, Any],
    *,
    noted: Noted | None = None,
    told: type[ContactEdited] = ContactChangedWithOthers,
) -> list[int]:
    """Write these columns where they differ, and count, note and tell it; returns the ids of the changed.

    ``noted`` None notes the columns by their names.
    """
    noted = noted if noted is not None else {name: getattr(Contact, name) for name in values}
    old = select(Contact.id, _as_json(noted).label("was")).where(among(part.ids)).cte("old")
    differs = or_(*(getattr(Contact, name).is_distinct_from(value) for name, value in values.items()))
    written = update(Contact).where(Contact.id == old.c.id, differs).values({**values, **COUNTED})
    returned = written.returning(Contact.id, Contact.version, old.c.was, _as_json(noted).label("stands"))
    return _kept(part, returned.cte("changed"), list(noted), told)


def keep(part: Part, rows: Sequence[tuple[int, Any, Any]], *, name: str) -> list[int]:
    """The same for a value beside the row that was written already: (contact, before, after) of each."""
    noted = [(contact_id, {name: was}, {name: now}) for contact_id, was, now in rows]
    return give(part, noted, (), fields=[name])


def give(
    part: Part,
    rows: Sequence[tuple[int, Mapping[str, Any], Mapping[str, Any]]],
    names: Sequence[str],
    *,
    fields: list[str],
    told: type[ContactEdited] = ContactChangedWithOthers,
) -> list[int]:
    """Write each contact's own values of these columns, or of one own field (``custom.7``), by one statement.

    The rows are (contact, before, after), as the journal notes them; ``fields`` are all that they note.
    """
    if not rows:
        return []
    cells = {f"value_{place}": name for place, name in enumerate(names)}
    each = [
        {"id": one, "was": was, "stands": now, **{cell: now[name] for cell, name in cells.items()}}
        for one, was, now in rows
    ]
    columns = column("id", BigInteger), column("was", JSONB), column("stands", JSONB)
    own = (column(cell, _type(name)) for cell, name in cells.items())
    given = func.jsonb_to_recordset(literal(each, JSONB)).table_valued(*columns, *own)
    given = given.render_derived(name="given", with_types=True)
    values = dict(_set(name, given.c[cell]) for cell, name in cells.items())
    written = update(Contact).where(Contact.id == given.c.id).values({**values, **COUNTED})
    returned = written.returning(Contact.id, Contact.version, given.c.was, given.c.stands)
    return _kept(part, returned.cte("changed"), fields, told)


def noted_now(names: Iterable[str]) -> ColumnElement[Any]:
    """The values of these columns as they stand, as the journal notes them."""
    return _as_json({name: _stored(name) for name in names})


def _own_key(name: str) -> str:
    """The key of an own field (``custom.7``); empty for a column."""
    return name.removeprefix(OWN) if name.startswith(OWN) else ""


def _stored(name: str) -> Any:
    key = _own_key(name)
    return Contact.custom.op("->", return_type=JSONB())(literal(key, Text)) if key else getattr(Contact, name)


def _type(name: str) -> Any:
    return JSONB() if _own_key(name) else inspect(Contact).columns[name].type


def _set(name: str, value: Any) -> tuple[str, Any]:
    if not (key := _own_key(name)):
        return name, value
    without = Contact.custom.op("-")(literal(key, Text))
    put = Contact.custom.op("||")(func.jsonb_build_object(literal(key, Text), value))
    return "custom", case((value.is_(None), without), else_=put)


def _kept(part: Part, changed: Any, fields: list[str], told: type[ContactEdited]) -> list[int]:
    rows = select(
        literal(part.act_id, BigInteger),
        literal(CONTACT, Text),
        changed.c.id,
        changed.c.was,
        changed.c.stands,
    )
    kept = ["act_id", "record_kind", "record_id", "before", "after"]
    noted = insert(Change).from_select(kept, rows.order_by(changed.c.id)).cte("noted")
    body = func.jsonb_build_object(
        literal("contact_id", Text), changed.c.id, literal("version", Text), changed.c.version,
        literal("act_id", Text), literal(part.act_id, BigInteger),
        literal("fields", Text), literal(fields, JSONB),
    )  # fmt: skip
    facts = of_each(told, changed.c.id, body, by=part.by).returning(FactRow.subject_id).add_cte(noted)
    ids = [one for one in db.session.scalars(facts) if one is not None]
    part.changed += ids
    return ids


def _as_json(noted: Noted) -> ColumnElement[Any]:
    pairs = [side for name, value in noted.items() for side in (literal(name, Text), func.to_jsonb(value))]
    return func.jsonb_build_object(*pairs, type_=JSONB)
